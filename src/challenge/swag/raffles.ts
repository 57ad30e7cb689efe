import type { z } from "zod";
import type {
  MySwag,
  SwagAdjustBody,
  SwagChance,
  SwagCountBody,
  SwagDay,
  SwagHandOver,
  SwagPlanBody,
  SwagReleaseBody,
  SwagReserveBody,
  SwagRollBody,
  SwagRollView,
  SwagScreen,
  SwagShare,
  SwagSizeBody,
  SwagStocks,
  SwagUploadBody,
  SwagUploaded,
  SwagVisitor,
  SwagWhyNot,
} from "../../contract/index.ts";
import type { Reading, SwagRaffleTable } from "../../control/index.ts";
import { type ChallengeId, Fault, type TicketId } from "../../kernel/index.ts";
import type { Actor } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { Turns } from "../turns.ts";
import { stockView } from "./books.ts";
import { DayKeeper, revealAll } from "./day-keeper.ts";
import { changeOdds, close, open, reveal } from "./day-steps.ts";
import { recall, reserve, upload } from "./device-share.ts";
import { type Hands, handOver, undoHandOver } from "./hand-over.ts";
import { plan, removePlan } from "./plan.ts";
import { codeNow, PresenceGuesses } from "./presence.ts";
import { settle } from "./releases.ts";
import { ownTickets, roll, rollsOfDay, whyNotTicket } from "./roll.ts";
import { currentDay, dayAt, readDays, readItems } from "./rows.ts";
import { chooseSize } from "./sizes.ts";
import { addRelease, adjust, count, releaseNow } from "./stock.ts";
import { dayView, rollView } from "./views.ts";

type ItemOfDay = { readonly day: string; readonly item: string };

/** The SWAG raffle: days, rolls, stock and what is handed over. Faults of all: `swag.unknown`, `swag.refused`. */
export interface Swag extends AsyncDisposable {
  /** The day people mean now, with what came out in the meantime; undefined without any. */
  now(challenge: Challenge): Promise<SwagDay | undefined>;
  mine(challenge: Challenge, ticket: TicketId): Promise<MySwag>;
  /** Faults: those of `roll`, `swag.code-wrong`, `swag.code-wait`. */
  roll(challenge: Challenge, ticket: TicketId, body: z.infer<typeof SwagRollBody>): Promise<SwagRollView>;
  /** At the table; the scan shows that the visitor is here. */
  rollFor(challenge: Challenge, ticket: TicketId, nonce: string, hands: Hands): Promise<SwagRollView>;
  /** What the booth's screens show, with the code. */
  screen(challenge: Challenge): Promise<SwagScreen>;
  visitor(challenge: Challenge, ticket: TicketId): Promise<SwagVisitor>;

  stocks(challenge: Challenge): Promise<SwagStocks>;
  plan(challenge: Challenge, day: string, wish: SwagPlanBody, actor: Actor): Promise<void>;
  removePlan(challenge: Challenge, day: string, actor: Actor): Promise<void>;
  open(challenge: Challenge, day: string, actor: Actor): Promise<void>;
  close(challenge: Challenge, day: string, actor: Actor): Promise<void>;
  reveal(challenge: Challenge, day: string, actor: Actor): Promise<void>;
  changeOdds(challenge: Challenge, day: string, blank: z.infer<typeof SwagChance>, actor: Actor): Promise<void>;
  addRelease(challenge: Challenge, day: string, release: z.infer<typeof SwagReleaseBody>, actor: Actor): Promise<void>;
  releaseNow(challenge: Challenge, day: string, release: string, actor: Actor): Promise<void>;
  adjust(challenge: Challenge, of: ItemOfDay, by: z.infer<typeof SwagAdjustBody>, hands: Hands): Promise<void>;
  count(challenge: Challenge, of: ItemOfDay, counted: z.infer<typeof SwagCountBody>, hands: Hands): Promise<void>;

  handOver(
    challenge: Challenge,
    ticket: TicketId,
    hands: Hands & { readonly size?: string | undefined },
  ): Promise<SwagHandOver>;
  undoHandOver(challenge: Challenge, ticket: TicketId, hands: Hands): Promise<void>;

  /** A winner's size, chosen or swapped; at the table also after the hand-over. */
  chooseSize(
    challenge: Challenge,
    ticket: TicketId,
    wish: SwagSizeBody,
    by: { readonly actor: Actor; readonly atTable: boolean },
  ): Promise<SwagRollView>;

  reserve(challenge: Challenge, day: string, wish: z.infer<typeof SwagReserveBody>, actor: Actor): Promise<SwagShare>;
  upload(
    challenge: Challenge,
    of: { readonly day: string; readonly device: string },
    rolls: z.infer<typeof SwagUploadBody>,
    actor: Actor,
  ): Promise<SwagUploaded>;
  /** Takes the share of a device back that is lost. */
  recall(challenge: Challenge, of: { readonly day: string; readonly device: string }, actor: Actor): Promise<void>;

  /** Shows every seed that is sealed still; called before the key that seals them is destroyed. */
  revealAll(challenge: ChallengeId): Promise<void>;
  /** Does now what is due: releases, and the end of days. */
  look(): Promise<void>;
}

export function createSwag(kit: Kit): Swag {
  const guesses = new PresenceGuesses(kit.clock);
  const keeper = new DayKeeper(kit);
  keeper.wake();
  return {
    ...reading(kit),
    ...rolling(kit, guesses),
    plan: (...rest) => plan(kit, ...rest),
    removePlan: (...rest) => removePlan(kit, ...rest),
    open: (...rest) => open(kit, ...rest),
    close: (...rest) => close(kit, ...rest),
    reveal: (...rest) => reveal(kit, ...rest),
    changeOdds: (...rest) => changeOdds(kit, ...rest),
    addRelease: (...rest) => addRelease(kit, ...rest),
    releaseNow: (...rest) => releaseNow(kit, ...rest),
    adjust: (...rest) => adjust(kit, ...rest),
    count: (...rest) => count(kit, ...rest),
    handOver: (...rest) => handOver(kit, ...rest),
    undoHandOver: (...rest) => undoHandOver(kit, ...rest),
    reserve: (...rest) => reserve(kit, ...rest),
    upload: (...rest) => upload(kit, ...rest),
    recall: (...rest) => recall(kit, ...rest),
    chooseSize: (...rest) => chooseSize(kit, ...rest),
    revealAll: (challenge) => revealAll(kit, challenge),
    look: () => keeper.look(),
    [Symbol.asyncDispose]: () => keeper[Symbol.asyncDispose](),
  };
}

function rolling(kit: Kit, guesses: PresenceGuesses): Pick<Swag, "roll" | "rollFor"> {
  const { bus } = kit;
  const turns = new Turns();
  const done = async (challenge: Challenge, ticket: TicketId, wish: Parameters<typeof roll>[2]) => {
    const day = await theDay(kit, challenge);
    if (day === undefined) throw new Fault("swag.not-open");
    const { view, emptied } = await turns.take(day.id, () => roll(kit, day.id, wish));
    bus.ticketChanged(ticket);
    if (emptied) bus.challengeChanged(challenge.id);
    return view;
  };
  return {
    async roll(challenge, ticket, { nonce, code }) {
      const day = await theDay(kit, challenge);
      if (day?.state === "open" && day.presence === 1 && !(await isRetry(kit, day.id, ticket, nonce))) {
        guesses.check(ticket, day.presence_key, code);
      }
      return done(challenge, ticket, { ticket, nonce, actor: `participant:${ticket}` });
    },
    rollFor: (challenge, ticket, nonce, { actor, person }) =>
      done(challenge, ticket, { ticket, nonce, actor, staff: person }),
  };
}

/** What was lost on the way back is asked for with the digits of minutes ago. */
const isRetry = async ({ records }: Kit, raffle: string, ticket: TicketId, nonce: string): Promise<boolean> =>
  (await records.read((tables) =>
    tables
      .selectFrom("swag_roll")
      .select("seq")
      .where("raffle", "=", raffle)
      .where("nonce", "=", nonce)
      .where("pid", "=", ticket)
      .executeTakeFirst(),
  )) !== undefined;

async function theDay({ records, clock }: Kit, challenge: Challenge): Promise<SwagRaffleTable | undefined> {
  const days = await records.read((tables) => readDays(tables, challenge));
  return currentDay(days, dayAt(challenge.setup.timeZone, clock.now()));
}

/** The day with everything out whose time came. */
async function settledDay(kit: Kit, challenge: Challenge): Promise<SwagRaffleTable | undefined> {
  const day = await theDay(kit, challenge);
  if (day?.state === "open") await settle(kit, challenge, day);
  return day;
}

function reading(kit: Kit): Pick<Swag, "now" | "mine" | "screen" | "visitor" | "stocks"> {
  const { records, clock } = kit;
  const viewOf = async (tables: Reading, challenge: Challenge, row: SwagRaffleTable): Promise<SwagDay> =>
    dayView(tables, challenge, { row, items: await readItems(tables, row.id) }, clock.now());
  return {
    async now(challenge) {
      const day = await settledDay(kit, challenge);
      return day === undefined ? undefined : records.read((tables) => viewOf(tables, challenge, day));
    },
    async mine(challenge, ticket) {
      const day = await settledDay(kit, challenge);
      return records.read(async (tables) => {
        const now = day === undefined ? null : await viewOf(tables, challenge, day);
        const rolls = await rollsOf(tables, challenge, ticket);
        const own = rolls.find(({ raffle }) => raffle === now?.raffle || raffle.startsWith(`${now?.raffle}+`));
        return {
          now,
          mine: own ?? null,
          earlier: rolls.filter((each) => each !== own),
          whyNot: await whyNot(tables, challenge, { now, drawn: own !== undefined, ticket }),
        };
      });
    },
    async screen(challenge) {
      const day = await settledDay(kit, challenge);
      const now = day === undefined ? null : await records.read((tables) => viewOf(tables, challenge, day));
      const { code, until } = codeNow(day?.presence_key ?? "", clock.now());
      return { now, code: day?.state === "open" && day.presence === 1 ? code : "", codeUntil: until };
    },
    async visitor(challenge, ticket) {
      const day = await settledDay(kit, challenge);
      return records.read(async (tables) => {
        const row = await tables.selectFrom("ticket").select("nickname").where("id", "=", ticket).executeTakeFirst();
        const now = day === undefined ? null : await viewOf(tables, challenge, day);
        const rolls = await rollsOf(tables, challenge, ticket);
        const drawn = rolls.some(({ raffle }) => raffle === now?.raffle || raffle.startsWith(`${now?.raffle}+`));
        return {
          ticket,
          nickname: row?.nickname ?? "",
          rolls,
          whyNot: await whyNot(tables, challenge, { now, drawn, ticket }),
        };
      });
    },
    async stocks(challenge) {
      await settledDay(kit, challenge);
      return records.read(async (tables) => ({
        days: await Promise.all(
          (await readDays(tables, challenge)).map(async (row) =>
            stockView(tables, challenge, { row, items: await readItems(tables, row.id) }, clock.now()),
          ),
        ),
        serverTime: clock.now(),
      }));
    },
  };
}

/** All rolls of a person, newest first. */
async function rollsOf(tables: Reading, challenge: Challenge, ticket: TicketId): Promise<SwagRollView[]> {
  const pids = await ownTickets(tables, ticket);
  const days = await readDays(tables, challenge);
  const rolls = (await Promise.all(days.map(({ id }) => rollsOfDay(tables, id, pids)))).flat();
  return Promise.all(rolls.toSorted((a, b) => b.at - a.at).map((each) => rollView(tables, each)));
}

async function whyNot(
  tables: Reading,
  challenge: Challenge,
  { now, drawn, ticket }: { readonly now: SwagDay | null; readonly drawn: boolean; readonly ticket: TicketId },
): Promise<SwagWhyNot> {
  if (now === null) return "no-raffle";
  if (drawn) return "drawn";
  if (now.state === "closed" && now.soldOut) return "sold-out";
  if (now.state !== "open") return "not-open";
  if (now.soldOut) return "sold-out";
  return whyNotTicket(tables, challenge.id, ticket);
}

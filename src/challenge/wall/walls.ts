import type { NameRow, SteerBody, WallNow } from "../../contract/index.ts";
import type { AppTable, Reading } from "../../control/index.ts";
import { type ChallengeId, Fault, type SpaceId } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Eligibility, TicketFacts } from "../eligibility/index.ts";
import { judge } from "../eligibility/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, lockChallenge, toChallenge } from "../lifecycle/index.ts";
import { drawStage } from "./draw-stage.ts";
import { type ReleasedNames, readReleased, releaseName } from "./released-names.ts";
import { offeredScenes } from "./scene.ts";
import { BY_WORD, isHeldName } from "./screen-name.ts";
import { readSteering, type Steering, toRow, withChange } from "./steering.ts";
import { type People, type WallApp, type WallPicture, wallNow } from "./wall-now.ts";

/** What walls show and what staff does about it. */
export interface Walls {
  /** A challenge with its steering and every app of it, read anew; undefined when it does not exist. */
  picture(id: ChallengeId): Promise<WallPicture | undefined>;
  /** How many people came how far. Costs a judgement of every ticket. */
  people(challenge: Challenge): Promise<People>;
  /** What walls show at this moment. */
  now(picture: WallPicture, people: People): WallNow;
  /** Which challenge a wall of the whole space shows: the newest open one, else announced, else one that was. */
  chooseFor(space: SpaceId): Promise<ChallengeId | undefined>;
  /** The names that no wall of the space may show, of all its challenges. */
  unshown(space: SpaceId): Promise<ReadonlySet<string>>;
  /** The names a host let onto the walls of the space though our list holds them. */
  released(space: SpaceId): Promise<ReleasedNames>;
  /** Lets such a name onto those walls, or holds it again. */
  release(space: SpaceId, wish: { readonly service: string; readonly shown: boolean }, actor: Actor): Promise<void>;
  /** Whether a name may be on a wall before anybody looked at it. */
  screen(challenge: Challenge, service: string): Pick<AppTable, "shown" | "shown_reason">;

  /** Faults: `request.invalid` for a scene that this challenge has not. */
  steer(challenge: Challenge, change: SteerBody, actor: Actor): Promise<void>;
  /** Every app's name, those that wait first, then the newest. */
  names(challenge: Challenge): Promise<readonly NameRow[]>;
  /** Shows or hides all apps of that name. Faults: `wall.app-unknown`. */
  show(challenge: Challenge, service: string, wish: ShowWish, actor: Actor): Promise<void>;
}

export interface ShowWish {
  readonly shown: "shown" | "hidden";
  readonly reason: string;
}

export function createWalls(kit: Kit, eligibility: Pick<Eligibility, "facts">): Walls {
  const { records, clock, bus } = kit;
  return {
    picture: (id) => records.read((tables) => readPicture(tables, id)),
    people: async (challenge) => countPeople(await eligibility.facts(challenge)),
    now: (picture, people) => wallNow(picture, people, clock.now()),
    chooseFor: (space) => records.read((tables) => chooseFor(tables, space)),
    released: (space) => records.read((tables) => readReleased(tables, space)),
    release: (space, wish, actor) => releaseName(kit, space, wish, actor),
    unshown: (space) => records.read((tables) => unshownNames(tables, space)),
    screen: ({ setup }, service) =>
      isHeldName(service, setup.wall.heldWords)
        ? { shown: "held", shown_reason: BY_WORD }
        : { shown: "shown", shown_reason: null },
    async steer(challenge, change, actor) {
      await steer(kit, challenge, change, actor);
      bus.challengeChanged(challenge.id);
    },
    names: (challenge) => records.read((tables) => readNames(tables, challenge)),
    async show(challenge, service, wish, actor) {
      const owners = await show(kit, challenge, service, wish, actor);
      bus.appsChanged(challenge.id);
      for (const owner of owners) bus.ticketChanged(owner);
    },
  };
}

async function readPicture(tables: Reading, id: ChallengeId): Promise<WallPicture | undefined> {
  const row = await tables.selectFrom("challenge").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) return undefined;
  const challenge = toChallenge(row);
  const [steering, apps] = [await readSteering(tables, id), await readApps(tables, challenge)];
  return { challenge, steering, apps, draw: await drawStage(tables, id) };
}

/** In the order of arrival; what was simulated belongs to a rehearsal. */
async function readApps(tables: Reading, { id, rehearsal }: Challenge): Promise<WallApp[]> {
  const rows = await tables
    .selectFrom("app")
    .select(["service", "ordinal", "environment", "agent", "language", "framework"])
    .select(["first_seen", "last_seen", "transactions", "shown", "shown_reason"])
    .where("challenge", "=", id)
    .$if(!rehearsal, (query) => query.where("simulated", "=", 0))
    .orderBy("ordinal")
    .execute();
  const names = judgedNames(rows);
  return rows.map((row) => ({ ...row, shown: names.get(row.service) ?? "held" }));
}

type Judged = Pick<AppTable, "service" | "shown" | "shown_reason">;

/**
 * Whether each name may be shown, whoever's app it is. What staff decided of a name holds for the next app that comes
 * with it; before that one held app holds them all.
 */
function judgedNames(rows: readonly Judged[]): ReadonlyMap<string, AppTable["shown"]> {
  const names = new Map<string, AppTable["shown"]>();
  const decided = ({ shown_reason }: Judged): boolean => shown_reason !== null && shown_reason !== BY_WORD;
  for (const row of rows) if (names.get(row.service) !== "held") names.set(row.service, row.shown);
  for (const row of rows) if (decided(row)) names.set(row.service, row.shown);
  return names;
}

/** Their order is that in which a wall prefers them; drafts and destroyed ones concern nobody. */
const PUBLIC_STATES = ["open", "announced", "closed", "review", "frozen", "drawn", "handing-over", "kept"] as const;

async function chooseFor(tables: Reading, space: SpaceId): Promise<ChallengeId | undefined> {
  const rows = await tables
    .selectFrom("challenge")
    .select(["id", "state"])
    .where("space", "=", space)
    .where("state", "in", PUBLIC_STATES)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .execute();
  const [open, announced] = PUBLIC_STATES.map((state) => rows.find((row) => row.state === state));
  return (open ?? announced ?? rows[0])?.id;
}

async function unshownNames(tables: Reading, space: SpaceId): Promise<ReadonlySet<string>> {
  const rows = await tables
    .selectFrom("app")
    .innerJoin("challenge", "challenge.id", "app.challenge")
    .select(["app.challenge", "app.service", "app.shown", "app.shown_reason"])
    .where("challenge.space", "=", space)
    .where(({ or, eb }) => or([eb("app.shown", "<>", "shown"), eb("app.shown_reason", "is not", null)]))
    .execute();
  const unshown = new Set<string>();
  for (const own of Map.groupBy(rows, ({ challenge }) => challenge).values()) {
    for (const [service, shown] of judgedNames(own)) if (shown !== "shown") unshown.add(service);
  }
  return unshown;
}

/** Staff and who left are no visitors, and a person with two tickets is one. */
function countPeople(facts: readonly TicketFacts[]): People {
  const visitors = facts.filter((each) => !each.staff && !each.withdrawn && each.duplicateOf === undefined);
  const people = { tickets: visitors.length, answered: 0, eligible: 0, fixable: 0, surveyOpen: 0 };
  for (const visitor of visitors) {
    const { eligible, reasons, checklist } = judge(visitor);
    const done = (id: string): boolean => checklist.some((item) => item.id === id && item.state === "done");
    if (done("survey")) people.answered += 1;
    if (eligible) people.eligible += 1;
    else if (reasons.every(({ fixable }) => fixable)) people.fixable += 1;
    const lacksSurvey = reasons.some(({ code }) => code === "SURVEY_MISSING" || code === "SURVEY_PARTIAL");
    if (!eligible && lacksSurvey && done("data")) people.surveyOpen += 1;
  }
  return people;
}

async function steer({ records, clock }: Kit, challenge: Challenge, change: SteerBody, actor: Actor): Promise<void> {
  const { prizes, swag } = challenge.setup;
  if (change.scene && !offeredScenes({ hasPrizes: prizes.length > 0, hasSwag: swag.planned }).includes(change.scene)) {
    throw new Fault("request.invalid", { detail: `this challenge has no scene ${change.scene}` });
  }
  await records.write(async (transaction) => {
    await lockChallenge(records.kind, transaction, challenge.id);
    const before = await readSteering(transaction, challenge.id);
    const after: Steering = withChange(before, change, clock.now());
    if (after === before) return;
    const row = toRow(challenge.id, after, actor);
    await transaction
      .insertInto("wall_state")
      .values(row)
      .onConflict((conflict) => conflict.column("challenge").doUpdateSet(row))
      .execute();
    // The words of the line are the wall's, not the log's: whoever writes may name somebody.
    const message = after.message.ko !== "" || after.message.en !== "" ? 1 : 0;
    await appendAudit(transaction, challenge.id, clock.now(), {
      actor,
      type: "event.wall",
      data: { scene: after.chosen, paused: after.paused ? 1 : 0, message },
    });
  });
}

async function readNames(tables: Reading, { id }: Challenge): Promise<readonly NameRow[]> {
  const rows = await tables
    .selectFrom("app")
    .select(["ordinal", "service", "framework", "language", "first_seen", "shown", "shown_reason"])
    .where("challenge", "=", id)
    .orderBy("ordinal", "desc")
    .execute();
  const judged = judgedNames(rows);
  const names = rows.map(({ ordinal, service, framework, language, first_seen, shown_reason }) => ({
    ordinal,
    service,
    framework: framework || language,
    firstSeen: first_seen,
    shown: judged.get(service) ?? "held",
    reason: shown_reason ?? "",
  }));
  return [...names.filter(({ shown }) => shown === "held"), ...names.filter(({ shown }) => shown !== "held")];
}

async function show(
  { records, clock }: Kit,
  { id }: Challenge,
  service: string,
  { shown, reason }: ShowWish,
  actor: Actor,
) {
  return records.write(async (transaction) => {
    // Also keeps out an app of the same name that is just arriving.
    await lockChallenge(records.kind, transaction, id);
    const rows = await transaction
      .updateTable("app")
      .set({ shown, shown_reason: reason })
      .where("challenge", "=", id)
      .where("service", "=", service)
      .returning(["ordinal", "ticket"])
      .execute();
    if (rows.length === 0) throw new Fault("wall.app-unknown");
    // Named by its number, for a name may be what had to go.
    const apps = rows.map(({ ordinal }) => Number(ordinal)).sort((a, b) => a - b);
    await appendAudit(transaction, id, clock.now(), { actor, type: "event.app-shown", data: { apps, shown } });
    const choosers = await choosersOf(transaction, id, service);
    return new Set([...rows.flatMap(({ ticket }) => (ticket === null ? [] : [ticket])), ...choosers]);
  });
}

async function choosersOf(tables: Reading, challenge: ChallengeId, service: string) {
  const rows = await tables
    .selectFrom("app_choice")
    .innerJoin("ticket", "ticket.id", "app_choice.ticket")
    .select("ticket.id")
    .where("ticket.challenge", "=", challenge)
    .where("app_choice.service", "=", service)
    .execute();
  return rows.map(({ id }) => id);
}

import type {
  AnnounceBody,
  CancelBody,
  DrawConsole,
  DrawView,
  MyDraw,
  PickLaneBody,
  RoomNumberBody,
} from "../../contract/index.ts";
import type { Changing } from "../../control/index.ts";
import { type EpochMicros, Fault, MICROS_PER_SECOND, type SpaceId, type TicketId } from "../../kernel/index.ts";
import type { Actor } from "../audit/index.ts";
import { NO_LUCKY, type ProofBundle, prizeCount, readBeacon, readPrizes } from "../draw/index.ts";
import type { Eligibility } from "../eligibility/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge, Lifecycle, TakenStep } from "../lifecycle/index.ts";
import {
  announce,
  followChallenge,
  postpone,
  prizesOf as prizesAnnounced,
  refused,
  type SeedSource,
  stateOfNew,
  systemSeed,
} from "./announce.ts";
import { BeaconSource } from "./beacon-source.ts";
import { cancel } from "./cancel.ts";
import { type Holding, hold, refuseSecond } from "./hold.ts";
import { DrawKeeper } from "./keeper.ts";
import { freezeList, pickLane, showList } from "./lanes.ts";
import { giveNumber } from "./room.ts";
import { bundleOf, type Draw, isLive, readDraws } from "./rows.ts";
import { rehearse, show } from "./show.ts";
import { type Viewing, viewDraw } from "./views.ts";

/** A challenge's draws: what everybody may see, what a phone adds, what a host does. A draw is named as in its address. */
export interface Drawings extends AsyncDisposable {
  /** All but tries, the newest first. */
  list(challenge: Challenge): Promise<DrawView[]>;
  /** Faults: `draw.unknown`. */
  view(challenge: Challenge, name: string): Promise<DrawView>;
  /** What walls show: the newest try of the last minutes, else the newest draw that was not cancelled. */
  onWall(challenge: Challenge): Promise<DrawView | undefined>;
  /** The proof, byte by byte as it is published. Faults: `draw.unknown` before the draw. */
  proofText(challenge: Challenge, name: string): Promise<string>;
  /** Result of the newest draw that was held; undefined before. */
  held(challenge: Challenge): Promise<{ readonly draw: string; readonly bundle: ProofBundle } | undefined>;

  mine(challenge: Challenge, ticket: TicketId): Promise<MyDraw>;
  /** Faults: `draw.refused`, `draw.lane-taken`, `draw.unknown` where none is announced. */
  pick(challenge: Challenge, ticket: TicketId, wish: PickLaneBody): Promise<MyDraw>;
  /** Faults: `draw.refused`. */
  giveNumber(challenge: Challenge, ticket: TicketId, number: RoomNumberBody): Promise<MyDraw>;

  console(challenge: Challenge): Promise<DrawConsole>;
  /** Faults: `draw.refused`, `draw.seed-only`. */
  announce(challenge: Challenge, wish: AnnounceBody, actor: Actor): Promise<DrawView>;
  postpone(challenge: Challenge, name: string, plannedAt: EpochMicros, actor: Actor): Promise<DrawView>;
  cancel(challenge: Challenge, name: string, reason: CancelBody, actor: Actor): Promise<DrawView>;
  /** Takes a closed event to its review and shows everybody who is in. */
  showList(challenge: Challenge, name: string, actor: Actor): Promise<DrawView>;
  /** Fixes the list for ever. Faults: `challenge.step-refused`, `draw.refused`. */
  freeze(challenge: Challenge, name: string, actor: Actor): Promise<DrawView>;
  /** Draws with the public number that somebody pasted. Faults: `draw.beacon-refused`, `draw.already-drawn`. */
  paste(challenge: Challenge, name: string, text: string, actor: Actor): Promise<DrawView>;
  /** Draws now with what can be had. Faults: `draw.beacon-away`, `draw.already-drawn`, `draw.refused`. */
  hold(challenge: Challenge, name: string, actor: Actor): Promise<DrawView>;
  show(challenge: Challenge, name: string, wish: "start" | "skip"): Promise<DrawView>;
  rehearse(challenge: Challenge, actor: Actor): Promise<DrawView>;
  /** What a step of the event does to its draw, in the step's transaction. */
  alongside(transaction: Changing, challenge: Challenge, step: TakenStep): Promise<void>;
  /** Starts keeping the times of draws. */
  wake(): void;
}

export interface DrawingOptions {
  /** Mirrors of the public randomness in place of drand's own. */
  readonly beaconUrls?: readonly string[];
  /** Where seeds come from; the operating system without it. */
  readonly newSeed?: SeedSource;
}

export interface DrawingParts {
  readonly eligibility: Pick<Eligibility, "verdict" | "verdicts" | "verdictsIn">;
  readonly unshown: (space: SpaceId) => Promise<ReadonlySet<string>>;
  readonly lifecycle: () => Pick<Lifecycle, "step" | "find">;
}

/** Two hundred phones ask for the same thing. */
const SAME_ANSWER_FOR = 1 * MICROS_PER_SECOND;
/** Picked lanes and names that staff hid are seen that much later. */
const SAME_VIEW_FOR = MICROS_PER_SECOND / 2;
const MOST_VIEWS = 200;
/** A try stays on the wall so long. */
const TRY_ON_WALL = 180 * MICROS_PER_SECOND;

export function createDrawings(kit: Kit, parts: DrawingParts, options: DrawingOptions = {}): Drawings {
  return new Booth(kit, parts, options);
}

class Booth implements Drawings {
  readonly #kit: Kit;
  readonly #parts: DrawingParts;
  readonly #newSeed: SeedSource;
  readonly #source: BeaconSource;
  readonly #keeper: DrawKeeper;
  readonly #views = new Map<string, { readonly of: string; readonly at: number; readonly answer: Promise<DrawView> }>();
  readonly #eligible = new Map<string, { readonly at: number; readonly answer: Promise<ReadonlySet<TicketId>> }>();

  constructor(kit: Kit, parts: DrawingParts, { beaconUrls, newSeed = systemSeed }: DrawingOptions) {
    this.#kit = kit;
    this.#parts = parts;
    this.#newSeed = newSeed;
    this.#source = new BeaconSource({ urls: beaconUrls, log: kit.log });
    this.#keeper = new DrawKeeper(kit, this.#source, (draw, holding) => this.#hold(draw, holding));
  }

  wake(): void {
    this.#keeper.wake();
  }

  async list(challenge: Challenge): Promise<DrawView[]> {
    const draws = (await this.#draws(challenge)).filter(({ ordinal }) => ordinal > 0);
    return Promise.all(draws.map((draw) => this.#view(challenge, draw)));
  }

  async view(challenge: Challenge, name: string): Promise<DrawView> {
    return this.#view(challenge, await this.#named(challenge, name));
  }

  async onWall(challenge: Challenge): Promise<DrawView | undefined> {
    const draws = await this.#draws(challenge);
    const now = this.#kit.clock.now();
    const recent = draws.find(({ ordinal, announcedAt }) => ordinal < 0 && now - announcedAt < TRY_ON_WALL);
    const draw = recent ?? draws.find(({ ordinal, state }) => ordinal > 0 && state !== "cancelled");
    return draw && this.#view(challenge, draw);
  }

  async proofText(challenge: Challenge, name: string): Promise<string> {
    const { id, bundleText } = await this.#named(challenge, name);
    if (bundleText === undefined) throw new Fault("draw.unknown", { draw: `${id} (proof)` });
    return bundleText;
  }

  async held(challenge: Challenge): Promise<{ readonly draw: string; readonly bundle: ProofBundle } | undefined> {
    for (const draw of await this.#draws(challenge)) {
      const bundle = draw.ordinal > 0 ? bundleOf(draw) : undefined;
      if (bundle !== undefined) return { draw: draw.id, bundle };
    }
    return undefined;
  }

  async mine(challenge: Challenge, ticket: TicketId): Promise<MyDraw> {
    const { records, clock } = this.#kit;
    const draw = (await this.#draws(challenge)).find(({ ordinal, state }) => ordinal > 0 && state !== "cancelled");
    const own = await records.read(async (tables) => {
      if (draw === undefined) return undefined;
      const of = { draw: draw.id, ticket };
      const read = (table: "draw_entry" | "room_number") =>
        tables.selectFrom(table).selectAll().where("draw", "=", of.draw).where("ticket", "=", of.ticket);
      return { entry: await read("draw_entry").executeTakeFirst(), room: await read("room_number").executeTakeFirst() };
    });
    const entry = own?.entry as { lane: number | null; picked: number; lucky: string } | undefined;
    const room = own?.room as { reveal: string | null } | undefined;
    const isFixed = draw?.frozenAt !== undefined;
    const isIn = isFixed ? entry !== undefined : (await this.#parts.eligibility.verdict(challenge, ticket)).eligible;
    return {
      draw: draw === undefined ? null : await this.#view(challenge, draw),
      entry: ticket,
      isIn,
      lane: entry?.lane ?? null,
      picked: entry?.picked === 1,
      lucky: entry?.lucky ?? NO_LUCKY,
      sealed: room !== undefined,
      shown: room !== undefined && room.reveal !== null,
      result: draw === undefined ? null : resultOf(draw, challenge, entry?.lane ?? null),
      serverTime: clock.now(),
    };
  }

  async pick(challenge: Challenge, ticket: TicketId, wish: PickLaneBody): Promise<MyDraw> {
    const draw = await this.#live(challenge);
    if (wish.lane !== undefined) {
      const { eligible } = await this.#parts.eligibility.verdict(challenge, ticket);
      if (!eligible) throw refused("only who is in the draw picks a lane");
    }
    const lanes = (await this.#eligibleOf(challenge)).size;
    await pickLane(this.#kit, { draw: draw.id, ticket, lanes }, wish);
    this.#views.delete(draw.id);
    if (wish.lane !== undefined) this.#kit.bus.challengeChanged(challenge.id);
    return this.mine(challenge, ticket);
  }

  async giveNumber(challenge: Challenge, ticket: TicketId, number: RoomNumberBody): Promise<MyDraw> {
    const draw = await this.#live(challenge);
    await giveNumber(this.#kit, { draw: draw.id, ticket }, number);
    this.#views.delete(draw.id);
    return this.mine(challenge, ticket);
  }

  async console(challenge: Challenge): Promise<DrawConsole> {
    const draws = await this.#draws(challenge);
    const real = draws.filter(({ ordinal }) => ordinal > 0);
    return {
      draws: await Promise.all(real.map((draw) => this.#view(challenge, draw))),
      canAnnounce: canAnnounce(challenge, real),
      eligible: (await this.#eligibleOf(challenge)).size,
      beacon: triesAsShown(this.#keeper.triesOf(real[0]?.id ?? "")),
      serverTime: this.#kit.clock.now(),
    };
  }

  async announce(challenge: Challenge, wish: AnnounceBody, actor: Actor): Promise<DrawView> {
    const id = await announce(this.#kit, challenge, { wish, actor, newSeed: this.#newSeed });
    return this.view(challenge, nameOf(id));
  }

  async postpone(challenge: Challenge, name: string, plannedAt: EpochMicros, actor: Actor): Promise<DrawView> {
    const draw = await this.#named(challenge, name);
    await postpone(this.#kit, { id: challenge.id, draw: draw.id }, { plannedAt, actor });
    return this.view(challenge, name);
  }

  async cancel(challenge: Challenge, name: string, reason: CancelBody, actor: Actor): Promise<DrawView> {
    const draw = await this.#named(challenge, name);
    await cancel(this.#kit, this.#parts.lifecycle(), { challenge, draw, actor, reason });
    return this.view(challenge, name);
  }

  async showList(challenge: Challenge, name: string, actor: Actor): Promise<DrawView> {
    const draw = await this.#named(challenge, name);
    if (challenge.state === "closed") {
      await this.#parts.lifecycle().step(challenge.id, { to: "review", actor, reason: "", version: undefined });
    }
    await showList(this.#kit, challenge, draw.id);
    return this.view(challenge, name);
  }

  async freeze(challenge: Challenge, name: string, actor: Actor): Promise<DrawView> {
    const draw = await this.#named(challenge, name);
    if (draw.state !== "closed" && draw.state !== "announced") throw refused(`the draw is ${draw.state}`);
    await this.#parts.lifecycle().step(challenge.id, { to: "frozen", actor, reason: "", version: undefined });
    this.#keeper.wake();
    return this.view(challenge, name);
  }

  async paste(challenge: Challenge, name: string, text: string, actor: Actor): Promise<DrawView> {
    const draw = await this.#named(challenge, name);
    if (draw.bundleText !== undefined) throw await refuseSecond(this.#kit, draw, actor);
    await this.#hold(draw, { actor, beacon: readBeacon(text), via: "paste" });
    return this.view(challenge, name);
  }

  async hold(challenge: Challenge, name: string, actor: Actor): Promise<DrawView> {
    const draw = await this.#named(challenge, name);
    if (draw.bundleText !== undefined) throw await refuseSecond(this.#kit, draw, actor);
    if (draw.state !== "frozen") throw refused(`the draw is ${draw.state}`);
    const beacon = draw.round === undefined ? undefined : await this.#source.read(draw.round);
    await this.#hold(draw, { actor, beacon, via: beacon === undefined ? "nothing" : "mirror" });
    return this.view(challenge, name);
  }

  async show(challenge: Challenge, name: string, wish: "start" | "skip"): Promise<DrawView> {
    const draw = await this.#named(challenge, name);
    await show(this.#kit, challenge, draw.id, wish);
    return this.view(challenge, name);
  }

  async rehearse(challenge: Challenge, actor: Actor): Promise<DrawView> {
    const draws = await this.#draws(challenge);
    const frozen = draws.find(({ ordinal, entriesText }) => ordinal > 0 && entriesText !== undefined);
    const lines = frozen?.entriesText?.split("\n").map((line) => line.slice(0, 8)) ?? [];
    const entries = lines.length > 0 ? lines.filter((line) => line !== "") : [...(await this.#eligibleOf(challenge))];
    const prizesText = frozen?.prizesText ?? prizesAnnounced(challenge, "A");
    return this.view(challenge, nameOf(await rehearse(this.#kit, challenge, { actor, entries, prizesText })));
  }

  async alongside(transaction: Changing, challenge: Challenge, { to, actor, at }: TakenStep): Promise<void> {
    const before = challenge.state;
    if (to === "closed" && before === "open") await followChallenge(transaction, challenge, { to, actor, at });
    if (to === "open" && before === "closed") await followChallenge(transaction, challenge, { to, actor, at });
    if (to === "frozen") {
      const verdicts = await this.#parts.eligibility.verdictsIn(transaction, challenge);
      const eligible = [...verdicts].flatMap(([ticket, verdict]) => (verdict.eligible ? [ticket] : []));
      await freezeList(this.#kit, transaction, challenge, { actor, at, eligible });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#keeper[Symbol.asyncDispose]();
  }

  #hold(draw: Draw, holding: Holding): Promise<void> {
    return hold(this.#kit, this.#parts.lifecycle(), draw, holding);
  }

  #draws({ id }: Challenge): Promise<readonly Draw[]> {
    return this.#kit.records.read((tables) => readDraws(tables, id));
  }

  async #named(challenge: Challenge, name: string): Promise<Draw> {
    const draw = (await this.#draws(challenge)).find((each) => each.name === name);
    if (draw === undefined) throw new Fault("draw.unknown", { draw: name });
    return draw;
  }

  async #live(challenge: Challenge): Promise<Draw> {
    const draw = (await this.#draws(challenge)).find((each) => each.ordinal > 0 && isLive(each));
    if (draw === undefined) throw new Fault("draw.unknown", { draw: challenge.slug });
    return draw;
  }

  /** The same for everybody, so that a hall of phones costs what one costs; `draw` tells when it is not the same any more. */
  async #view(challenge: Challenge, draw: Draw): Promise<DrawView> {
    const { clock } = this.#kit;
    const now = clock.monotonic();
    const of = JSON.stringify(draw);
    const known = this.#views.get(draw.id);
    const isFresh = known !== undefined && known.of === of && now - known.at < SAME_VIEW_FOR;
    const answer = isFresh ? known.answer : this.#readView(challenge, draw);
    if (!isFresh) {
      if (this.#views.size > MOST_VIEWS) this.#views.clear();
      this.#views.set(draw.id, { of, at: now, answer });
      answer.catch(() => this.#views.delete(draw.id));
    }
    return { ...(await answer), serverTime: clock.now() };
  }

  #readView(challenge: Challenge, draw: Draw): Promise<DrawView> {
    const { records, clock } = this.#kit;
    return records.read((tables) => {
      const viewing: Viewing = {
        tables,
        challenge,
        now: clock.now(),
        addresses: (round) => this.#source.addresses(round),
        eligible: () => this.#eligibleOf(challenge),
        unshown: () => this.#parts.unshown(challenge.space),
      };
      return viewDraw(draw, viewing);
    });
  }

  /** Who would be in now; judged at most once a second however many ask. */
  async #eligibleOf(challenge: Challenge): Promise<ReadonlySet<TicketId>> {
    const now = this.#kit.clock.monotonic();
    const known = this.#eligible.get(challenge.id);
    if (known !== undefined && now - known.at < SAME_ANSWER_FOR) return known.answer;
    const answer = this.#parts.eligibility
      .verdicts(challenge)
      .then((verdicts) => new Set([...verdicts].flatMap(([ticket, { eligible }]) => (eligible ? [ticket] : []))));
    answer.catch(() => this.#eligible.delete(challenge.id));
    this.#eligible.set(challenge.id, { at: now, answer });
    return answer;
  }
}

const nameOf = (id: string): string => id.slice(id.indexOf("/") + 1);

const triesAsShown = ({ tries, lastError, triedAt }: ReturnType<DrawKeeper["triesOf"]>): DrawConsole["beacon"] => ({
  tries,
  lastError,
  triedAt: triedAt as EpochMicros | null,
});

function canAnnounce(challenge: Challenge, draws: readonly Draw[]): boolean {
  try {
    return stateOfNew(challenge, draws) !== undefined;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

/** A line's place in the order, once there is one. */
function resultOf(draw: Draw, { setup }: Challenge, lane: number | null): MyDraw["result"] {
  const bundle = bundleOf(draw);
  if (bundle === undefined || lane === null) return null;
  const slot = bundle.order.indexOf(lane - 1);
  if (slot < 0) return null;
  const won = bundle.winners.find((winner) => winner.slot === slot);
  if (won === undefined) {
    const prizes = prizeCount(readPrizes(draw.prizesText) ?? []);
    return { slot, prize: null, reserve: slot - prizes + 1 };
  }
  const known = setup.prizes.find(({ id }) => id === won.prize);
  const unnamed = { id: won.prize, rank: slot + 1, name: { ko: won.prize, en: won.prize }, quantity: 1, valueWon: 0 };
  return { slot, prize: known ?? unnamed, reserve: null };
}

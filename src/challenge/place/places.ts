import { sql } from "kysely";
import type { PlaceBody, PlaceChange } from "../../contract/index.ts";
import { type EpochMicros, epochMicros, Fault, MICROS_PER_HOUR, randomId } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, lockChallenge, toChallenge } from "../lifecycle/index.ts";
import { MissLimiter } from "./miss-limiter.ts";
import { pageOf, readOffered } from "./pages.ts";
import { type PlaceView, readPlaces } from "./place-rows.ts";

/** Somebody or something opened a short address. */
export interface Scan {
  readonly slug: string;
  readonly address: string;
  /** False for programs and prefetches: they are led on, and counted apart. */
  readonly byPerson: boolean;
  /** Whether this browser was here before, by its own cookie of this very address. */
  readonly returning: boolean;
}

export interface Places {
  list(challenge: Challenge): Promise<PlaceView[]>;
  /** Faults: `place.crowded`. */
  make(challenge: Challenge, body: PlaceBody, actor: Actor): Promise<PlaceView>;
  /** Faults: `place.unknown`. */
  change(challenge: Challenge, slug: string, change: PlaceChange, actor: Actor): Promise<PlaceView>;
  /** Faults: `place.unknown`. */
  find(challenge: Challenge, slug: string): Promise<PlaceView>;
  /**
   * Counts the scan and says which of our pages it leads to; undefined when there is no such place.
   * Faults: `ticket.too-many-guesses` for who asks for many that do not exist.
   */
  follow(scan: Scan): Promise<string | undefined>;
}

/** Forty random bits, short enough to be typed off a poster. */
const SLUG_LENGTH = 8;
const MOST_PLACES = 100;

export function createPlaces(kit: Kit): Places {
  const misses = new MissLimiter(kit.clock);
  return {
    list: (challenge) => kit.records.read((tables) => readPlaces(tables, challenge)),
    make: (challenge, body, actor) => make(kit, challenge, body, actor),
    async change(challenge, slug, change, actor) {
      await changePlace(kit, challenge, slug, change, actor);
      return find(kit, challenge, slug);
    },
    find: (challenge, slug) => find(kit, challenge, slug),
    follow: (scan) => follow(kit, misses, scan),
  };
}

async function make(kit: Kit, challenge: Challenge, { name, target }: PlaceBody, actor: Actor): Promise<PlaceView> {
  const { id } = challenge;
  const slug = randomId(SLUG_LENGTH);
  await kit.records.write(async (transaction) => {
    await lockChallenge(kit.records.kind, transaction, id);
    const { n } = await transaction
      .selectFrom("place")
      .select(({ fn }) => fn.countAll().as("n"))
      .where("challenge", "=", id)
      .executeTakeFirstOrThrow();
    if (Number(n) >= MOST_PLACES) throw new Fault("place.crowded", { most: String(MOST_PLACES) });
    const at = kit.clock.now();
    const row = { slug, challenge: id, name: name.normalize("NFC"), target, created_at: at, closed_at: null };
    await transaction.insertInto("place").values(row).execute();
    await appendAudit(transaction, id, at, { actor, type: "place.make", data: { place: slug, target } });
  });
  return find(kit, challenge, slug);
}

async function changePlace(
  kit: Kit,
  { id }: Challenge,
  slug: string,
  { name, target, closed }: PlaceChange,
  actor: Actor,
): Promise<void> {
  await kit.records.write(async (transaction) => {
    await lockChallenge(kit.records.kind, transaction, id);
    const row = await transaction
      .selectFrom("place")
      .selectAll()
      .where("slug", "=", slug)
      .where("challenge", "=", id)
      .executeTakeFirst();
    if (row === undefined) throw new Fault("place.unknown", { place: slug });
    const at = kit.clock.now();
    const closed_at = closed === undefined ? row.closed_at : closed ? (row.closed_at ?? at) : null;
    const change = { name: name?.normalize("NFC") ?? row.name, target: target ?? row.target, closed_at };
    await transaction.updateTable("place").set(change).where("slug", "=", slug).execute();
    const data = { place: slug, target: change.target, closed: closed_at !== null };
    await appendAudit(transaction, id, at, { actor, type: "place.change", data });
  });
}

async function find({ records }: Kit, challenge: Challenge, slug: string): Promise<PlaceView> {
  const place = (await records.read((tables) => readPlaces(tables, challenge))).find((each) => each.slug === slug);
  if (place === undefined) throw new Fault("place.unknown", { place: slug });
  return place;
}

async function follow(kit: Kit, misses: MissLimiter, scan: Scan): Promise<string | undefined> {
  const found = await kit.records.read(async (tables) => {
    const place = await tables
      .selectFrom("place")
      .select(["target", "closed_at", "challenge"])
      .where("slug", "=", scan.slug)
      .executeTakeFirst();
    if (place === undefined) return undefined;
    const row = await tables
      .selectFrom("challenge")
      .selectAll()
      .where("id", "=", place.challenge)
      .executeTakeFirstOrThrow();
    const challenge = toChallenge(row);
    return { place, challenge, offered: await readOffered(tables, challenge) };
  });
  if (found === undefined) {
    // Forty bits are not guessed; a hall behind one address with a prankster in it still gets everybody in.
    misses.miss(scan.address);
    return undefined;
  }
  const { place, challenge, offered } = found;
  // What hangs somewhere still leads to the event; it is not counted any more.
  if (place.closed_at !== null || challenge.state === "purged") return `/e/${challenge.slug}`;
  await count(kit, scan);
  return pageOf(place.target, { slug: challenge.slug, place: scan.slug, offered });
}

async function count({ records, clock, log }: Kit, { slug, byPerson, returning }: Scan): Promise<void> {
  const at = clock.now();
  const hour: EpochMicros = epochMicros(at - (at % MICROS_PER_HOUR));
  const one = { scans: byPerson ? 1 : 0, visitors: byPerson && !returning ? 1 : 0, bots: byPerson ? 0 : 1 };
  try {
    await records.write((transaction) =>
      transaction
        .insertInto("place_hour")
        .values({ place: slug, hour, ...one })
        .onConflict((conflict) =>
          conflict.columns(["place", "hour"]).doUpdateSet({
            scans: sql`place_hour.scans + ${one.scans}`,
            visitors: sql`place_hour.visitors + ${one.visitors}`,
            bots: sql`place_hour.bots + ${one.bots}`,
          }),
        )
        .execute(),
    );
  } catch (error) {
    // A visitor is led on whether or not they can be counted.
    log.warn({ err: error }, "a scan was not counted");
  }
}

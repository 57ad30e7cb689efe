import { randomBytes } from "node:crypto";
import { epochMicros, MICROS_PER_SECOND } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import { commitTo, holdDraw, listHash, toHex, writeEntries } from "../draw/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, lockChallenge } from "../lifecycle/index.ts";
import { EMPTY, refused } from "./announce.ts";
import { lockDraw, readDraws } from "./rows.ts";

/** From the button to the first movement: so long a phone may take to hear of it. */
const LEAD = 3 * MICROS_PER_SECOND;
/** So far back that everything has been shown. */
const ALL_SHOWN = 3_600 * MICROS_PER_SECOND;

/** Begins the show on all screens in three seconds, or puts it at its end. Faults: `draw.refused`. */
export async function show(kit: Kit, { id }: Challenge, name: string, wish: "start" | "skip"): Promise<void> {
  const { records, clock } = kit;
  await records.write(async (transaction) => {
    await lockChallenge(records.kind, transaction, id);
    const draw = await lockDraw(records.kind, transaction, name);
    if (draw.bundleText === undefined) throw refused("nothing is drawn yet");
    const now = clock.now();
    const at = epochMicros(wish === "start" ? now + LEAD : now - ALL_SHOWN);
    await transaction.updateTable("draw").set({ show_started_at: at }).where("id", "=", draw.id).execute();
  });
  kit.bus.challengeChanged(id);
}

/** Made-up lanes of a try when too few people are there yet. */
const MADE_UP = 12;

/** Shows a try: another seed, nobody's result, and marked as such wherever it is seen. */
export async function rehearse(
  kit: Kit,
  challenge: Challenge,
  {
    actor,
    entries,
    prizesText,
  }: {
    readonly actor: Actor;
    readonly entries: readonly string[];
    readonly prizesText: string;
  },
): Promise<string> {
  const { records, clock } = kit;
  const seed = new Uint8Array(randomBytes(32));
  const list = entries.length >= 2 ? entries : Array.from({ length: MADE_UP }, madeUpEntry);
  const lines = list.map((entry) => ({ entry, lucky: toHex(randomBytes(16)) }));
  const entriesText = writeEntries(lines);
  const draw = await records.write(async (transaction) => {
    await lockChallenge(records.kind, transaction, challenge.id);
    const draws = await readDraws(transaction, challenge.id);
    const ordinal = Math.min(0, ...draws.map((each) => each.ordinal)) - 1;
    const id = `${challenge.slug}/rehearsal-${-ordinal}`;
    const commit = commitTo("seed", seed);
    const { bundle } = holdDraw({
      announced: { draw: id, mode: "C", commit, prizes: listHash(prizesText), round: 0 },
      frozen: { entries: listHash(entriesText) },
      entriesText,
      prizesText,
      serverSeed: seed,
      beacon: null,
      room: null,
    });
    const now = clock.now();
    await transaction
      .insertInto("draw")
      .values({
        ...EMPTY,
        id,
        challenge: challenge.id,
        ordinal,
        mode: "C",
        state: "revealed",
        commit_hash: commit,
        server_seed_sealed: null,
        prizes_text: prizesText,
        planned_at: now,
        round: null,
        announced_at: now,
        closed_at: now,
        frozen_at: now,
        entries_text: entriesText,
        entries_hash: listHash(entriesText),
        bundle: JSON.stringify(bundle),
        drawn_at: now,
        show_started_at: epochMicros(now + LEAD),
        simulated: 1,
      })
      .execute();
    await appendAudit(transaction, challenge.id, now, { actor, type: "draw.rehearse", data: { draw: id } });
    return id;
  });
  kit.bus.challengeChanged(challenge.id);
  return draw;
}

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const madeUpEntry = (): string => Array.from(randomBytes(8), (byte) => CROCKFORD[byte % 32]).join("");

import { type EpochMicros, Fault } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import {
  type Beacon,
  beaconFlaw,
  fromHex,
  type HeldDraw,
  holdDraw,
  listHash,
  type RoomEntropy,
} from "../draw/index.ts";
import type { Kit } from "../kit.ts";
import type { Lifecycle } from "../lifecycle/index.ts";
import { refused, seedPlace } from "./announce.ts";
import { readEntropy } from "./room.ts";
import { type Draw, lockDraw } from "./rows.ts";
import { dueAt, usesBeacon, usesRoom } from "./times.ts";

export interface Holding {
  readonly actor: Actor;
  /** Undefined in modes without one. */
  readonly beacon: Beacon | undefined;
  /** How it came: read from a mirror, or pasted by the host. */
  readonly via: "mirror" | "paste" | "nothing";
}

/**
 * Draws, once: result, proof and the now public seed are stored in the transaction that takes the event to `drawn`. Another
 * attempt is refused and stands in the log. Faults: `draw.already-drawn`, `draw.refused`, `draw.beacon-refused`, those of `holdDraw`.
 */
export async function hold(
  kit: Kit,
  lifecycle: Pick<Lifecycle, "step">,
  draw: Draw,
  { actor, beacon, via }: Holding,
): Promise<void> {
  const now = kit.clock.now();
  if (draw.bundleText !== undefined) throw await refuseSecond(kit, draw, actor);
  if (draw.state !== "frozen") throw refused(`the draw is ${draw.state}`);
  if (usesBeacon(draw.mode)) refuseBeacon(draw, beacon);
  else if (now < dueAt(draw)) throw refused("its time has not come");
  const room = usesRoom(draw.mode) ? await roomOf(kit, draw, now) : null;
  const { bundle } = await compute(kit, draw, { beacon: beacon ?? null, room });
  const within = async (transaction: Parameters<typeof lockDraw>[1], _: unknown, at: EpochMicros): Promise<void> => {
    const current = await lockDraw(kit.records.kind, transaction, draw.id);
    if (current.bundleText !== undefined) throw new Fault("draw.already-drawn");
    if (current.state !== "frozen") throw refused(`the draw is ${current.state}`);
    await transaction
      .updateTable("draw")
      .set({
        state: "revealed",
        beacon: beacon === undefined ? null : JSON.stringify(beacon),
        room: room === null ? null : JSON.stringify(room),
        bundle: JSON.stringify(bundle),
        server_seed_sealed: null,
        drawn_at: at,
      })
      .where("id", "=", draw.id)
      .execute();
    const about = { draw: draw.id };
    if (beacon !== undefined) {
      const data = { ...about, round: beacon.round, randomness: beacon.randomness, via };
      await appendAudit(transaction, draw.challenge, at, { actor, type: "draw.beacon", data });
    }
    const winners = bundle.winners.map(({ entry }) => entry);
    const data = { ...about, seed: bundle.server_seed, winners, withheld: [...(room?.withheld ?? [])] };
    await appendAudit(transaction, draw.challenge, at, { actor, type: "draw.reveal", data });
  };
  try {
    await lifecycle.step(draw.challenge, { to: "drawn", actor, reason: "", version: undefined, within });
  } catch (error) {
    if (error instanceof Fault && error.code === "draw.already-drawn") throw await refuseSecond(kit, draw, actor);
    throw error;
  }
}

/**
 * A person's second attempt leaves its trace for ever. The booth itself only comes second to a person or to another node
 * that kept the same time: no attempt, and nothing to explain to those who read the log.
 */
export async function refuseSecond(kit: Kit, draw: Draw, actor: Actor): Promise<Fault> {
  if (actor !== "system") {
    await kit.records.write(async (transaction) => {
      const data = { draw: draw.id, why: "already drawn" };
      await appendAudit(transaction, draw.challenge, kit.clock.now(), { actor, type: "draw.refuse", data });
    });
  }
  return new Fault("draw.already-drawn");
}

function refuseBeacon(draw: Draw, beacon: Beacon | undefined): void {
  if (beacon === undefined || draw.round === undefined) throw new Fault("draw.entropy-missing", { mode: draw.mode });
  const flaw = beaconFlaw(beacon, draw.round);
  if (flaw !== undefined) throw new Fault("draw.beacon-refused", { detail: flaw.replace("-", " ") });
}

async function roomOf(kit: Kit, draw: Draw, now: EpochMicros): Promise<RoomEntropy> {
  if (now < dueAt(draw)) throw refused("the numbers of the room are still collected");
  return kit.records.read((tables) => readEntropy(tables, draw));
}

async function compute(
  kit: Kit,
  draw: Draw,
  { beacon, room }: { readonly beacon: Beacon | null; readonly room: RoomEntropy | null },
): Promise<HeldDraw> {
  const { entriesText, entriesHash, prizesText, seedSealed } = draw;
  if (entriesText === undefined || entriesHash === undefined || seedSealed === undefined) {
    throw refused("its list is not fixed");
  }
  const serverSeed = fromHex(await kit.vault.open(draw.challenge, seedPlace(draw.id), seedSealed)) ?? new Uint8Array();
  return holdDraw({
    announced: {
      draw: draw.id,
      mode: draw.mode === "A+B" ? "AB" : draw.mode,
      commit: draw.commit,
      prizes: listHash(prizesText),
      round: draw.round ?? 0,
    },
    frozen: { entries: entriesHash },
    entriesText,
    prizesText,
    serverSeed,
    beacon,
    room,
  });
}

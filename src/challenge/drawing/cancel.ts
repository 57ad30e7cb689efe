import type { CancelBody } from "../../contract/index.ts";
import type { Changing } from "../../control/index.ts";
import type { EpochMicros } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, type Lifecycle, lockChallenge } from "../lifecycle/index.ts";
import { refused } from "./announce.ts";
import { type Draw, isLive, lockDraw } from "./rows.ts";

/**
 * Ends a draw before it is held, with a reason that stays public. A frozen list goes back to its review with it, for a new draw
 * under a new name. Faults: `draw.refused`.
 */
export async function cancel(
  kit: Kit,
  lifecycle: Pick<Lifecycle, "step">,
  {
    challenge,
    draw,
    actor,
    reason,
  }: {
    readonly challenge: Challenge;
    readonly draw: Draw;
    readonly actor: Actor;
    readonly reason: CancelBody;
  },
): Promise<void> {
  const end = async (transaction: Changing, at: EpochMicros): Promise<void> => {
    const current = await lockDraw(kit.records.kind, transaction, draw.id);
    if (!isLive(current)) throw refused(`the draw is ${current.state}`);
    await transaction
      .updateTable("draw")
      .set({ state: "cancelled", cancelled_at: at, cancel_reason_ko: reason.ko, cancel_reason_en: reason.en })
      .where("id", "=", draw.id)
      .execute();
    await appendAudit(transaction, challenge.id, at, {
      actor,
      type: "draw.cancel",
      data: { draw: draw.id, ...reason },
    });
  };
  if (draw.state === "frozen") {
    await lifecycle.step(challenge.id, {
      to: "review",
      actor,
      reason: reason.en,
      version: undefined,
      within: (transaction, _, at) => end(transaction, at),
    });
    return;
  }
  await kit.records.write(async (transaction) => {
    await lockChallenge(kit.records.kind, transaction, challenge.id);
    await end(transaction, kit.clock.now());
  });
  kit.bus.challengeChanged(challenge.id);
}

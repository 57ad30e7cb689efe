import { ChosenScene, type SteerBody } from "../../contract/index.ts";
import type { Reading } from "../../control/index.ts";
import { type ChallengeId, type EpochMicros, epochMicros } from "../../kernel/index.ts";
import type { Actor } from "../audit/index.ts";

/** What staff asked of the walls of a challenge. */
export interface Steering {
  readonly chosen: ChosenScene;
  readonly paused: boolean;
  readonly message: { readonly ko: string; readonly en: string };
  readonly at: EpochMicros;
}

export const UNSTEERED: Steering = { chosen: "", paused: false, message: { ko: "", en: "" }, at: epochMicros(0) };

export async function readSteering(tables: Reading, challenge: ChallengeId): Promise<Steering> {
  const row = await tables.selectFrom("wall_state").selectAll().where("challenge", "=", challenge).executeTakeFirst();
  if (row === undefined) return UNSTEERED;
  // A scene of a newer version than this one rotates.
  const chosen = ChosenScene.safeParse(row.scene);
  return {
    chosen: chosen.success ? chosen.data : "",
    paused: row.paused === 1,
    message: { ko: row.message_ko, en: row.message_en },
    at: row.changed_at,
  };
}

/** The same object when nothing changes. A line alone moves neither scene nor pause, so their time stays. */
export function withChange(before: Steering, change: SteerBody, now: EpochMicros): Steering {
  const chosen = change.scene ?? before.chosen;
  const paused = change.paused ?? before.paused;
  const message = { ko: change.messageKo ?? before.message.ko, en: change.messageEn ?? before.message.en };
  const isMoved = change.scene !== undefined || paused !== before.paused;
  const isReworded = message.ko !== before.message.ko || message.en !== before.message.en;
  return isMoved || isReworded ? { chosen, paused, message, at: isMoved ? now : before.at } : before;
}

export function toRow(challenge: ChallengeId, steering: Steering, actor: Actor) {
  const paused: 0 | 1 = steering.paused ? 1 : 0;
  return {
    challenge,
    scene: steering.chosen,
    paused,
    message_ko: steering.message.ko,
    message_en: steering.message.en,
    changed_at: steering.at,
    changed_by: actor,
  };
}

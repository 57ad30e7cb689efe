import type { ChallengeState, ChosenScene, DrawScene, WallScene } from "../../contract/index.ts";
import { MICROS_PER_MINUTE, MICROS_PER_SECOND } from "../../kernel/index.ts";

/** What the scene is chosen by; times in microseconds since 1970. */
export interface Stage {
  readonly state: ChallengeState;
  readonly stateChangedAt: number;
  readonly closesAt: number | undefined;
  /** What the host lets rotate. */
  readonly scenes: readonly WallScene[];
  readonly secondsAScene: number;
  readonly hasPrizes: boolean;
  readonly hasSwag: boolean;
  /** What staff asked for: a scene that stays, and a wall that stands still. */
  readonly chosen: ChosenScene;
  readonly paused: boolean;
  readonly steeredAt: number;
  readonly draw?: DrawStage | undefined;
}

/** How far the newest draw is; times in microseconds since 1970. */
export interface DrawStage {
  /** What a real draw was announced with. */
  readonly sealed?: { readonly commit: string; readonly drawAt: number } | undefined;
  readonly listShownAt: number | undefined;
  /** When the number that decides can be known. */
  readonly dueAt: number;
  readonly showEndsAt: number | undefined;
  /** Until when a try is on the wall. */
  readonly tryUntil: number | undefined;
}

export interface SceneNow {
  readonly scene: WallScene | DrawScene;
  /** What staff asked for, as long as it holds. */
  readonly chosen: ChosenScene;
  /** When the rotation goes on; undefined while one scene stays. */
  readonly nextAt: number | undefined;
}

/** The last minutes in which everybody is told, and the first minute of each belongs to it alone. */
const CALLS = [30, 10] as const;
const LAST_CALL_US = CALLS[0] * MICROS_PER_MINUTE;

/**
 * The scene of a wall at `now`, by nothing but its arguments, so that every node and every start shows the same one.
 * What staff chose holds until the challenge takes its next step: a wall that somebody left on "how to" must not
 * invite people in after the close. A paused wall shows what it showed when it was paused.
 */
export function sceneAt(stage: Stage, now: number): SceneNow {
  if (stage.paused) {
    const { scene, chosen } = sceneAt({ ...stage, paused: false }, Math.max(stage.steeredAt, stage.stateChangedAt));
    return { scene, chosen, nextAt: undefined };
  }
  if (stage.chosen !== "" && stage.steeredAt >= stage.stateChangedAt) {
    return { scene: stage.chosen, chosen: stage.chosen, nextAt: undefined };
  }
  return { ...unasked(stage, now), chosen: "" };
}

/** The scenes a remote offers. */
export const offeredScenes = ({ hasPrizes, hasSwag }: Pick<Stage, "hasPrizes" | "hasSwag">): readonly WallScene[] =>
  (["collecting", "how-to", "prizes", "swag", "last-call", "thanks"] as const).filter(
    (scene) => (scene !== "prizes" || hasPrizes) && (scene !== "swag" || hasSwag),
  );

/** The ladder comes up so long before the number that decides. */
const LADDER_BEFORE_US = MICROS_PER_MINUTE;
/** Winners stand still for a while before the results are listed. */
const STANDS_US = 5 * MICROS_PER_SECOND;

function unasked(stage: Stage, now: number): Pick<SceneNow, "scene" | "nextAt"> {
  return ofDraw(stage, now) ?? ofState(stage, now);
}

function ofDraw({ state, draw }: Stage, now: number): Pick<SceneNow, "scene" | "nextAt"> | undefined {
  if (draw === undefined) return undefined;
  if (draw.tryUntil !== undefined && now < draw.tryUntil) return { scene: "ladder", nextAt: draw.tryUntil };
  switch (state) {
    case "closed":
    case "review":
      return draw.listShownAt === undefined ? undefined : { scene: "frozen", nextAt: undefined };
    case "frozen": {
      const ladderAt = draw.dueAt - LADDER_BEFORE_US;
      return now < ladderAt ? { scene: "frozen", nextAt: ladderAt } : { scene: "ladder", nextAt: undefined };
    }
    case "drawn": {
      const over = draw.showEndsAt === undefined ? undefined : draw.showEndsAt + STANDS_US;
      return over === undefined || now < over
        ? { scene: "ladder", nextAt: over }
        : { scene: "results", nextAt: undefined };
    }
    case "handing-over":
      return { scene: "results", nextAt: undefined };
    default:
      return undefined;
  }
}

function ofState(stage: Stage, now: number): Pick<SceneNow, "scene" | "nextAt"> {
  switch (stage.state) {
    case "draft":
    case "announced":
      return { scene: "how-to", nextAt: undefined };
    case "open":
      return rotate(stage, now);
    case "closed":
    case "review":
    case "frozen":
    case "drawn":
    case "handing-over":
    case "kept":
    case "purged":
      return { scene: "thanks", nextAt: undefined };
  }
}

function rotate(stage: Stage, now: number): Pick<SceneNow, "scene" | "nextAt"> {
  const left = stage.closesAt === undefined ? Number.POSITIVE_INFINITY : stage.closesAt - now;
  if (left <= MICROS_PER_MINUTE) return { scene: "last-call", nextAt: undefined };
  const call = CALLS.find((minutes) => left <= minutes * MICROS_PER_MINUTE && left > (minutes - 1) * MICROS_PER_MINUTE);
  if (call !== undefined) {
    return { scene: "last-call", nextAt: (stage.closesAt ?? now) - (call - 1) * MICROS_PER_MINUTE };
  }
  const scenes = rotation(stage, left);
  const length = stage.secondsAScene * MICROS_PER_SECOND;
  const slot = Math.floor(now / length);
  const scene = scenes[slot % scenes.length] ?? "collecting";
  return { scene, nextAt: scenes.length > 1 ? (slot + 1) * length : undefined };
}

/** Near the end the last call comes once a round, in the last ten minutes every other time. */
function rotation({ scenes, hasPrizes, hasSwag }: Stage, left: number): readonly WallScene[] {
  const usual = [...new Set(scenes)].filter(
    (scene) =>
      scene !== "last-call" && scene !== "thanks" && (scene !== "prizes" || hasPrizes) && (scene !== "swag" || hasSwag),
  );
  const shown: readonly WallScene[] = usual.length > 0 ? usual : ["collecting"];
  if (left > LAST_CALL_US) return shown;
  return left > CALLS[1] * MICROS_PER_MINUTE
    ? [...shown, "last-call"]
    : shown.flatMap((scene) => [scene, "last-call" as const]);
}

import type { WallNow } from "../../contract/index.ts";
import type { AppTable } from "../../control/index.ts";
import { type EpochMicros, epochMicros } from "../../kernel/index.ts";
import { hashWords } from "../draw/index.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { type DrawStage, type Stage, sceneAt } from "./scene.ts";
import type { Steering } from "./steering.ts";

/** `shown` says whether its name may be on a wall. */
export type WallApp = Pick<
  AppTable,
  | "service"
  | "ordinal"
  | "environment"
  | "agent"
  | "language"
  | "framework"
  | "first_seen"
  | "last_seen"
  | "transactions"
  | "shown"
>;

/** A challenge as its rows stand, for the walls. */
export interface WallPicture {
  readonly challenge: Challenge;
  readonly steering: Steering;
  /** All of them, in the order of arrival; not all may be shown. */
  readonly apps: readonly WallApp[];
  readonly draw?: DrawStage | undefined;
}

/** Numbers of visitors; nobody can be told by them. */
export type People = Pick<WallNow["counts"], "tickets" | "answered" | "eligible" | "fixable" | "surveyOpen">;

export const NOBODY_YET: People = { tickets: 0, answered: 0, eligible: 0, fixable: 0, surveyOpen: 0 };

export function wallNow({ challenge, steering, apps, draw }: WallPicture, people: People, now: EpochMicros): WallNow {
  const { setup, state, opensAt, closesAt } = challenge;
  const { scene, chosen, nextAt } = sceneAt(stageOf(challenge, steering, draw), now);
  return {
    slug: challenge.slug,
    name: setup.name,
    place: setup.place,
    state,
    timeZone: setup.timeZone,
    opensAt: opensAt ?? null,
    closesAt: closesAt ?? null,
    rehearsal: challenge.rehearsal,
    scene,
    chosen,
    paused: steering.paused,
    nextSceneAt: nextAt ?? null,
    message: steering.message,
    counts: { apps: apps.length, ...people },
    requiredRequests: setup.requiredRequests,
    survey: setup.rules.survey,
    prizes: [...setup.prizes].sort((a, b) => a.rank - b.rank),
    sealed: sealedOf(draw),
    photos: setup.privacy.wallPhotos,
  };
}

function sealedOf(draw: DrawStage | undefined): WallNow["sealed"] {
  if (draw?.sealed === undefined) return null;
  const { commit, drawAt } = draw.sealed;
  return { commit, words: hashWords(commit), drawAt: epochMicros(drawAt) };
}

const stageOf = (
  { state, stateChangedAt, closesAt, setup }: Challenge,
  steering: Steering,
  draw: DrawStage | undefined,
): Stage => ({
  draw,
  state,
  stateChangedAt,
  closesAt,
  scenes: setup.wall.scenes,
  secondsAScene: setup.wall.secondsAScene,
  hasPrizes: setup.prizes.length > 0,
  hasSwag: setup.swag.planned,
  chosen: steering.chosen,
  paused: steering.paused,
  steeredAt: steering.at,
});

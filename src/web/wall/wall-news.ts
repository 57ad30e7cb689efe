import type { ChallengeState, WallNow } from "../../contract/index.ts";
import { MICROS_PER_MINUTE } from "../../kernel/index.ts";
import type { LiveState } from "../live/live-state.ts";

/** A line of the wall in words. An app is named by its key: what must not be shown any more is looked up in vain. */
export type News = { readonly id: number; readonly at: number } & (
  | { readonly kind: "arrived"; readonly app: string }
  | { readonly kind: "scene"; readonly scene: WallNow["scene"] }
  | { readonly kind: "last-call"; readonly minutes: number }
  | { readonly kind: "opened" | "closed" }
  | { readonly kind: "message"; readonly text: { readonly ko: string; readonly en: string } }
);

const MOST_NEWS = 100;
const CALLS = [30, 10, 1] as const;
const OVER: ReadonlySet<ChallengeState> = new Set(["closed", "review", "frozen", "drawn", "handing-over", "kept"]);

export interface Told {
  readonly news: readonly News[];
  /** Keys of the apps that were told, or were there before. */
  readonly apps: ReadonlySet<string>;
  readonly wall: WallNow | null;
  /** Minutes of the last call that was told. */
  readonly called: number;
  readonly next: number;
}

/** What is to be told after `live` at `now` (microseconds): nothing of what was there when the page came. */
export function tell(
  before: Told | undefined,
  live: Pick<LiveState, "apps" | "challenge" | "heardAt">,
  now: number,
): Told | undefined {
  if (live.heardAt === null) return before;
  const wall = live.challenge;
  const called = callOf(wall, now);
  if (before === undefined) return { news: [], apps: new Set(live.apps.keys()), wall, called, next: 1 };
  const found = [...arrivals(before, live), ...changes(before, wall), ...lastCall(before, called)];
  const isSame = found.length === 0 && before.wall === wall && before.called === called;
  if (isSame && before.apps.size === live.apps.size) return before;
  const news = found.map((each, index) => ({ ...each, id: before.next + index, at: now }) as News);
  return {
    news: [...before.news, ...news].slice(-MOST_NEWS),
    apps: new Set(live.apps.keys()),
    wall,
    called,
    next: before.next + news.length,
  };
}

type Fresh = News extends infer Each ? (Each extends News ? Omit<Each, "id" | "at"> : never) : never;

const arrivals = ({ apps }: Told, live: Pick<LiveState, "apps">): Fresh[] =>
  [...live.apps.values()]
    .filter(({ key }) => !apps.has(key))
    .sort((a, b) => a.ordinal - b.ordinal)
    .map(({ key }) => ({ kind: "arrived", app: key }));

function changes({ wall: before }: Told, wall: WallNow | null): Fresh[] {
  if (wall === null || before === null || before.slug !== wall.slug) return [];
  const found: Fresh[] = [];
  if (before.state !== "open" && wall.state === "open") found.push({ kind: "opened" });
  if (!OVER.has(before.state) && OVER.has(wall.state)) found.push({ kind: "closed" });
  if (before.scene !== wall.scene) found.push({ kind: "scene", scene: wall.scene });
  const { ko, en } = wall.message;
  const isNew = ko !== before.message.ko || en !== before.message.en;
  if (isNew && (ko !== "" || en !== "")) found.push({ kind: "message", text: wall.message });
  return found;
}

const lastCall = ({ called: before }: Told, called: number): Fresh[] =>
  called !== 0 && called !== before ? [{ kind: "last-call", minutes: called }] : [];

/** The smallest of 30, 10 and 1 minutes that is not longer than what is left; 0 before them and after the end. */
function callOf(wall: WallNow | null, now: number): number {
  if (wall === null || wall.state !== "open" || wall.closesAt === null) return 0;
  const left = wall.closesAt - now;
  return left <= 0 ? 0 : (CALLS.findLast((minutes) => left <= minutes * MICROS_PER_MINUTE) ?? 0);
}

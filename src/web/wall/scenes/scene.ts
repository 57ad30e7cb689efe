import type { WallNow } from "../../../contract/index.ts";
import type { AppNow } from "../../live/live-state.ts";

/** What every scene is made from. */
export interface SceneProps {
  readonly wall: WallNow;
  /** In the order of arrival, newest first. */
  readonly apps: readonly AppNow[];
  /** By the server's clock, in microseconds. */
  readonly now: number;
  /** Where people join; undefined while it is not known or works on this computer only. */
  readonly join: { readonly url: string; readonly short: string } | undefined;
}

/** Whole numbers as both languages group them. */
export const formatCount = (value: number): string => new Intl.NumberFormat("en-US").format(value);

import { MICROS_PER_SECOND } from "../../kernel/index.ts";
import type { Beat } from "../live/live-state.ts";
import classes from "./wall.module.css";

const DOTS = 8;
const SECONDS_A_DOT = 2;

/** Requests of the last 16 seconds as dots, newest on the right; `now` in microseconds. */
export function Heartbeat({ beats, now }: { readonly beats: readonly Beat[]; readonly now: number }) {
  return (
    <span className={classes.beats} aria-hidden="true">
      {dotSizes(beats, now).map((size, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a dot is its place
        <i key={index} data-size={size} />
      ))}
    </span>
  );
}

/** For each dot, oldest first: 0 without requests, 1 for few, 2 for some, 3 for many. */
export function dotSizes(beats: readonly Beat[], now: number): readonly number[] {
  const span = SECONDS_A_DOT * MICROS_PER_SECOND;
  const newest = Math.floor(now / span);
  const requests = new Array<number>(DOTS).fill(0);
  for (const beat of beats) {
    const dot = DOTS - 1 - (newest - Math.floor(beat.at / span));
    const before = requests[dot];
    if (before !== undefined) requests[dot] = before + beat.requests;
  }
  return requests.map((count) => (count === 0 ? 0 : count < 5 ? 1 : count < 30 ? 2 : 3));
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const CORPUS = join(import.meta.dirname, "../corpus");

/** The recorded bodies of a corpus, each a list of lines beginning with its metadata line. */
export function readBodies(name: "node-express" | "rails"): readonly (readonly string[])[] {
  const text = gunzipSync(readFileSync(join(CORPUS, `${name}.ndjson.gz`))).toString("utf8");
  const bodies: string[][] = [];
  for (const line of text.split("\n")) {
    if (line === "") continue;
    if (line.startsWith('{"metadata"')) bodies.push([]);
    bodies.at(-1)?.push(line);
  }
  return bodies;
}

/**
 * Makes a recorded event line new: its times moved so that the recording ends now, each of its hex ids replaced by
 * one of its own length that is the same wherever the old one stands, so traces stay whole.
 */
export class Refresher {
  readonly #shiftMicros: number;
  readonly #run: string;
  #round = 0;

  /** `run` must differ between generators: it is a part of every id. */
  constructor(newestTimestamp: number, run: number, now = Date.now() * 1_000) {
    this.#shiftMicros = now - newestTimestamp;
    this.#run = (run & 0xffff).toString(16).padStart(4, "0");
  }

  nextRound(): void {
    this.#round += 1;
  }

  refresh(line: string): string {
    const tail = this.#run + (this.#round & 0xffffff).toString(16).padStart(6, "0");
    return line
      .replace(
        /"((?:\w+_)?id)":"([0-9a-f]{16,32})"/g,
        (_whole, key: string, id: string) => `"${key}":"${id.slice(0, id.length - 10)}${tail}"`,
      )
      .replace(/"timestamp":(\d{16})/, (_whole, at: string) => `"timestamp":${Number(at) + this.#shiftMicros}`);
  }
}

/** The newest event time of recorded lines, microseconds since 1970. */
export function newestTimestamp(lines: readonly string[]): number {
  let newest = 0;
  for (const line of lines) newest = Math.max(newest, Number(/"timestamp":(\d{16})/.exec(line)?.[1] ?? 0));
  return newest;
}

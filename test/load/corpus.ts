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

/** The newest event time of recorded lines, microseconds since 1970. */
export function newestTimestamp(lines: readonly string[]): number {
  let newest = 0;
  for (const line of lines) newest = Math.max(newest, Number(/"timestamp":(\d{16})/.exec(line)?.[1] ?? 0));
  return newest;
}

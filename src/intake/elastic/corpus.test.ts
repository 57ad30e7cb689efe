import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readBodies } from "../../../test/load/corpus.ts";
import type { ApmEvent } from "../../model/index.ts";
import { openDecoder } from "./decoder-fixture.ts";

/** What a corpus decodes to: its first events, the first of every kind, and a digest of all. */
interface Golden {
  readonly counts: Readonly<Record<string, number>>;
  readonly sha256: string;
  readonly first: readonly unknown[];
  readonly firstOfKind: Readonly<Record<string, unknown>>;
}

const FIRST = 5;

/** Recorded agents decode to what stands beside them; `UPDATE_GOLDEN=1` writes it anew, for a reviewed change. */
describe.each(["node-express", "rails"] as const)("recorded %s", (corpus) => {
  it("decodes to its golden rows", () => {
    const file = join(import.meta.dirname, `../../../test/corpus/${corpus}.golden.json`);
    const golden = goldenOf(readBodies(corpus).flatMap(decodeBody));
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, `${JSON.stringify(golden, null, 1)}\n`);
    expect(golden).toEqual(JSON.parse(readFileSync(file, "utf8")));
  });
});

function decodeBody([metadata = "", ...lines]: readonly string[]): ApmEvent[] {
  const decoder = openDecoder();
  expect(decoder.metadata(metadata)).toBeUndefined();
  const events: ApmEvent[] = [];
  for (const line of lines) expect(decoder.event(line, events)).toBeUndefined();
  return events;
}

function goldenOf(events: readonly ApmEvent[]): Golden {
  const counts: Record<string, number> = {};
  const firstOfKind: Record<string, unknown> = {};
  const hash = createHash("sha256");
  for (const event of events) {
    counts[event.kind] = (counts[event.kind] ?? 0) + 1;
    firstOfKind[event.kind] ??= plain(event);
    hash.update(JSON.stringify(event));
  }
  return { counts, sha256: hash.digest("hex"), first: events.slice(0, FIRST).map(plain), firstOfKind };
}

/** As it reads in JSON: without what was not sent. */
function plain(event: ApmEvent): unknown {
  return JSON.parse(JSON.stringify(event));
}

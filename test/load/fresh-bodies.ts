import { gzipSync } from "node:zlib";
import { newestTimestamp, readBodies } from "./corpus.ts";

/** Digits at the end of each recorded id that make it new; the rest keeps ids of one recording apart. */
const FRESH_DIGITS = 6;
const TIMESTAMP_DIGITS = 16;

export interface FreshBody {
  readonly gzip: Buffer;
  readonly events: number;
  readonly transactions: number;
}

interface Template {
  readonly bytes: Buffer;
  readonly idEnds: readonly number[];
  readonly timestamps: readonly { readonly at: number; readonly value: number }[];
  readonly events: number;
  readonly transactions: number;
}

/**
 * Endless new bodies of a recording: each with ids of its own (the same wherever the old one stood, so traces stay
 * whole) and times that end now. Digits are patched in place: making a body costs little more than its gzip.
 */
export class FreshBodies {
  readonly #templates: readonly Template[];
  readonly #newest: number;
  #round: number;

  constructor(corpus: "node-express" | "rails", eventsPerBody: number, firstRound: number) {
    const bodies = readBodies(corpus);
    this.#newest = newestTimestamp(bodies.flat());
    this.#templates = cut(bodies, eventsPerBody).map(toTemplate);
    this.#round = firstRound;
  }

  /** The next body; its newest event is of `now` (microseconds since 1970). */
  next(now = Date.now() * 1_000): FreshBody {
    const template = this.#templates[this.#round % this.#templates.length];
    if (template === undefined) throw new Error("the corpus is empty");
    const round = Math.floor(this.#round / this.#templates.length) & 0xffffff;
    this.#round += 1;
    const bytes = Buffer.from(template.bytes);
    const digits = round.toString(16).padStart(FRESH_DIGITS, "0");
    for (const end of template.idEnds) bytes.write(digits, end - FRESH_DIGITS, "latin1");
    const shift = now - this.#newest;
    for (const { at, value } of template.timestamps) bytes.write(String(value + shift), at, "latin1");
    return { gzip: gzipSync(bytes, { level: 1 }), events: template.events, transactions: template.transactions };
  }
}

/** Bodies of about `size` events, each with the metadata line its events came with. */
function cut(bodies: readonly (readonly string[])[], size: number): readonly (readonly string[])[] {
  return bodies.flatMap(([metadata = "", ...events]) => {
    const pieces = [];
    for (let i = 0; i < events.length; i += size) pieces.push([metadata, ...events.slice(i, i + size)]);
    return pieces;
  });
}

function toTemplate(lines: readonly string[]): Template {
  const text = `${lines.join("\n")}\n`;
  const bytes = Buffer.from(text);
  // Offsets are wanted in bytes: latin1 of the UTF-8 bytes has one character for each.
  const latin1 = bytes.toString("latin1");
  const idEnds = Array.from(
    latin1.matchAll(/"(?:\w+_)?id":"([0-9a-f]{16}|[0-9a-f]{32})"/g),
    (match) => match.index + match[0].length - 1,
  );
  const timestamps = Array.from(latin1.matchAll(/"timestamp":(\d{16})/g), (match) => ({
    at: match.index + match[0].length - TIMESTAMP_DIGITS,
    value: Number(match[1]),
  }));
  const transactions = lines.filter((line) => line.startsWith('{"transaction"')).length;
  return { bytes, idEnds, timestamps, events: lines.length - 1, transactions };
}

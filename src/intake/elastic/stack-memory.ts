import type { StackFrame } from "../../model/index.ts";
import { parseLine } from "./parse-line.ts";

/** A line with its known stack traces taken out, and those traces in order of their stand-ins. */
export interface Recalled {
  readonly text: string;
  readonly stacks: readonly (readonly StackFrame[])[];
  /** False when it has others that are not known. */
  readonly all: boolean;
}

interface Known {
  readonly key: string;
  readonly text: string;
  readonly frames: readonly StackFrame[];
}

const FIELD = 'stacktrace":[';
/** What two traces must share to be compared: about their first frame. */
const KEY_CHARS = 120;
const MOST_OF_A_KEY = 8;
const MOST_KNOWN = 2_048;
const MOST_CHARS = 8_000_000;
const LONGEST = 100_000;
const MOST_IN_A_LINE = 8;

/** How often a line may teach: traces that never repeat must not cost every line a second parse. */
const CREDIT_A_LINE = 0.1;
const MOST_CREDIT = 64;

/** Nobody can send it, so a stand-in in a line is always ours. */
const STAND_IN = crypto.getRandomValues(new BigUint64Array(1)).reduce((_, value) => Number(value >> 12n), 0);

/**
 * Remembers the stack traces that lines carry as text, with the frames they decoded to. An app sends the same few
 * traces over and over, and they are most of what it sends: a line whose traces are known is parsed without them.
 *
 * This changes nothing of what is decoded. A remembered text is one whole JSON array, so a line that has it at some
 * place has that value there, wherever the place is; the line with a stand-in instead parses exactly when the line
 * itself does.
 */
export class StackMemory {
  readonly #byKey = new Map<string, Known[]>();
  /** Oldest use first. */
  readonly #byText = new Map<string, Known>();
  #chars = 0;
  #credit = MOST_CREDIT;

  /** Undefined when the line has no trace that is known. */
  recall(line: string): Recalled | undefined {
    let text = "";
    let copied = 0;
    let stacks: (readonly StackFrame[])[] | undefined;
    let all = true;
    for (let at = line.indexOf(FIELD); at >= 0; at = line.indexOf(FIELD, at)) {
      at += FIELD.length;
      const known = this.#find(line, at - 1);
      if (known === undefined) {
        all = false;
        continue;
      }
      stacks ??= [];
      text += `${line.slice(copied, at - 1)}[${STAND_IN},${stacks.length}]`;
      stacks.push(known.frames);
      copied = at - 1 + known.text.length;
      at = copied;
      if (stacks.length === MOST_IN_A_LINE) break;
    }
    return stacks && { text: text + line.slice(copied), stacks, all };
  }

  /** Remembers the traces of a line that was decoded without a problem; `decode` makes frames of a parsed trace. */
  learn(line: string, decode: (parsed: unknown) => readonly StackFrame[] | undefined): void {
    this.#credit = Math.min(MOST_CREDIT, this.#credit + CREDIT_A_LINE);
    for (let at = line.indexOf(FIELD); at >= 0 && this.#credit >= 1; at = line.indexOf(FIELD, at)) {
      at += FIELD.length;
      const start = at - 1;
      if (this.#find(line, start) !== undefined) continue;
      this.#credit -= 1;
      const text = arrayAt(line, start);
      // Local variables make each trace its own.
      if (text === undefined || text.length > LONGEST || text.includes('"vars":')) continue;
      const frames = framesOf(text, decode);
      if (frames !== undefined) this.#keep(text, frames);
    }
  }

  #find(line: string, start: number): Known | undefined {
    const candidates = this.#byKey.get(line.slice(start, start + KEY_CHARS));
    if (candidates === undefined) return undefined;
    for (const known of candidates) {
      if (line.slice(start, start + known.text.length) === known.text) return known;
    }
    return undefined;
  }

  #keep(text: string, frames: readonly StackFrame[]): void {
    // A slice would keep its whole line alive.
    const own = Buffer.from(text).toString();
    const known: Known = { key: own.slice(0, KEY_CHARS), text: own, frames };
    const same = this.#byKey.get(known.key) ?? [];
    const crowdedOut = same.length >= MOST_OF_A_KEY ? same.at(-1) : undefined;
    if (crowdedOut !== undefined) this.#forget(crowdedOut);
    this.#byKey.set(known.key, [known, ...(this.#byKey.get(known.key) ?? [])]);
    this.#byText.set(own, known);
    this.#chars += own.length;
    for (const [, oldest] of this.#byText) {
      if (this.#byText.size <= MOST_KNOWN && this.#chars <= MOST_CHARS) break;
      this.#forget(oldest);
    }
  }

  #forget(known: Known): void {
    this.#byText.delete(known.text);
    this.#chars -= known.text.length;
    const rest = (this.#byKey.get(known.key) ?? []).filter((other) => other !== known);
    if (rest.length === 0) this.#byKey.delete(known.key);
    else this.#byKey.set(known.key, rest);
  }
}

/** The place in `stacks` that a parsed list stands in for; undefined for a list that was sent. */
export function stoodInFor(list: readonly unknown[]): number | undefined {
  return list.length === 2 && list[0] === STAND_IN && typeof list[1] === "number" ? list[1] : undefined;
}

function framesOf(
  text: string,
  decode: (parsed: unknown) => readonly StackFrame[] | undefined,
): readonly StackFrame[] | undefined {
  const parsed = parseLine(text);
  // What looked like a trace stood inside of a string, or a number in it is no integer where one must stand.
  return parsed === undefined || parsed.strict !== undefined ? undefined : decode(parsed.value);
}

/** The text of the list that begins at `start`, found by counting brackets outside of strings. */
function arrayAt(line: string, start: number): string | undefined {
  let depth = 0;
  for (let i = start; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if (code === 34) {
      for (i++; i < line.length && line.charCodeAt(i) !== 34; i++) if (line.charCodeAt(i) === 92) i++;
    } else if (code === 91 || code === 123) {
      depth++;
    } else if ((code === 93 || code === 125) && --depth === 0) {
      return line.slice(start, i + 1);
    }
  }
  return undefined;
}

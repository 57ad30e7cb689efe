import type { StackFrame } from "../../model/index.ts";
import { type Content, makeContent } from "./contents.ts";
import { toJson } from "./details.ts";

const MAX_ENTRIES = 4_096;
const MAX_BODY_CHARS = 16_000_000;

interface Known {
  readonly frames: readonly StackFrame[];
  readonly content: Content;
}

/**
 * Finds the content of a stack trace that was seen before without writing it as JSON: by a number made from
 * line numbers and lengths, then by comparing the frames themselves. Frames with local variables differ
 * each time and are not kept.
 */
export class StackTraces {
  readonly #known = new Map<number, Known>();
  /** Doors hand on the very frames they gave before, where they can tell. */
  readonly #byIdentity = new WeakMap<readonly StackFrame[], Content>();
  #chars = 0;

  content(frames: readonly StackFrame[]): Content {
    let content = this.#byIdentity.get(frames);
    if (content === undefined) {
      content = this.#contentByValue(frames);
      this.#byIdentity.set(frames, content);
    }
    return content;
  }

  #contentByValue(frames: readonly StackFrame[]): Content {
    const sum = checksum(frames);
    if (sum === undefined) return makeContent("stacktrace", toJson(frames));
    const known = this.#known.get(sum);
    if (known !== undefined && sameFrames(known.frames, frames)) return known.content;
    const content = makeContent("stacktrace", toJson(frames));
    this.#keep(sum, { frames, content });
    return content;
  }

  #keep(sum: number, entry: Known): void {
    const former = this.#known.get(sum);
    if (former !== undefined) this.#drop(sum, former);
    for (const [oldest, known] of this.#known) {
      if (this.#known.size < MAX_ENTRIES && this.#chars < MAX_BODY_CHARS) break;
      this.#drop(oldest, known);
    }
    this.#known.set(sum, entry);
    this.#chars += entry.content.body.length;
  }

  #drop(sum: number, known: Known): void {
    this.#known.delete(sum);
    this.#chars -= known.content.body.length;
  }
}

/** A 32-bit number equal for equal frames; undefined where local variables make keeping them pointless. */
function checksum(frames: readonly StackFrame[]): number | undefined {
  let sum = frames.length;
  for (const frame of frames) {
    if (frame.vars !== undefined) return undefined;
    sum = Math.imul(sum ^ ((frame.lineno ?? 0) | 0), 0x9e3779b1);
    sum = Math.imul(sum ^ ((frame.colno ?? 0) + lengthOf(frame.filename) * 31 + lengthOf(frame.function)), 0x85ebca6b);
    sum = (sum ^ (sum >>> 15) ^ (lengthOf(frame.classname) * 7 + lengthOf(frame.contextLine))) | 0;
  }
  return sum;
}

const lengthOf = (text: string | undefined): number => (text === undefined ? 0 : text.length);

function sameFrames(a: readonly StackFrame[], b: readonly StackFrame[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const left = a[i];
    const right = b[i];
    if (left === undefined || right === undefined || !sameFrame(left, right)) return false;
  }
  return true;
}

function sameFrame(a: StackFrame, b: StackFrame): boolean {
  return (
    a.lineno === b.lineno &&
    a.colno === b.colno &&
    a.libraryFrame === b.libraryFrame &&
    a.excludeFromGrouping === b.excludeFromGrouping &&
    a.function === b.function &&
    a.filename === b.filename &&
    a.absPath === b.absPath &&
    a.module === b.module &&
    a.classname === b.classname &&
    a.contextLine === b.contextLine &&
    sameLines(a.preContext, b.preContext) &&
    sameLines(a.postContext, b.postContext)
  );
}

function sameLines(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

import { type EpochMicros, epochMicros } from "../../kernel/index.ts";
import type { Headers, Json, Labels, StackFrame } from "../../model/index.ts";
import { canonicalHeader } from "./canonical-header.ts";
import { labelKey } from "./label-key.ts";
import { parseRfc3339 } from "./rfc3339.ts";
import { stoodInFor } from "./stack-memory.ts";

/** A JSON object as `JSON.parse` made it: its keys are the sender's, so it is only ever walked, never copied. */
export type Fields = Readonly<Record<string, unknown>>;

/** Reads one object. Undefined means "absent", which includes an object without any known, non-null member. */
export type Decode<T> = (source: Fields, read: FieldReader) => T | undefined;

const MAX_KEYWORD = 1024;
const MAX_DEPTH = 64;
const INT64_LIMIT = 2 ** 63;
const EMPTY: Fields = Object.freeze({});

/**
 * Reads fields of one line by their type and remembers what was wrong instead of throwing: the first value that
 * has the wrong JSON type (a decode error, which outranks everything) and the first broken rule (a validation
 * error). Every method takes the field's name for the message and returns undefined for null and for what it
 * refused. One reader serves a whole stream, `begin` before each line.
 */
export class FieldReader {
  #path: string[] = [];
  #depth = 0;
  #decodeError: string | undefined;
  #violation: string | undefined;
  #violationDetail: string | undefined;
  #words: ReadonlyMap<string, string> | undefined;
  #digits: ReadonlyMap<number, string> | undefined;
  #rounded = false;
  #stacks: readonly (readonly StackFrame[])[] = [];
  readonly #stacksRead = new Set<number>();

  /**
   * Forgets the line before. `words` are the names of a shorter dialect, for the messages; `stacks` the traces that
   * were taken out of the line; `digits` its integers that a number cannot hold, as they were written.
   */
  begin(
    words?: ReadonlyMap<string, string>,
    stacks: readonly (readonly StackFrame[])[] = [],
    digits?: ReadonlyMap<number, string>,
  ): void {
    this.#digits = digits;
    this.#rounded = false;
    this.#stacks = stacks;
    this.#stacksRead.clear();
    this.#depth = 0;
    this.#decodeError = undefined;
    this.#violation = undefined;
    this.#violationDetail = undefined;
    this.#words = words;
  }

  /** What the agent is told, and the same without anything of the event's content; undefined when all is well. */
  problem(): { message: string; detail: string } | undefined {
    if (this.#decodeError !== undefined) {
      return { message: `decode error: data read error: ${this.#decodeError}`, detail: this.#decodeError };
    }
    if (this.#violation === undefined) return undefined;
    return {
      message: `validation error: ${this.#violation}`,
      detail: this.#violationDetail ?? this.#violation,
    };
  }

  /** True for a line of the shorter dialect. */
  get speaksShort(): boolean {
    return this.#words !== undefined;
  }

  text(name: string, value: unknown): string | undefined {
    if (typeof value === "string") return value;
    if (value !== null) this.wrongType(name, "a string");
    return undefined;
  }

  /** A string of at most 1024 code points; a longer one breaks a rule, it is never cut. */
  keyword(name: string, value: unknown): string | undefined {
    if (typeof value === "string") {
      if (value.length > MAX_KEYWORD) this.maxLength(name, value, MAX_KEYWORD);
      return value;
    }
    if (value !== null) this.wrongType(name, "a string");
    return undefined;
  }

  /** At most `limit` code points, for strings whose type is already read. */
  maxLength(name: string, value: string, limit: number): void {
    if (value.length > limit && codePoints(value) > limit) this.broken(name, `maxLength(${limit})`);
  }

  float(name: string, value: unknown): number | undefined {
    if (typeof value === "number" && value !== Infinity && value !== -Infinity) return value;
    if (value !== null) this.wrongType(name, "a number");
    return undefined;
  }

  /** A 64-bit integer. `200.0` and `1e3` are told from `200` and `1000` by `parseLine`, not here. */
  integer(name: string, value: unknown): number | undefined {
    if (typeof value === "number" && Number.isInteger(value) && value < INT64_LIMIT && value >= -INT64_LIMIT) {
      return value;
    }
    if (value !== null) this.wrongType(name, "an integer");
    return undefined;
  }

  boolean(name: string, value: unknown): boolean | undefined {
    if (typeof value === "boolean") return value;
    if (value !== null) this.wrongType(name, "true or false");
    return undefined;
  }

  /** Microseconds since the epoch as an integer, or RFC 3339 text. Year 1 counts as not sent. */
  timestamp(name: string, value: unknown): EpochMicros | undefined {
    if (typeof value === "string") {
      const parsed = parseRfc3339(value);
      if (parsed === undefined) this.wrongType(name, "microseconds or an RFC 3339 time");
      return parsed === "zero" ? undefined : parsed;
    }
    const integer = this.integer(name, value);
    return integer === undefined ? undefined : epochMicros(integer);
  }

  /** Text of an identifier that may also be sent as an integer. */
  keywordOrInteger(name: string, value: unknown): string | undefined {
    if (typeof value === "string") return this.keyword(name, value);
    if (value === null) return undefined;
    if (typeof value === "number" && Number.isInteger(value)) {
      const digits = Number.isSafeInteger(value) ? String(value) : this.#digitsOf(value);
      if (digits !== undefined) return digits;
    }
    this.broken(name, "inputTypes(string;int)", typeof value === "number" ? "" : " ");
    return undefined;
  }

  /** True when an identifier was an integer that a number cannot hold: `begin` again with the digits of the line. */
  get rounded(): boolean {
    return this.#rounded;
  }

  #digitsOf(value: number): string | undefined {
    this.#rounded = true;
    if (this.#digits === undefined) return String(value);
    const digits = this.#digits.get(value);
    return digits !== undefined && BigInt.asIntN(64, BigInt(digits)) === BigInt(digits) ? digits : undefined;
  }

  /** A nested object; its problems are told with `name` in their path. */
  object<T>(name: string, value: unknown, decode: Decode<T>): T | undefined {
    if (value === null) return undefined;
    if (typeof value !== "object" || Array.isArray(value)) {
      this.wrongType(name, "an object");
      return undefined;
    }
    if (!this.enter(name)) return undefined;
    // What JSON.parse returned is walked as the sender wrote it; its keys are only compared with known ones.
    const decoded = decode(value as Fields, this);
    this.leave();
    return decoded;
  }

  /** A list of objects; undefined when empty. A null element is read as an object without members. */
  list<T>(name: string, value: unknown, decode: Decode<T>): T[] | undefined {
    if (value === null) return undefined;
    if (!Array.isArray(value)) {
      this.wrongType(name, "a list");
      return undefined;
    }
    if (value.length === 0 || !this.enter(name)) return undefined;
    const decoded: T[] = [];
    for (const element of value) {
      if (typeof element !== "object" || Array.isArray(element)) {
        this.wrongType("", "an object");
        continue;
      }
      const item = decode(element === null ? EMPTY : (element as Fields), this);
      if (item !== undefined) decoded.push(item);
    }
    this.leave();
    return decoded;
  }

  /** A stack trace: decoded, or the known one that was taken out of the line. */
  frames(name: string, value: unknown, decode: Decode<StackFrame>): readonly StackFrame[] | undefined {
    const place = Array.isArray(value) ? stoodInFor(value) : undefined;
    if (place === undefined) return this.list(name, value, decode);
    this.#stacksRead.add(place);
    return this.#stacks[place];
  }

  /** False when a trace was taken out where no trace is read: in free JSON its stand-in would be kept as content. */
  get readAllStacks(): boolean {
    return this.#stacksRead.size === this.#stacks.length;
  }

  texts(name: string, value: unknown): readonly string[] | undefined {
    if (value === null) return undefined;
    if (!Array.isArray(value)) {
      this.wrongType(name, "a list of strings");
      return undefined;
    }
    if (value.length === 0) return undefined;
    const texts: string[] = [];
    for (const element of value) {
      if (typeof element === "string") texts.push(element);
      else if (element === null) texts.push("");
      else this.wrongType(name, "a list of strings");
    }
    return texts;
  }

  floats(name: string, value: unknown): readonly number[] | undefined {
    if (value === null) return undefined;
    if (!Array.isArray(value)) {
      this.wrongType(name, "a list of numbers");
      return undefined;
    }
    if (value.length === 0) return undefined;
    const numbers: number[] = [];
    for (const element of value) {
      const number = element === null ? 0 : this.float(name, element);
      if (number !== undefined) numbers.push(number);
    }
    return numbers;
  }

  labels(name: string, value: unknown): Labels | undefined {
    if (value === null) return undefined;
    if (typeof value !== "object" || Array.isArray(value)) {
      this.wrongType(name, "an object");
      return undefined;
    }
    const source = value as Fields;
    const strings: (readonly [string, string])[] = [];
    const numbers: (readonly [string, number])[] = [];
    let renamed = false;
    for (const sent in source) {
      const label = source[sent];
      if (label === null) continue;
      const key = labelKey(sent);
      if (key !== sent) renamed = true;
      if (typeof label === "string") {
        if (label.length > MAX_KEYWORD && codePoints(label) > MAX_KEYWORD) this.broken(name, "maxLengthVals(1024)");
        strings.push([key, label]);
      } else if (typeof label === "number") {
        // NaN is `2.0` on a strict reading (`parseLine`): only an integer field minds.
        if (label === Infinity || label === -Infinity) this.wrongType(name, "numbers that fit");
        else numbers.push([key, label]);
      } else if (typeof label === "boolean") {
        strings.push([key, label ? "true" : "false"]);
      } else {
        this.broken(name, "inputTypesVals(string;bool;number)", ` for key ${sent}`);
      }
    }
    if (strings.length === 0 && numbers.length === 0) return undefined;
    return renamed ? lastWins(strings, numbers) : { strings, numbers };
  }

  /** An object of strings or lists of strings; anything else in it, null included, refuses the event. */
  headers(name: string, value: unknown): Headers | undefined {
    if (value === null) return undefined;
    if (typeof value !== "object" || Array.isArray(value)) {
      this.wrongType(name, "an object");
      return undefined;
    }
    const source = value as Fields;
    const headers: (readonly [string, readonly string[]])[] = [];
    for (const sent in source) {
      const header = source[sent];
      if (typeof header === "string") {
        headers.push([canonicalHeader(sent), [header]]);
      } else if (Array.isArray(header) && header.every((one) => typeof one === "string")) {
        headers.push([canonicalHeader(sent), header]);
      } else {
        this.wrongType(name, "an object of strings or lists of strings");
      }
    }
    return headers.length === 0 ? undefined : headers;
  }

  /** Any object, kept as it is. */
  jsonObject(name: string, value: unknown): Json {
    if (value === null) return undefined;
    if (typeof value !== "object" || Array.isArray(value)) {
      this.wrongType(name, "an object");
      return undefined;
    }
    for (const _key in value) return this.json(name, value);
    return undefined;
  }

  /** Any JSON value, kept as it is unless it is nested deeper than 64. */
  json(name: string, value: unknown): Json {
    if (value === null) return undefined;
    if (deeperThan(value, MAX_DEPTH)) {
      this.tooDeep(name);
      return undefined;
    }
    return value;
  }

  required(name: string): undefined {
    this.violated(`'${this.#word(name)}' required`);
  }

  requiredWith(name: string, other: string): undefined {
    this.violated(`'${this.#word(name)}' required when '${this.#word(other)}' is set`);
  }

  requiresOneOf(...names: string[]): undefined {
    this.violated(`requires at least one of the fields '${names.map((name) => this.#word(name)).join(";")}'`);
  }

  elementRequired(): undefined {
    const list = this.#path[this.#depth - 1] ?? "";
    this.#depth--;
    this.violated(`${this.#word(list)} slice element required`);
    this.#depth++;
  }

  /** A broken rule of a field. `about` may hold content, so it goes to the agent alone. */
  broken(name: string, rule: string, about = ""): undefined {
    this.violated(`'${this.#word(name)}': validation rule '${rule}' violated`, about);
  }

  atLeast(name: string, value: number | undefined, minimum: number): void {
    if (value !== undefined && value < minimum) this.broken(name, `min(${minimum})`);
  }

  violated(rule: string, about = ""): undefined {
    if (this.#violation !== undefined) return;
    this.#violationDetail = [...this.#where(), rule].join(": ");
    this.#violation = this.#violationDetail + about;
  }

  wrongType(name: string, expected: string): undefined {
    this.#decodeError ??= `${[...this.#where(), this.#word(name)].filter(Boolean).join(": ")}: expects ${expected}`;
  }

  enter(name: string): boolean {
    if (this.#depth >= MAX_DEPTH) {
      this.tooDeep(name);
      return false;
    }
    this.#path[this.#depth++] = name;
    return true;
  }

  leave(): void {
    this.#depth--;
  }

  tooDeep(name: string): undefined {
    this.#decodeError ??= `${[this.#where()[0] ?? "", this.#word(name)].join(": ")}: exceeds the maximum depth of ${MAX_DEPTH}`;
  }

  #where(): string[] {
    return this.#path.slice(0, this.#depth).map((name) => this.#word(name));
  }

  #word(name: string): string {
    return this.#words?.get(name) ?? name;
  }
}

/** True when a key can only be a known one in another casing: every known key is lower case. */
export function isVariant(key: string): boolean {
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    if (code >= 65 && code <= 90) return true;
  }
  return false;
}

/** The object with its keys in lower case, for the rare sender that cases them otherwise. The last one wins. */
export function folded(source: Fields): Fields {
  const lower: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Object.entries(source)) lower[key.toLowerCase()] = value;
  return lower;
}

function codePoints(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // A pair of surrogates is one code point: its second half is not counted.
    if (code >= 0xd800 && code <= 0xdbff) {
      const next = text.charCodeAt(i + 1);
      if (next >= 0xdc00 && next <= 0xdfff) i++;
    }
    count++;
  }
  return count;
}

function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const element of value) if (deeperThan(element, levels - 1)) return true;
    return false;
  }
  const fields = value as Fields;
  for (const key in fields) if (deeperThan(fields[key], levels - 1)) return true;
  return false;
}

/** Two keys may have become the same one; as in a JSON object, the later value stays. */
function lastWins(
  strings: readonly (readonly [string, string])[],
  numbers: readonly (readonly [string, number])[],
): Labels {
  return { strings: [...new Map(strings)], numbers: [...new Map(numbers)] };
}

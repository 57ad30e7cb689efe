import type { TableBlock } from "../block.ts";
import { TABLES, type TableName } from "../tables.ts";

const FIRST_BYTES = 64 * 1024;
/** What is kept between batches: one huge batch must not hold its memory for ever. */
const KEPT_BYTES = 8 * 1024 * 1024;
/** Below this a loop over the characters is quicker than a call out of JavaScript. */
const SHORT = 40;
const MAX_SAFE = Number.MAX_SAFE_INTEGER;
const TWO_32 = 4_294_967_296;
/** The highest instant a DateTime64(6) can show: 2299-12-31T23:59:59. */
const LAST_INSTANT = 10_413_791_999_000_000;

/**
 * The rows of one table in ClickHouse's RowBinary, in one buffer that grows and is used again for the next
 * batch. Calls must come in the order of the table's columns; nothing here checks that.
 *
 * Lengths before text are variable-length integers. Where the length is only known afterwards, room for a
 * padded one is left (continuation bits with zeros behind them), which ClickHouse reads like any other.
 */
export class RowWriter {
  readonly table: TableName;
  readonly #header: Uint8Array;
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  #ends = new Uint32Array(1024);
  #rows = 0;
  #detailsAt = 0;
  #detailsEmpty = true;

  constructor(table: TableName) {
    this.table = table;
    this.#header = encodeHeader(table);
  }

  get rows(): number {
    return this.#rows;
  }

  endRow(): void {
    if (this.#rows === this.#ends.length) {
      const grown = new Uint32Array(this.#ends.length * 2);
      grown.set(this.#ends);
      this.#ends = grown;
    }
    this.#ends[this.#rows++] = this.#at;
  }

  /** A copy of the rows so far; undefined when there are none. Starts the next batch. */
  take(): TableBlock | undefined {
    const block =
      this.#rows === 0
        ? undefined
        : {
            table: this.table,
            header: this.#header,
            rows: new Uint8Array(this.#bytes.subarray(0, this.#at)),
            ends: this.#ends.slice(0, this.#rows),
          };
    this.reset();
    return block;
  }

  /** Forgets the rows so far, also half a row that an exception left. */
  reset(): void {
    this.#at = 0;
    this.#rows = 0;
    if (this.#bytes.length > KEPT_BYTES) {
      this.#bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
      this.#view = new DataView(this.#bytes.buffer);
    }
  }

  /** What was written since the last row ended, for values that are encoded once and repeated. */
  takeFragment(): Uint8Array {
    const fragment = new Uint8Array(this.#bytes.subarray(0, this.#at));
    this.reset();
    return fragment;
  }

  #ensure(more: number): void {
    const needed = this.#at + more;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  raw(bytes: Uint8Array): void {
    this.#ensure(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  byte(value: number): void {
    this.#ensure(1);
    this.#bytes[this.#at++] = value;
  }

  bool(value: boolean): void {
    this.byte(value ? 1 : 0);
  }

  uint16(value: number): void {
    this.#ensure(2);
    this.#view.setUint16(this.#at, value, true);
    this.#at += 2;
  }

  /** Clamped to what fits; NaN is 0. */
  uint32(value: number): void {
    this.#ensure(4);
    this.#view.setUint32(this.#at, Math.min(Math.max(value, 0), TWO_32 - 1), true);
    this.#at += 4;
  }

  /** Clamped to what fits; NaN is 0. */
  int32(value: number): void {
    this.#ensure(4);
    this.#view.setInt32(this.#at, Math.min(Math.max(value, -2_147_483_648), 2_147_483_647), true);
    this.#at += 4;
  }

  /** Whole part, clamped to 0…2^53; NaN is 0. */
  uint64(value: number): void {
    this.#int64Unchecked(value >= MAX_SAFE ? MAX_SAFE : value > 0 ? Math.floor(value) : 0);
  }

  /** Whole part, clamped to ±2^53; NaN is 0. */
  int64(value: number): void {
    if (value === 0 || Number.isNaN(value)) this.#int64Unchecked(0);
    else this.#int64Unchecked(Math.max(-MAX_SAFE, Math.min(MAX_SAFE, Math.trunc(value))));
  }

  /** Microseconds since 1970, clamped to what a DateTime64 can show. */
  time(micros: number): void {
    this.#int64Unchecked(micros > LAST_INSTANT ? LAST_INSTANT : micros > 0 ? Math.floor(micros) : 0);
  }

  #int64Unchecked(value: number): void {
    this.#ensure(8);
    const high = Math.floor(value / TWO_32);
    this.#view.setUint32(this.#at, value - high * TWO_32, true);
    this.#view.setInt32(this.#at + 4, high, true);
    this.#at += 8;
  }

  float64(value: number): void {
    this.#ensure(8);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  /** The number of elements of an array or map, or a length. */
  size(value: number): void {
    this.#ensure(5);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#at++] = rest;
  }

  /** Text as UTF-8; undefined is "". Lone surrogates become U+FFFD. */
  text(value: string | undefined): void {
    if (value === undefined) {
      this.byte(0);
      return;
    }
    const length = value.length;
    if (length > SHORT) {
      this.#longText(value);
      return;
    }
    this.#ensure(length * 3 + 1);
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start + 1;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) {
        // 40 characters are at most 120 bytes: the length still takes one byte.
        const written = bytes.write(value, start + 1, "utf8");
        bytes[start] = written;
        this.#at = start + 1 + written;
        return;
      }
      bytes[at++] = code;
    }
    bytes[start] = length;
    this.#at = at;
  }

  #longText(value: string): void {
    this.#ensure(value.length * 3 + 5);
    const start = this.#at;
    const written = this.#bytes.write(value, start + 5, "utf8");
    this.#paddedSize(start, written);
    this.#at = start + 5 + written;
  }

  #paddedSize(at: number, size: number): void {
    const bytes = this.#bytes;
    bytes[at] = (size & 0x7f) | 0x80;
    bytes[at + 1] = ((size >>> 7) & 0x7f) | 0x80;
    bytes[at + 2] = ((size >>> 14) & 0x7f) | 0x80;
    bytes[at + 3] = ((size >>> 21) & 0x7f) | 0x80;
    bytes[at + 4] = size >>> 28;
  }

  /** Starts a text that is a JSON object with dotted names; `field`s follow, then `endDetails`. */
  beginDetails(): void {
    this.#ensure(6);
    this.#detailsAt = this.#at;
    this.#at += 5;
    this.#bytes[this.#at++] = 0x7b;
    this.#detailsEmpty = true;
  }

  endDetails(): void {
    this.#ensure(1);
    if (this.#detailsEmpty) {
      // An event without further fields stores the empty text, not "{}".
      this.#at = this.#detailsAt;
      this.#bytes[this.#at++] = 0;
      return;
    }
    this.#bytes[this.#at++] = 0x7d;
    this.#paddedSize(this.#detailsAt, this.#at - this.#detailsAt - 5);
  }

  /** `key` as made by `detailKey`. */
  beginField(key: Uint8Array): void {
    const length = key.length;
    this.#ensure(length + 1);
    const bytes = this.#bytes;
    let at = this.#at;
    if (this.#detailsEmpty) this.#detailsEmpty = false;
    else bytes[at++] = 0x2c;
    for (let i = 0; i < length; i++) bytes[at++] = key[i] as number;
    this.#at = at;
  }

  /** A field whose name ends in an outsider's word; `prefix` as made by `detailPrefix`. */
  beginNamedField(prefix: Uint8Array, name: string): void {
    this.beginField(prefix);
    this.#ensure(name.length * 6 + 4);
    if (!this.#plainAscii(name)) {
      const quoted = JSON.stringify(name);
      this.#at += this.#bytes.write(quoted.slice(1, -1), this.#at, "utf8");
    }
    this.#bytes[this.#at++] = 0x22;
    this.#bytes[this.#at++] = 0x3a;
  }

  /** Writes text that needs no escape and says so; else writes nothing. */
  #plainAscii(value: string): boolean {
    const bytes = this.#bytes;
    const length = value.length;
    let at = this.#at;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 126 || code < 32 || code === 34 || code === 92) return false;
      bytes[at++] = code;
    }
    this.#at = at;
    return true;
  }

  jsonText(value: string): void {
    const length = value.length;
    if (length <= 128) {
      this.#ensure(length + 2);
      const start = this.#at;
      this.#bytes[this.#at++] = 0x22;
      if (this.#plainAscii(value)) {
        this.#bytes[this.#at++] = 0x22;
        return;
      }
      this.#at = start;
    }
    this.jsonSource(JSON.stringify(value));
  }

  /** JSON text as it is. */
  jsonSource(json: string): void {
    this.#ensure(json.length * 3);
    this.#at += this.#bytes.write(json, this.#at, "utf8");
  }
}

function encodeHeader(table: TableName): Uint8Array {
  const columns = TABLES[table];
  const parts: Buffer[] = [Buffer.of(columns.length)];
  for (const row of [0, 1] as const) {
    for (const column of columns) {
      const text = Buffer.from(column[row]);
      // Names and types are ours and shorter than 128 bytes.
      parts.push(Buffer.of(text.length), text);
    }
  }
  return new Uint8Array(Buffer.concat(parts));
}

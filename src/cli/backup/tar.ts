import { Fault } from "../../kernel/index.ts";

/** Files follow one another as `ustar` has them (POSIX.1-1988), so that any `tar` lists and unpacks a backup. */
const BLOCK = 512;
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;

/** The 512 bytes before a file. */
export function tarHeader(name: string, size: number, modifiedSeconds: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const cut = name.length <= NAME_BYTES ? -1 : name.lastIndexOf("/", PREFIX_BYTES);
  if (name.length - cut - 1 > NAME_BYTES) throw new Error(`a name too long for tar: ${name}`);
  header.write(name.slice(cut + 1), 0, "latin1");
  header.write("0000600\0", 100, "latin1");
  header.write("0000000\0", 108, "latin1");
  header.write("0000000\0", 116, "latin1");
  header.write(`${size.toString(8).padStart(11, "0")}\0`, 124, "latin1");
  header.write(`${modifiedSeconds.toString(8).padStart(11, "0")}\0`, 136, "latin1");
  header.write("        0", 148, "latin1");
  header.write("ustar\x0000", 257, "latin1");
  if (cut > 0) header.write(name.slice(0, cut), 345, "latin1");
  header.write(`${checksum(header).toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return header;
}

/** What fills a file's last block. */
export const tarPadding = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
export const TAR_END = Buffer.alloc(2 * BLOCK);

function checksum(header: Buffer): number {
  let sum = 0;
  for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 32 : byte;
  return sum;
}

export interface TarMember {
  readonly name: string;
  readonly size: number;
  /** Read it to its end before asking for the next one. */
  readonly content: AsyncIterable<Buffer>;
}

/** The members one after the other. Faults with `backup.damaged`, naming the member it happens at or after. */
export async function* readTar(bytes: AsyncIterable<Buffer>): AsyncGenerator<TarMember> {
  const source = new Bytes(bytes);
  for (let last = "the beginning"; ; ) {
    const header = await source.take(BLOCK);
    if (header === undefined) throw damaged(last, "the file ends after it");
    if (header.every((byte) => byte === 0)) return;
    const { name, size } = parseHeader(header, last);
    yield { name, size, content: source.takePieces(size, name) };
    if (size % BLOCK > 0 && (await source.take(BLOCK - (size % BLOCK))) === undefined)
      throw damaged(name, "the file ends in it");
    last = name;
  }
}

export const damaged = (member: string, detail: string): Fault => new Fault("backup.damaged", { member, detail });

function parseHeader(header: Buffer, last: string): { readonly name: string; readonly size: number } {
  const text = (from: number, length: number): string =>
    header.toString("latin1", from, from + length).split("\0", 1)[0] ?? "";
  const size = text(124, 12);
  if (Number.parseInt(text(148, 8), 8) !== checksum(header) || !/^[0-7]{11}$/.test(size))
    throw damaged(last, "what follows it is no header");
  const prefix = text(345, PREFIX_BYTES);
  return {
    name: prefix === "" ? text(0, NAME_BYTES) : `${prefix}/${text(0, NAME_BYTES)}`,
    size: Number.parseInt(size, 8),
  };
}

/** Takes as many bytes as asked for from pieces of any size. */
class Bytes {
  readonly #pieces: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(bytes: AsyncIterable<Buffer>) {
    this.#pieces = bytes[Symbol.asyncIterator]();
  }

  /** Undefined where fewer are left. */
  async take(length: number): Promise<Buffer | undefined> {
    while (this.#rest.length < length) {
      const next = await this.#pieces.next();
      if (next.done === true) return undefined;
      this.#rest = Buffer.concat([this.#rest, next.value]);
    }
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }

  async *takePieces(length: number, name: string): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      if (this.#rest.length === 0) {
        const next = await this.#pieces.next();
        if (next.done === true) throw damaged(name, "the file ends in it");
        this.#rest = next.value;
      }
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      if (piece.length > 0) yield piece;
    }
  }
}

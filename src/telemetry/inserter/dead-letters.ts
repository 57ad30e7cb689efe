import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { type Clock, toIso } from "../../kernel/index.ts";
import type { TableBlock } from "../block.ts";

/** One line of the file: rows the store will never take. It holds what people sent and is never logged. */
export interface DeadLetter {
  readonly at: string;
  readonly reason: string;
  readonly table: string;
  /** Token of the refused insert: the same rows put aside twice, around a crash, have the same token. */
  readonly token: string;
  readonly rows: number;
  /** RowBinaryWithNamesAndTypes, base64: `header` followed by `bytes` is a body the store can read. */
  readonly header: string;
  readonly bytes: string;
}

/**
 * The dead-letter file: newline-delimited JSON, readable by its owner alone, bounded. Rows that no longer fit
 * are counted in `dropped` and gone.
 */
export class DeadLetters {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #clock: Clock;
  #size: number | undefined;
  #dropped = 0;

  constructor(path: string, maxBytes: number, clock: Clock) {
    this.#path = path;
    this.#maxBytes = maxBytes;
    this.#clock = clock;
  }

  /** Rows that found the file full. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Resolves when the rows are on disk, or dropped because the file is full; rejects when it cannot be written. */
  async add(block: TableBlock, token: string, reason: string): Promise<void> {
    const line = this.#line(block, token, reason);
    const handle = await open(this.#path, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND, 0o600);
    try {
      this.#size ??= (await handle.stat()).size;
      if (this.#size + line.length > this.#maxBytes) {
        this.#dropped += block.ends.length;
        return;
      }
      await appendLine(handle, line);
      this.#size += line.length;
    } finally {
      await handle.close();
    }
  }

  #line(block: TableBlock, token: string, reason: string): Buffer {
    const letter: DeadLetter = {
      at: toIso(this.#clock.now()),
      reason,
      table: block.table,
      token,
      rows: block.ends.length,
      header: Buffer.from(block.header).toString("base64"),
      bytes: Buffer.from(block.rows).toString("base64"),
    };
    return Buffer.from(`${JSON.stringify(letter)}\n`);
  }
}

async function appendLine(handle: FileHandle, line: Buffer): Promise<void> {
  let written = 0;
  while (written < line.length) written += (await handle.write(line, written)).bytesWritten;
  await handle.datasync();
}

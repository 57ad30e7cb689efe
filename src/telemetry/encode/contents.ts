import { hash } from "node:crypto";
import type { EpochMicros, SpaceId } from "../../kernel/index.ts";
import { MICROS_PER_DAY } from "../../kernel/index.ts";
import type { RowWriter } from "./row-writer.ts";

export type ContentKind = "stacktrace" | "resource";

const KIND_BYTE: Readonly<Record<ContentKind, number>> = { stacktrace: 1, resource: 2 };
const HASH_BYTES = 16;
/** Some 10 MB at worst; beyond it the oldest is forgotten and its text merely sent again. */
const REMEMBERED = 50_000;

/** A text that many events share, stored once a day and space under its hash. */
export interface Content {
  readonly kind: ContentKind;
  readonly body: string;
  readonly hash: Uint8Array;
  readonly hashText: string;
  /** Where it was stored last, to save a look-up. */
  storedIn: string;
  /** The batch it was written into last. */
  batch: number;
}

/** SHA-256 cut to 128 bits: a sender must not be able to make a text that displaces another's. */
export function makeContent(kind: ContentKind, body: string): Content {
  const bytes = hash("sha256", `${kind}:${body}`, "buffer").subarray(0, HASH_BYTES);
  return { kind, body, hash: new Uint8Array(bytes), hashText: bytes.toString("latin1"), storedIn: "", batch: -1 };
}

/**
 * Knows which contents are durable already. A content counts as stored only once the batch that carried it
 * is on disk (`confirm`), so a refused batch or a lost process costs nothing but sending it again; and only
 * for the day it was sent on, so every partition has the texts its own events refer to.
 */
export class Contents {
  readonly #stored = new Set<string>();
  #batch = 0;
  #epoch = 0;
  #scope = "";
  #space: SpaceId | undefined;
  #receivedAt = 0;
  #pending: Content[] = [];

  /** Contents were removed from the store: what comes is written again. */
  forget(): void {
    this.#epoch++;
    this.#space = undefined;
    this.#stored.clear();
  }

  begin(space: SpaceId, receivedAt: EpochMicros): void {
    const day = Math.floor(receivedAt / MICROS_PER_DAY);
    if (space !== this.#space || !this.#scope.startsWith(`${day}/`)) this.#scope = `${day}/${this.#epoch}/${space}`;
    this.#space = space;
    this.#receivedAt = receivedAt;
    this.#batch++;
    this.#pending = [];
  }

  /** Writes the content's row unless it is known to be stored or is in this batch already. */
  require(content: Content, rows: RowWriter): void {
    if (content.batch === this.#batch || content.storedIn === this.#scope) return;
    if (this.#stored.has(`${this.#scope}/${content.hashText}`)) {
      content.storedIn = this.#scope;
      return;
    }
    content.batch = this.#batch;
    this.#pending.push(content);
    rows.text(this.#space);
    rows.time(this.#receivedAt);
    rows.raw(content.hash);
    rows.byte(KIND_BYTE[content.kind]);
    rows.text(content.body);
    rows.endRow();
  }

  /** To be called when the batch just encoded is on disk. */
  end(): () => void {
    const pending = this.#pending;
    const scope = this.#scope;
    this.#pending = [];
    return () => {
      for (const content of pending) {
        content.storedIn = scope;
        this.#remember(`${scope}/${content.hashText}`);
      }
    };
  }

  #remember(key: string): void {
    if (this.#stored.size >= REMEMBERED) {
      for (const oldest of this.#stored) {
        this.#stored.delete(oldest);
        break;
      }
    }
    this.#stored.add(key);
  }
}

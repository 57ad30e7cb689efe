/**
 * Rows of one table, encoded as RowBinaryWithNamesAndTypes and ready to be spooled and sent.
 * Whoever hands a block on gives its memory away: the bytes must not change until the call's promise settles.
 */
export interface TableBlock {
  readonly table: string;
  /** The names and types that begin the format. */
  readonly header: Uint8Array;
  /** All rows, one after the other. */
  readonly rows: Uint8Array;
  /** For each row the offset in `rows` at which it ends, ascending; the last one is `rows.length`. */
  readonly ends: Uint32Array;
}

/** What is made durable together: after a failure all of it is there or none of it was promised. */
export interface Batch {
  readonly blocks: readonly TableBlock[];
  /** The apm events whose rows these are. An event may have rows in several tables. */
  readonly events: number;
}

/** Where spooled blocks go in the end. */
export interface BlockStore {
  /**
   * Inserts a block under its token and resolves when it is durable there; the same token twice stores once.
   * All rows of the block are stored, or none. Rejects with `StoreRefusal`; anything else it throws, and an
   * abort by `signal`, counts as "unavailable": the outcome is unknown and the block comes again with the
   * same token and the same bytes.
   */
  insert(block: TableBlock, token: string, signal?: AbortSignal): Promise<void>;
}

/**
 * Why a store did not take a block. "poison": this data will never be taken, however often it is sent;
 * "unavailable": the same bytes may be taken later. `reason` is logged and shown: it must hold nothing of a
 * row's content.
 */
export class StoreRefusal extends Error {
  override readonly name = "StoreRefusal";
  readonly kind: "poison" | "unavailable";
  readonly reason: string;

  constructor(kind: "poison" | "unavailable", reason: string, options?: ErrorOptions) {
    super(`${kind}: ${reason}`, options);
    this.kind = kind;
    this.reason = reason;
  }
}

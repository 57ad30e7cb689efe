import { ClickHouseError } from "@clickhouse/client";
import { Fault } from "../../kernel/index.ts";
import { StoreRefusal } from "../block.ts";

/**
 * The data itself is at fault: it cannot be read as the columns it claims to hold. Everything else (no space,
 * memory, a missing table, too many parts, a server that goes away) may pass.
 */
const POISON_CODES = new Set([
  "6", // CANNOT_PARSE_TEXT
  "26", // CANNOT_PARSE_QUOTED_STRING
  "27", // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  "32", // ATTEMPT_TO_READ_AFTER_EOF
  "33", // CANNOT_READ_ALL_DATA
  "38", // CANNOT_PARSE_DATE
  "41", // CANNOT_PARSE_DATETIME
  "69", // ARGUMENT_OUT_OF_BOUND
  "72", // CANNOT_PARSE_NUMBER
  "117", // INCORRECT_DATA
  "128", // TOO_LARGE_ARRAY_SIZE
  "131", // TOO_LARGE_STRING_SIZE
  "252", // TOO_MANY_PARTS: more partitions than one insert may touch; told apart below
  "321", // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  "349", // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
  "407", // DECIMAL_OVERFLOW
  "691", // UNKNOWN_ELEMENT_OF_ENUM
]);

/** What a refused or failed insert means for the block. Server messages may quote the row, so only names are kept. */
export function insertRefusal(error: unknown): StoreRefusal {
  if (error instanceof StoreRefusal) return error;
  if (error instanceof ClickHouseError) {
    return new StoreRefusal(isPoison(error) ? "poison" : "unavailable", `${describe(error)}${lostNode(error)}`);
  }
  return new StoreRefusal("unavailable", networkReason(error));
}

function isPoison({ code, message }: ClickHouseError): boolean {
  if (!POISON_CODES.has(code)) return false;
  if (code === "252") return message.includes("partitions for single INSERT");
  // A table of another schema refuses the header; no row is at fault, and a migration will mend it.
  if (message.includes("while reading header")) return false;
  // The rows had been read when a shard was lost: what ended too early is the connection between two nodes.
  return !message.includes("Insertion status:") && !message.includes("while receiving packet from");
}

const HEAVY_CODES = new Set([
  "158", // TOO_MANY_ROWS
  "159", // TIMEOUT_EXCEEDED
  "160", // TOO_SLOW
  "241", // MEMORY_LIMIT_EXCEEDED
  "307", // TOO_MANY_BYTES
  "394", // QUERY_WAS_CANCELLED
  "396", // TOO_MANY_ROWS_OR_BYTES
]);

/** The fault of a failed question. Holds the name of ClickHouse's error, never the statement. */
export function queryFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof ClickHouseError) {
    const code = HEAVY_CODES.has(error.code) ? "store.query-too-heavy" : "store.unavailable";
    return new Fault(code, { detail: describe(error) });
  }
  return new Fault("store.unavailable", { detail: networkReason(error) });
}

/** Why a call failed: the name of ClickHouse's error or of the network's, nothing of a statement or a row. */
export const failureReason = (error: unknown): string =>
  error instanceof ClickHouseError ? describe(error) : networkReason(error);

const describe = (error: ClickHouseError) => `${error.type ?? "ERROR"} (code ${error.code})`;

const NETWORK_CODES = new Set([
  "209", // SOCKET_TIMEOUT
  "210", // NETWORK_ERROR
  "279", // ALL_CONNECTION_TRIES_FAILED
]);

/** Which node of its cluster the server could not reach: an address, all that is taken from the message. */
function lostNode({ code, message }: ClickHouseError): string {
  const address = NETWORK_CODES.has(code) ? /\(([\w.-]+:\d{1,5})\b/.exec(message)?.[1] : undefined;
  return address === undefined ? "" : ` at ${address}`;
}

function networkReason(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  if (error instanceof Error && error.name === "AbortError") return "aborted";
  if (error instanceof Error && /timeout/i.test(error.message)) return "no answer in time";
  return "the connection failed";
}

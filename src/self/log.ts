import { type DestinationStream, pino } from "pino";
import { readableLine } from "./readable-line.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

/** Our own log: one line a message, names and numbers as fields, never the content of an apm event. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** A log whose lines all carry `fields`. */
  child(fields: object): Log;
}

/**
 * Writes to standard error, so that standard output stays the terminal's start page: JSON lines, or with
 * `readable` lines for a person who watches.
 */
export function createLog(level: LogLevel, readable = false): Log {
  const lines = pino.destination({ dest: 2, sync: true });
  const destination: DestinationStream = readable ? { write: (line) => lines.write(readableLine(line)) } : lines;
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

/** A log that keeps nothing, for tests. */
export const silentLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLog,
};

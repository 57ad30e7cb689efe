import { stripVTControlCharacters } from "node:util";

const WARN = 40;
const ERROR = 50;

interface Line {
  readonly level: number;
  readonly time: string;
  readonly msg?: string;
  readonly [field: string]: unknown;
}

/** `14:02:11  ClickHouse is up  port=42081`, in colour where it is a warning; a field never steers the terminal. */
export function readableLine(json: string): string {
  const { level, time, msg = "", ...fields } = JSON.parse(json) as Line;
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${shown(value)}`);
  const text = [new Date(time).toTimeString().slice(0, 8), msg, ...rest].join("  ");
  const colour = level >= ERROR ? "31" : level >= WARN ? "33" : "2";
  return `\u001b[${colour}m${stripVTControlCharacters(text)}\u001b[0m\n`;
}

function shown(value: unknown): string {
  if (typeof value === "object" && value !== null && "stack" in value) return String(value.stack);
  return typeof value === "string" ? value : JSON.stringify(value);
}

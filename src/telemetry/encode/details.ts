import type { Json } from "../../model/index.ts";
import type { RowWriter } from "./row-writer.ts";

/**
 * The fields of an event that have no column of their own: a flat JSON object with the dotted names of the
 * Elastic Common Schema, written straight into the row.
 */
export const detailKey = (name: string): Uint8Array => new Uint8Array(Buffer.from(`"${name}":`));
export const detailPrefix = (name: string): Uint8Array => new Uint8Array(Buffer.from(`"${name}.`));

export function textField(row: RowWriter, key: Uint8Array, value: string | undefined): void {
  if (value === undefined || value === "") return;
  row.beginField(key);
  row.jsonText(value);
}

export function numberField(row: RowWriter, key: Uint8Array, value: number | undefined): void {
  if (value === undefined) return;
  row.beginField(key);
  row.jsonSource(Number.isFinite(value) ? String(value) : "null");
}

export function boolField(row: RowWriter, key: Uint8Array, value: boolean | undefined): void {
  if (value === undefined) return;
  row.beginField(key);
  row.jsonSource(value ? "true" : "false");
}

/** Any JSON value; one that cannot be written (beyond the stack, or the longest string) is said to be so. */
export function jsonField(row: RowWriter, key: Uint8Array, value: Json): void {
  if (value === undefined || value === null) return;
  row.beginField(key);
  row.jsonSource(toJson(value));
}

/** Each member as a field of its own, below the prefix. */
export function membersField(
  row: RowWriter,
  prefix: Uint8Array,
  value: Readonly<Record<string, Json>> | undefined,
): void {
  if (value === undefined) return;
  for (const [name, member] of Object.entries(value)) {
    row.beginNamedField(prefix, name);
    row.jsonSource(toJson(member));
  }
}

export function toJson(value: Json): string {
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    return '"(cannot be stored)"';
  }
}

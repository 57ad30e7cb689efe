import type { Json } from "../../model/index.ts";
import { labelKey } from "./label-key.ts";

/**
 * A `custom` object as it is stored: keys of its first level sanitised as labels' are, null members and empty
 * objects and lists removed at every level. Undefined when nothing is left. The result has no prototype, so a
 * sender's `__proto__` is a key like any other.
 */
export function sanitisedObject(value: Json): Readonly<Record<string, Json>> | undefined {
  return typeof value === "object" && value !== null ? prunedObject(value, labelKey) : undefined;
}

function prunedObject(source: object, rename: (key: string) => string): Readonly<Record<string, Json>> | undefined {
  let kept: Record<string, Json> | undefined;
  for (const [key, value] of Object.entries(source)) {
    const pruned = prune(value);
    if (pruned === undefined) continue;
    kept ??= Object.create(null) as Record<string, Json>;
    kept[rename(key)] = pruned;
  }
  return kept;
}

function prune(value: Json): Json {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((element) => prune(element) ?? null);
  if (typeof value === "object") return prunedObject(value, sameKey);
  return value;
}

const sameKey = (key: string): string => key;

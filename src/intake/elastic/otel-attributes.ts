import type { Labels } from "../../model/index.ts";
import type { Fields } from "./field-reader.ts";
import { labelKey } from "./label-key.ts";

/**
 * The attributes of an OpenTelemetry span, taken one name at a time; what nobody took becomes labels (6.4).
 */
export class Attributes {
  readonly #left: Map<string, unknown>;

  constructor(fields: Fields | undefined) {
    this.#left = new Map(Object.entries(fields ?? {}));
  }

  /** The first of the names that holds a non-empty string; all of them are taken. */
  text(...names: string[]): string | undefined {
    let found: string | undefined;
    for (const value of this.#take(names)) if (typeof value === "string" && value !== "") found ??= value;
    return found;
  }

  /** The first of the names that holds an integer, or a string that is one; all of them are taken. */
  integer(...names: string[]): number | undefined {
    let found: number | undefined;
    for (const value of this.#take(names)) {
      const number = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
      if (typeof number === "number" && Number.isInteger(number)) found ??= number;
    }
    return found;
  }

  flag(...names: string[]): boolean {
    return this.#take(names).includes(true);
  }

  /** True when any of the names is there; takes none. */
  has(...names: string[]): boolean {
    return names.some((name) => this.#left.has(name));
  }

  drop(...names: string[]): void {
    this.#take(names);
  }

  /** What is left, beside the event's own labels. Lists become the text of their members; nested maps are dropped. */
  labels(own: Labels | undefined): Labels | undefined {
    const strings = new Map(own?.strings);
    const numbers = new Map(own?.numbers);
    for (const [name, value] of this.#left) {
      const key = labelKey(name);
      if (typeof value === "string") strings.set(key, value);
      else if (typeof value === "boolean") strings.set(key, String(value));
      else if (typeof value === "number" && Number.isFinite(value)) numbers.set(key, value);
      else if (Array.isArray(value)) strings.set(key, listText(value));
    }
    return strings.size === 0 && numbers.size === 0 ? undefined : { strings: [...strings], numbers: [...numbers] };
  }

  #take(names: readonly string[]): unknown[] {
    return names.map((name) => {
      const value = this.#left.get(name);
      this.#left.delete(name);
      return value;
    });
  }
}

/** Members of another type than the first are dropped. */
function listText(list: readonly unknown[]): string {
  return list.filter((member) => typeof member === typeof list[0] && typeof member !== "object").join(", ");
}

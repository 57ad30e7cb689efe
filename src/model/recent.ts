/**
 * Remembers what was asked for lately, by text: between `size` and twice as many entries. Two generations
 * instead of a list in order of use, so that a hit costs one look-up and moves nothing.
 */
export class Recent<T> {
  readonly #size: number;
  readonly #make: (key: string) => T;
  #young = new Map<string, T>();
  #old = new Map<string, T>();

  /** `make` must be a pure function of its key. */
  constructor(size: number, make: (key: string) => T) {
    this.#size = size;
    this.#make = make;
  }

  get(key: string): T {
    const known = this.#young.get(key);
    if (known !== undefined) return known;
    return this.#promote(key);
  }

  #promote(key: string): T {
    const old = this.#old.get(key);
    const value = old === undefined ? this.#make(key) : old;
    if (this.#young.size >= this.#size) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
    return value;
  }
}

/**
 * Work on one thing, one after the other within this process. Rows decide who wins; this keeps hundreds who press at
 * once from filling the database's connections with waiting, so that everybody else is still served.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  async take<T>(thing: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(thing) ?? Promise.resolve();
    const own = before.then(work, work);
    this.#last.set(thing, own);
    try {
      return await own;
    } finally {
      if (this.#last.get(thing) === own) this.#last.delete(thing);
    }
  }
}

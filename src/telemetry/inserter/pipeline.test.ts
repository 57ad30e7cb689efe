import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { systemClock } from "../../kernel/index.ts";
import { createMetrics, silentLog } from "../../self/index.ts";
import { away, MemoryStore } from "../spool/fixtures/memory-store.ts";
import { crashCopy, openIn, type TemporaryFolder, temporaryFolder } from "../spool/fixtures/open.ts";
import { blockOf } from "../spool/fixtures/rows.ts";
import type { Spool } from "../spool/index.ts";
import { type Inserter, startInserter } from "./index.ts";

/** What may happen to a booth, in any order. */
type Step =
  | { readonly kind: "append"; readonly sizes: readonly number[] }
  | { readonly kind: "store"; readonly mood: "up" | "down" | "drops answers" }
  | { readonly kind: "wait" }
  | { readonly kind: "restart" }
  | { readonly kind: "crash" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("append"),
      sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("store"), mood: fc.constantFrom("up", "down", "drops answers") }),
  },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: "wait" }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "restart" }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "crash" }) },
);

const POISON = /^<\d*13>$/;

/** A booth of spool, inserter and a store that outlives both, and the list of what was acknowledged. */
class Booth {
  readonly store = new MemoryStore();
  readonly acknowledged: string[] = [];
  #folders: TemporaryFolder[] = [];
  #open: { spool: Spool; inserter: Inserter } | undefined;
  #next = 0;

  constructor() {
    this.store.isPoison = (id) => POISON.test(id);
  }

  async start(): Promise<void> {
    const folder = this.#folders.at(-1) ?? (await temporaryFolder());
    if (this.#folders.length === 0) this.#folders.push(folder);
    const spool = await openIn(folder.path, { limits: { batchRows: 8, segmentBytes: 900, heldBytes: 600 } });
    const parts = { spool, store: this.store, clock: systemClock, log: silentLog, metrics: createMetrics() };
    const deadLetterFile = join(folder.path, "dead.ndjson");
    this.#open = { spool, inserter: startInserter({ ...parts, deadLetterFile, limits: { lingerMillis: 1 } }) };
  }

  async run(action: Step): Promise<void> {
    switch (action.kind) {
      case "append":
        await Promise.all(action.sizes.map((size) => this.#append(size)));
        return this.balance();
      case "store":
        this.store.before = action.mood === "down" ? away : () => {};
        this.store.after = action.mood === "drops answers" ? away : () => {};
        return;
      case "wait":
        await new Promise((resolve) => setTimeout(resolve, 10));
        return this.balance();
      case "restart":
        await this.stop();
        return this.start();
      case "crash": {
        const before = this.#folders.at(-1)?.path ?? "";
        const copy = await crashCopy(before);
        await this.stop();
        this.#folders.push(copy);
        return this.start();
      }
    }
  }

  balance(): void {
    expect(this.#open?.spool.figures().unaccounted).toBe(0);
  }

  async stop(): Promise<void> {
    await this.#open?.inserter[Symbol.asyncDispose]();
    await this.#open?.spool[Symbol.asyncDispose]();
  }

  async finish(): Promise<void> {
    this.store.before = () => {};
    this.store.after = () => {};
    await this.#open?.spool.drain();
    expect(await this.#open?.inserter.finish(10_000)).toBe(true);
    expect(this.#open?.spool.figures()).toMatchObject({ spooledEvents: 0, unaccounted: 0 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    for (const folder of this.#folders) await folder[Symbol.asyncDispose]();
  }

  async #append(size: number): Promise<void> {
    const ids = Array.from({ length: size }, () => `<${this.#next++}>`);
    const middle = Math.ceil(size / 2);
    const blocks = [blockOf("spans", ids.slice(0, middle)), blockOf("errors", ids.slice(middle))];
    await this.#open?.spool.append({ blocks, events: size });
    this.acknowledged.push(...ids);
  }
}

it("stores everything acknowledged exactly once, whatever happens on the way", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      await using booth = new Booth();
      await booth.start();
      for (const action of steps) await booth.run(action);
      await booth.finish();
      expect(booth.store.ids.toSorted()).toEqual(booth.acknowledged.filter((id) => !POISON.test(id)).toSorted());
    }),
    { numRuns: 60, endOnFailure: true },
  );
}, 60_000);

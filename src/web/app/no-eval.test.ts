import "./no-eval.ts";
import { expect, it } from "vitest";
import { z } from "zod";

it("keeps zod from making functions out of text", () => {
  const made: unknown[] = [];
  const original = globalThis.Function;
  globalThis.Function = new Proxy(original, {
    construct(target, args) {
      made.push(args);
      return Reflect.construct(target, args);
    },
  });
  try {
    expect(z.object({ n: z.number() }).parse({ n: 1 })).toEqual({ n: 1 });
  } finally {
    globalThis.Function = original;
  }
  expect(z.config().jitless).toBe(true);
  expect(made).toEqual([]);
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const sources = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".ts") && !/\.(?:test|fixture)\.ts$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(import.meta.dirname, name), "utf8") }));

it("computes the same everywhere: no Node, no clock, no chance, no locale, nothing of other rooms but the kernel", () => {
  const allowed = /^(?:\.\/[\w-]+\.ts|\.\.\/\.\.\/kernel\/index\.ts|zod|@noble\/(?:hashes|curves)\/[\w-]+\.js)$/;
  const imports = sources.flatMap(({ text }) =>
    Array.from(text.matchAll(/ from "([^"]+)"/g), ([, target]) => target ?? ""),
  );
  expect(imports.filter((target) => !allowed.test(target))).toEqual([]);
  const impure =
    /Math\.random|getRandomValues|\bDate\b|performance\.|process\.|Buffer|localeCompare|toLocale|\bfetch\(/;
  expect(sources.filter(({ text }) => impure.test(text)).map(({ name }) => name)).toEqual([]);
  expect(sources.length).toBeGreaterThan(20);
});

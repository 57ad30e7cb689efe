import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");

it("puts the Node brought along first for a command, and hands on its exit code", () => {
  const run = (...command: readonly string[]) =>
    execFileSync(process.execPath, [join(ROOT, "scripts/on-node.js"), ...command], {
      env: { PATH: "/usr/bin:/bin" },
      stdio: "pipe",
    }).toString();
  expect(run("node", "--version").trim()).toBe(process.version);
  expect(() => run("node", "-e", "process.exit(7)")).toThrow(expect.objectContaining({ status: 7 }));
});

it("is what every npm script runs through, for npm 10 leaves none in node_modules/.bin", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const others = Object.values(scripts).filter(
    (script) =>
      !/^(?:(?:exec )?node (?:bin\/sadari|scripts\/on-node)\.js|npm run check:static && npm test$)/.test(
        String(script),
      ),
  );
  expect(others).toEqual([]);
});

it("starts the booth in the shell's place, so that a signal to npm reaches it", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect(scripts.start).toMatch(/^exec /);
});

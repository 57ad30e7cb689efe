import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

/** Which rooms a room may import, always through their `index.ts`. `cli` composes and is imported by nobody. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  model: ["kernel"],
  contract: ["kernel"],
  self: ["kernel"],
  telemetry: ["kernel", "model", "self"],
  control: ["kernel", "self"],
  intake: ["kernel", "model", "self"],
  apm: ["kernel", "contract", "telemetry", "self"],
  challenge: ["kernel", "contract", "control", "apm", "self"],
  server: ["kernel", "model", "contract", "self", "telemetry", "control", "intake", "apm", "challenge"],
  web: ["contract", "kernel"],
  cli: ["kernel", "model", "contract", "self", "telemetry", "control", "intake", "apm", "challenge", "server"],
};

/** The draw is pure computing, so that a visitor's browser runs the very code of the booth. */
const FOR_THE_BROWSER_TOO = "challenge/draw/index.ts";

/** No file is longer, but for tables, which grow by a line a thing and are read by looking up. */
const MOST_LINES = 600;
const TABLES: ReadonlySet<string> = new Set(["src/kernel/faults.ts"]);

const SRC = import.meta.dirname;

interface Import {
  readonly file: string;
  readonly room: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sourceFiles(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  });
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(file, "utf8");
  const found = text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"|import\("([^"]+)"\)/gm);
  const room = relative(SRC, file).split("/")[0] ?? "";
  return Array.from(found, (match) => ({
    file: relative(SRC, file),
    room,
    target: match[2] ?? match[3] ?? "",
    typeOnly: match[1] !== undefined,
  }));
}

const files = sourceFiles(SRC).filter((file) => dirname(file) !== SRC);
const imports = files.flatMap(importsOf);

/** The path inside `src/` that a relative import names; undefined for packages, and for what tests share in `test/`. */
function insideSrc({ file, target }: Import): string | undefined {
  const path = target.startsWith(".") ? relative(SRC, resolve(SRC, dirname(file), target)) : undefined;
  return path?.startsWith("../test/") && /\.(?:test|suite|fixture|agents)\.tsx?$/.test(file) ? undefined : path;
}

describe("the house", () => {
  it("has only rooms of the table", () => {
    const rooms = new Set(imports.map(({ room }) => room));
    expect([...rooms].filter((room) => !(room in MAY_IMPORT))).toEqual([]);
    expect(rooms.size).toBeGreaterThan(8);
  });

  it("imports only as the table allows", () => {
    const broken = imports.filter((entry) => {
      const path = insideSrc(entry);
      if (entry.room === "web" && path === FOR_THE_BROWSER_TOO) return false;
      const target = path?.split("/")[0];
      return target !== undefined && target !== entry.room && !MAY_IMPORT[entry.room]?.includes(target);
    });
    expect(broken).toEqual([]);
  });

  it("enters another room through its face", () => {
    const broken = imports.filter((entry) => {
      const target = insideSrc(entry);
      if (target === undefined) return false;
      if (entry.room === "web" && target === FOR_THE_BROWSER_TOO) return false;
      const [room, ...rest] = target.split("/");
      return room !== entry.room && rest.join("/") !== "index.ts";
    });
    expect(broken).toEqual([]);
  });

  it("keeps the kernel free of packages and of Node", () => {
    const shipped = imports.filter(({ room, file }) => room === "kernel" && !file.includes(".test."));
    expect(shipped.filter(({ target }) => !target.startsWith("."))).toEqual([]);
  });

  it("keeps Node out of what the browser gets", () => {
    const shipped = imports.filter(
      ({ room, file }) => ["web", "contract", "kernel"].includes(room) && !file.includes(".test."),
    );
    expect(shipped.filter(({ target }) => target.startsWith("node:"))).toEqual([]);
  });

  it("reads the environment nowhere but at the composition root", () => {
    const readers = files.filter(
      (file) => /process\.env\b/.test(readFileSync(file, "utf8")) && !file.endsWith(".test.ts"),
    );
    expect(readers.map((file) => relative(SRC, file)).filter((file) => !file.startsWith("cli/"))).toEqual([]);
  });

  it("keeps files short, tests as well", () => {
    const root = dirname(SRC);
    const all = ["src", "test", "scripts", "bench"].flatMap((folder) => sourceFiles(join(root, folder)));
    const long = all.filter((file) => readFileSync(file, "utf8").split("\n").length > MOST_LINES);
    expect(long.map((file) => relative(root, file)).filter((file) => !TABLES.has(file))).toEqual([]);
  });
});

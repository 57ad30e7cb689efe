import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "./run.ts";

const EXAMPLE = join(import.meta.dirname, "../../test/vectors/proof-example.json");

describe("sadari verify-draw", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "sadari-verify-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const verify = async (proof: string, ...more: string[]) => {
    let said = "";
    const add = (text: string): void => {
      said += text;
    };
    const code = await run(["verify-draw", proof, ...more], { LANG: "C" }, { out: add, err: add });
    return { code, said };
  };
  const changed = (change: (proof: Record<string, unknown>) => void): string => {
    const proof = JSON.parse(readFileSync(EXAMPLE, "utf8")) as Record<string, unknown>;
    change(proof);
    const path = join(folder, `${Math.random()}.json`);
    writeFileSync(path, JSON.stringify(proof));
    return path;
  };

  it("accepts a proof, and names who won", async () => {
    const { code, said } = await verify(EXAMPLE);
    expect(code).toBe(0);
    expect(said).toContain("#1  gimbal  lane 6  FF29AVYW");
    expect(said).not.toContain("FAIL");
    expect(said).toContain("Everything is right.");
  });

  it("refuses a changed one, saying what was changed", async () => {
    const path = changed((proof) => {
      proof.server_seed = "0".repeat(64);
    });
    const { code, said } = await verify(path);
    expect(code).toBe(1);
    expect(said).toContain("FAIL  The seed does not open the commitment");
    expect(JSON.parse((await verify(path, "--json")).said)).toMatchObject({ ok: false, mode: "A" });
  });

  it("says of anything else that it is no proof, and of a missing file how to get one", async () => {
    const path = join(folder, "note.json");
    writeFileSync(path, "not even JSON");
    expect(await verify(path)).toMatchObject({ code: 1, said: expect.stringContaining("no proof of a draw") });
    expect(await verify(join(folder, "missing.json"))).toMatchObject({ code: 2 });
  });
});

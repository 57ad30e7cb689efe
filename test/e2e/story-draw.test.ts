import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { ProofBundle, verifyProof } from "../../src/challenge/draw/index.ts";
import { withoutChance } from "../story/recap-files.ts";

const EXAMPLE = join(import.meta.dirname, "../../docs/example-recap");
const LANGUAGES = ["ko", "en"] as const;
const recapOf = (folder: string, language: string): string =>
  readFileSync(join(folder, `pycon-korea-2019-recap.${language}.md`), "utf8");

it("the event of 2019 from the cards to the recap, which is the one in the documents", {
  timeout: 540_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), "sadari-recap-"));
  try {
    const story = spawn(process.execPath, ["test/story/draw.ts", "--recap", folder], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let told = "";
    for (const stream of [story.stdout, story.stderr]) stream.on("data", (chunk: Buffer) => (told += chunk.toString()));
    const [code] = (await once(story, "exit")) as [number];
    expect(code, told).toBe(0);
    expect(told).toContain("frozen: 12 of 17, the same four words on the wall and on 17 phones");
    expect(told).toContain("as it should be");
    expect((await readdir(join(folder, "charts"))).toSorted()).toEqual(
      (await readdir(join(EXAMPLE, "charts"))).toSorted(),
    );
    for (const language of LANGUAGES) {
      expect(withoutChance(recapOf(folder, language))).toBe(withoutChance(recapOf(EXAMPLE, language)));
    }
    for (const chart of await readdir(join(EXAMPLE, "charts"))) {
      const read = (where: string): string => readFileSync(join(where, "charts", chart), "utf8");
      expect(read(folder), chart).toBe(read(EXAMPLE));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it("the recap in the documents tells of the draw whose proof lies beside it", async () => {
  const text = readFileSync(join(EXAMPLE, "proof.json"), "utf8");
  const proof = ProofBundle.parse(JSON.parse(text));
  expect(verifyProof(proof).ok).toBe(true);
  const verifier = join(import.meta.dirname, "../../verify/sadari-verify.mjs");
  await promisify(execFile)(process.execPath, [verifier, join(EXAMPLE, "proof.json")]);
  for (const language of LANGUAGES) {
    const recap = recapOf(EXAMPLE, language);
    expect(recap).toContain(proof.transcript.commit);
    expect(recap).toContain(proof.transcript.entries);
    for (const { lane } of proof.winners)
      expect(recap).toMatch(new RegExp(`^\\| [^|]+ \\| ${lane + 1} \\| \\*\\*`, "m"));
  }
});

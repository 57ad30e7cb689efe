import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  commitTo,
  fromHex,
  holdDraw,
  listHash,
  NO_LUCKY,
  type ProofBundle,
  sha256Hex,
  verifyProof,
  writeEntries,
} from "../../src/challenge/draw/index.ts";

const ROOT = join(import.meta.dirname, "../..");
const VERIFIER = join(ROOT, "verify/sadari-verify.mjs");
const EXAMPLE = readFileSync(join(ROOT, "test/vectors/proof-example.json"), "utf8");

const example = (): ProofBundle => JSON.parse(EXAMPLE) as ProofBundle;

/** Runs the verifier as a stranger would, with the proof on standard input. */
async function runVerifier(proof: string): Promise<{ readonly status: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [VERIFIER, "-"], { stdio: ["pipe", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
  });
  child.stdin.end(proof);
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, output };
}

const failedChecks = (output: string): string[] =>
  Array.from(output.matchAll(/^FAIL {2}(\w+)/gm), ([, check]) => check ?? "");

const OTHER_SEED = "30b831ce72bb88784f87b4b744ee3ddf0104b2358f36a812cd3ca2404bc96b60";
const OTHER_SIGNATURE =
  "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b";

const COMMIT = "씨앗이 봉인한 값과 달라요";
const LIST = "명단이 확정한 명단과 달라요";
const RANKS = "다시 계산한 순위가 달라요";

const TAMPERED: readonly (readonly [string, (proof: ProofBundle) => void, sentence: string])[] = [
  [
    "a changed seed",
    (p) => {
      p.server_seed = p.server_seed.replace(/^f/, "e");
    },
    COMMIT,
  ],
  [
    "the seed of another draw",
    (p) => {
      p.server_seed = OTHER_SEED;
    },
    COMMIT,
  ],
  [
    "the seed of another draw with its commitment",
    (p) => {
      p.server_seed = OTHER_SEED;
      p.transcript.commit = commitTo("seed", fromHex(OTHER_SEED) ?? new Uint8Array());
    },
    RANKS,
  ],
  [
    "a changed entry",
    (p) => {
      p.entries_text = p.entries_text.replace("FF29AVYW", "FF29AVYZ");
    },
    LIST,
  ],
  [
    "a changed entry with its hash",
    (p) => {
      p.entries_text = p.entries_text.replace("FF29AVYW", "FF29AVYZ");
      p.transcript.entries = listHash(p.entries_text);
    },
    RANKS,
  ],
  [
    "an entry twice",
    (p) => {
      p.entries_text = p.entries_text.replace("FF29AVYW", "21P424K1");
      p.transcript.entries = listHash(p.entries_text);
    },
    LIST,
  ],
  [
    "a changed prize",
    (p) => {
      p.prizes_text = p.prizes_text.replace("gimbal", "car");
    },
    "경품 목록이 알린 것과 달라요",
  ],
  [
    "a changed row of rungs",
    (p) => {
      p.ladder[3]?.pop();
    },
    "사다리의 4번째 줄이 다시 만든 것과 달라요",
  ],
  [
    "a row that is none",
    (p) => {
      p.ladder[0] = [1, 2];
    },
    "사다리의 1번째 줄이 다시 만든 것과 달라요",
  ],
  [
    "a changed winner",
    (p) => {
      if (p.winners[1]) p.winners[1].entry = "804KXB9C";
    },
    "2번째 당첨이 계산과 달라요",
  ],
  [
    "a winner less",
    (p) => {
      p.winners.pop();
    },
    "3번째 당첨이 계산과 달라요",
  ],
  [
    "a changed round",
    (p) => {
      if (p.transcript.beacon) p.transcript.beacon.round = 1001;
    },
    "서명이 공개 난수 1001회의 것이 아니에요",
  ],
  [
    "the signature of another round",
    (p) => {
      p.beacon_signature = OTHER_SIGNATURE;
    },
    "서명이 공개 난수 1000회의 것이 아니에요",
  ],
  [
    "a made-up signature with its number",
    (p) => {
      p.beacon_signature = `c0${"0".repeat(94)}`;
      if (p.transcript.beacon) p.transcript.beacon.randomness = sha256Hex(fromHex(p.beacon_signature) ?? "");
    },
    "서명이 공개 난수 1000회의 것이 아니에요",
  ],
  [
    "a changed public number",
    (p) => {
      if (p.transcript.beacon) p.transcript.beacon.randomness = "0".repeat(64);
    },
    "공개 난수가 서명과 맞지 않아요",
  ],
  [
    "another source",
    (p) => {
      if (p.transcript.beacon) p.transcript.beacon.chain = "0".repeat(64);
    },
    "공개 난수가 서명과 맞지 않아요",
  ],
  [
    "no public number",
    (p) => {
      p.transcript.beacon = null;
    },
    "운영자를 믿어야 하는 추첨이에요",
  ],
  [
    "numbers of the room that nobody saw",
    (p) => {
      p.transcript.beacon = null;
      p.transcript.room = "0".repeat(64);
    },
    "현장 참가자의 숫자가",
  ],
  [
    "another version",
    (p) => {
      Object.assign(p.transcript, { v: "sadari-draw/2" });
    },
    "추첨 증명 파일이 아니에요",
  ],
];

describe("the stand-alone verifier", () => {
  it("says ten times ok to the published proof and names the three winners", async () => {
    const { status, output } = await runVerifier(EXAMPLE);
    expect(output.match(/^ok {4}/gm)).toHaveLength(10);
    expect(output).toContain("1. gimbal: FF29AVYW\n2. keyboard: 21P424K1\n3. earphones: D41SDC77\n");
    expect(output).toContain("맞아요. 모든 확인을 통과했어요.  It holds: every check is fine.");
    expect(status).toBe(0);
  });

  it.each(TAMPERED)("finds %s, as the booth's own check does", async (_, change, sentence) => {
    const proof = example();
    change(proof);
    const { status, output } = await runVerifier(JSON.stringify(proof));
    expect(status).toBe(1);
    expect(output).toContain(sentence);
    expect(output).toContain("It does not hold");
    const ours = verifyProof(proof);
    const known = ours.proof !== undefined;
    if (known)
      expect(ours.checks.filter(({ ok }) => !ok).map(({ check }) => check)).toEqual(
        expect.arrayContaining([failedChecks(output)[0]]),
      );
    expect(ours.ok).toBe(false);
  });

  it.each(["", "{}", "[]", "null", '{"transcript":{"n":1e9}}', EXAMPLE.slice(0, 500)])(
    "says that it cannot read %j",
    async (text) => {
      const { status, output } = await runVerifier(text);
      expect(status).toBe(2);
      expect(output).toMatch(/^증명 파일을 읽을 수 없어요\. {2}The proof cannot be read/);
    },
  );

  it("lets no name of a prize steer the terminal", async () => {
    const proof = example();
    if (proof.winners[0]) proof.winners[0].prize = "\u001b[2Jgimbal";
    proof.transcript.draw = "\u001b]0;ok\u0007";
    expect((await runVerifier(JSON.stringify(proof))).output).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it("agrees about a draw of hundreds, where the ladder is that of the cut", async () => {
    const { transcript, server_seed, prizes_text } = example();
    const randomness = sha256Hex(fromHex(OTHER_SIGNATURE) ?? "");
    const entriesText = writeEntries(
      Array.from({ length: 300 }, (_, index) => ({ entry: `E000${String(index).padStart(4, "0")}`, lucky: NO_LUCKY })),
    );
    const { bundle } = holdDraw({
      announced: { draw: "한글/추첨", mode: "A", commit: transcript.commit, prizes: transcript.prizes, round: 657_413 },
      frozen: { entries: listHash(entriesText) },
      entriesText,
      prizesText: prizes_text,
      serverSeed: fromHex(server_seed) ?? new Uint8Array(),
      beacon: { round: 657_413, signature: OTHER_SIGNATURE, randomness },
      room: null,
    });
    const { status, output } = await runVerifier(JSON.stringify(bundle));
    expect(failedChecks(output)).toEqual([]);
    expect(status).toBe(0);
  });
});

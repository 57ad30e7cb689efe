/** How long a draw and its check take, beside a thousand HMACs of Node itself: `node bench/draw.ts`. */
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  holdDraw,
  listHash,
  NO_LUCKY,
  type ProofBundle,
  verifyProof,
  writeEntries,
} from "../src/challenge/draw/index.ts";

const vectors = new URL("../test/vectors/proof-example.json", import.meta.url);
const example = JSON.parse(readFileSync(vectors, "utf8")) as ProofBundle;
const { transcript, server_seed, prizes_text, beacon_signature } = example;

const first = timed(() => verifyProof(example));
console.log(`check of 12 entries, the first: ${first.toFixed(0)} ms`);
const hmac = median(20, () => {
  for (let round = 0; round < 1_000; round++) createHmac("sha256", server_seed).update(server_seed).digest();
});
console.log("entries        draw       check       proof");
for (const n of [12, 24, 60, 256, 257, 5_000]) {
  const entriesText = writeEntries(
    Array.from({ length: n }, (_, index) => ({ entry: String(index).padStart(8, "0"), lucky: NO_LUCKY })),
  );
  const draw = (): ProofBundle => hold(entriesText);
  const bundle = draw();
  const cells = [median(5, draw), median(5, () => verifyProof(bundle))].map((ms) => `${ms.toFixed(1)} ms`.padStart(10));
  console.log(
    `${String(n).padStart(7)}  ${cells.join("  ")}  ${(JSON.stringify(bundle).length / 1_000).toFixed(1).padStart(7)} kB`,
  );
}
console.log(`1,000 HMACs of Node: ${hmac.toFixed(1)} ms`);

function hold(entriesText: string): ProofBundle {
  return holdDraw({
    announced: { draw: "bench", mode: "A", commit: transcript.commit, prizes: transcript.prizes, round: 1000 },
    frozen: { entries: listHash(entriesText) },
    entriesText,
    prizesText: prizes_text,
    serverSeed: Buffer.from(server_seed, "hex"),
    beacon: { round: 1000, signature: beacon_signature ?? "", randomness: transcript.beacon?.randomness ?? "" },
    room: null,
  }).bundle;
}

function median(rounds: number, run: () => unknown): number {
  const times = Array.from({ length: rounds }, () => timed(run)).sort((a, b) => a - b);
  return times[Math.floor(rounds / 2)] ?? 0;
}

function timed(run: () => unknown): number {
  const started = performance.now();
  run();
  return performance.now() - started;
}

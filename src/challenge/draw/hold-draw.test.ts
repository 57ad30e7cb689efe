import { describe, expect, it } from "vitest";
import { canonicalText } from "./canonical.ts";
import { commitTo } from "./commitment.ts";
import { toHex } from "./digest.ts";
import { type DrawMode, modeNeeds, modeOf, modePromise, requireMode } from "./draw-mode.ts";
import { listHash, NO_LUCKY, writeEntries } from "./entry-file.ts";
import { type DrawInput, holdDraw } from "./hold-draw.ts";
import { coreLadder } from "./ladder.ts";
import { roomEntropy } from "./room-entropy.ts";
import { bytes, type DrawVector, exampleProof, vectors } from "./vectors.fixture.ts";
import { verifyProof } from "./verify-proof.ts";

const beacon = { round: 1000, signature: "", randomness: "", ...vectors.drand_quicknet.beacons[0] };

function inputOf(vector: DrawVector): DrawInput {
  const { transcript } = vector;
  return {
    announced: {
      draw: vector.draw,
      mode: modeOf(transcript),
      commit: vector.commit,
      prizes: transcript.prizes,
      round: 1000,
    },
    frozen: { entries: transcript.entries },
    entriesText: vector.entries_text,
    prizesText: vector.prizes_text,
    serverSeed: bytes(vector.server_seed),
    beacon: transcript.beacon === null ? null : beacon,
    // The vectors hold the room's hash alone.
    room: transcript.room === null ? null : { room: transcript.room, commitsText: "", revealsText: "", withheld: [] },
  };
}

const [first = expect.fail("no draw in the vectors")] = vectors.draw;
const seed = bytes(first.server_seed);

/** A draw with real numbers from the room: the first vector's list. */
function withRoom(mode: DrawMode): DrawInput {
  const entries = first.entries_text
    .split("\n")
    .slice(0, 5)
    .map((line) => line.slice(0, 8));
  const numbers = entries.map((entry, index) => ({ entry, number: toHex(new Uint8Array(32).fill(index)) }));
  const commits = numbers.map(({ entry, number }) => ({ entry, commit: commitTo("room", bytes(number)) }));
  const input = inputOf(first);
  return {
    ...input,
    announced: { ...input.announced, mode },
    beacon: modeNeeds(mode).beacon ? beacon : null,
    room: modeNeeds(mode).room ? roomEntropy(commits, numbers.slice(1)) : null,
  };
}

describe("a draw", () => {
  it.each(vectors.draw)("$draw comes out as published", (vector) => {
    const { bundle, finalSeed, permutation, reserves } = holdDraw(inputOf(vector));
    expect(bundle.transcript).toEqual(vector.transcript);
    expect(canonicalText(bundle.transcript)).toBe(vector.transcript_canonical);
    expect(toHex(finalSeed)).toBe(vector.final_seed);
    expect(permutation).toEqual({ order: vector.order, layout: vector.layout, dest: vector.dest });
    expect(coreLadder(permutation.dest)).toEqual(vector.core);
    expect(bundle.ladder).toEqual(vector.ladder);
    expect(bundle.winners).toEqual(vector.winners);
    expect(reserves).toEqual(vector.reserves);
  });

  it("writes the published proof", () => {
    const { bundle } = holdDraw(inputOf(first));
    expect(bundle).toEqual(exampleProof());
    expect(JSON.stringify(bundle).length).toBeLessThan(3_000);
  });

  it("has the same result for a name that was typed decomposed", () => {
    const korean = vectors.draw.find(({ draw }) => draw.includes("추첨")) ?? first;
    const input = inputOf(korean);
    const typed = { ...input, announced: { ...input.announced, draw: korean.draw.normalize("NFD") } };
    expect(typed.announced.draw).not.toBe(korean.draw);
    expect(holdDraw(typed).bundle.transcript).toEqual(korean.transcript);
  });

  it.each(["A", "AB", "B"] as const)("of mode %s proves itself", (mode) => {
    const verdict = verifyProof(holdDraw(withRoom(mode)).bundle);
    expect(verdict.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(verdict.proof?.mode).toBe(mode);
  });

  it("of a few hundred proves itself too, with the ladder of the cut", () => {
    const entriesText = writeEntries(
      Array.from({ length: 300 }, (_, index) => ({ entry: `E000${String(index).padStart(4, "0")}`, lucky: NO_LUCKY })),
    );
    const { bundle } = holdDraw({ ...inputOf(first), entriesText, frozen: { entries: listHash(entriesText) } });
    expect(bundle.order).toHaveLength(300);
    expect(Math.max(...bundle.ladder.flat())).toBe(22);
    expect(verifyProof(bundle).ok).toBe(true);
  });

  const refusals: readonly (readonly [string, string, (input: DrawInput) => DrawInput])[] = [
    [
      "an entry too many",
      "draw.list-changed",
      (input) => ({ ...input, entriesText: `${input.entriesText}ZZZZZZZZ\t${NO_LUCKY}\n` }),
    ],
    ["other prizes", "draw.list-changed", (input) => ({ ...input, prizesText: "car\t1\n" })],
    ["another seed", "draw.seed-not-committed", (input) => ({ ...input, serverSeed: new Uint8Array(32) })],
    ["a short seed", "draw.seed-not-committed", (input) => ({ ...input, serverSeed: seed.subarray(1) })],
    ["nobody", "draw.nobody-entered", (input) => ({ ...input, entriesText: "", frozen: { entries: listHash("") } })],
    [
      "a broken list",
      "draw.list-invalid",
      (input) => ({ ...input, entriesText: "x", frozen: { entries: listHash("x") } }),
    ],
    ["no beacon", "draw.entropy-missing", (input) => ({ ...input, beacon: null })],
    ["numbers nobody announced", "draw.entropy-missing", (input) => ({ ...input, room: withRoom("B").room })],
    ["a later round", "draw.beacon-refused", (input) => ({ ...input, announced: { ...input.announced, round: 1001 } })],
    [
      "a made-up number",
      "draw.beacon-refused",
      (input) => ({ ...input, beacon: { ...beacon, randomness: "0".repeat(64) } }),
    ],
  ];
  it.each(refusals)("with %s is refused", (_, code, change) => {
    expect(() => holdDraw(change(inputOf(first)))).toThrow(expect.objectContaining({ code }));
  });
});

describe("a mode", () => {
  it("says what it promises", () => {
    expect((["A", "AB", "B", "C"] as const).map((mode) => modePromise(mode).light)).toEqual([
      "green",
      "green",
      "amber",
      "red",
    ]);
    expect(modePromise("C").ko).toBe("운영자를 믿는 추첨");
  });

  it("of the seed alone is refused above a value", () => {
    expect(() => requireMode("C", 200_000, 50_000)).toThrow(expect.objectContaining({ code: "draw.seed-only" }));
    expect(() => requireMode("C", 50_000, 50_000)).not.toThrow();
    for (const mode of ["A", "AB", "B"] as const) expect(() => requireMode(mode, 200_000, 50_000)).not.toThrow();
  });

  it("of the seed alone does not pass as proven unless it is accepted", () => {
    const { bundle } = holdDraw({ ...withRoom("C") });
    expect(verifyProof(bundle).checks.find(({ ok }) => !ok)?.code).toBe("entropy.seed-only");
    expect(verifyProof(bundle, { acceptSeedOnly: true }).ok).toBe(true);
  });
});

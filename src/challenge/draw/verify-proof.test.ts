import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commitTo } from "./commitment.ts";
import { listHash, readEntries } from "./entry-file.ts";
import type { ProofBundle } from "./proof-bundle.ts";
import { PROOF_REASONS } from "./proof-reasons.ts";
import { roundAtOrAfter, timeOfRound } from "./quicknet.ts";
import { bytes, exampleProof, vectors } from "./vectors.fixture.ts";
import { type Receipt, verifyProof } from "./verify-proof.ts";

const failures = (candidate: unknown, receipt?: Receipt): readonly string[] =>
  verifyProof(candidate, receipt && { receipt }).checks.flatMap(({ ok, code }) => (ok ? [] : [code]));

/** The example with something changed in it. */
function tampered(change: (proof: ProofBundle) => void): ProofBundle {
  const proof = exampleProof();
  change(proof);
  return proof;
}

const otherSeed = vectors.draw[1]?.server_seed ?? "";
const otherBeacon = { signature: "", randomness: "", ...vectors.drand_quicknet.beacons[1] };
/** What every result that was drawn from something else shows. */
const drawnOtherwise = ["order.differs", "layout.differs", "ladder.leads-elsewhere", "winners.differs"];

describe("the published proof", () => {
  it("holds: ten checks and three winners", () => {
    const { ok, checks, proof } = verifyProof(exampleProof());
    expect(ok).toBe(true);
    expect(checks.map(({ code }) => code)).toEqual([
      "shape.ok",
      "commit.ok",
      "entries.ok",
      "prizes.ok",
      "beacon.ok",
      "signature.ok",
      "order.ok",
      "layout.ok",
      "ladder.ok",
      "winners.ok",
    ]);
    expect(proof?.bundle.winners.map(({ entry }) => entry)).toEqual(["FF29AVYW", "21P424K1", "D41SDC77"]);
    expect(checks.at(-1)?.says).toEqual({
      ko: "당첨자 3명이 계산과 같아요.",
      en: "The 3 winners are those that were computed.",
    });
  });

  it("is the proof of its draw only", () => {
    const other = vectors.draw.find(({ draw }) => draw === "two");
    const proof = tampered((bundle) => {
      bundle.server_seed = other?.server_seed ?? "";
    });
    expect(failures(proof)).toEqual(["commit.differs", ...drawnOtherwise]);
  });
});

describe("a proof that was tampered with", () => {
  const cases: readonly (readonly [string, (proof: ProofBundle) => void, readonly string[]])[] = [
    [
      "another seed",
      (p) => {
        p.server_seed = otherSeed;
      },
      ["commit.differs", ...drawnOtherwise],
    ],
    [
      "another seed and its commitment",
      (p) => {
        p.server_seed = otherSeed;
        p.transcript.commit = commitTo("seed", bytes(otherSeed));
      },
      drawnOtherwise,
    ],
    [
      "another entry",
      (p) => {
        p.entries_text = p.entries_text.replace("FF29AVYW", "FF29AVYZ");
      },
      ["entries.differs", "winners.differs"],
    ],
    [
      "another entry and its hash",
      (p) => {
        p.entries_text = p.entries_text.replace("FF29AVYW", "FF29AVYZ");
        p.transcript.entries = listHash(p.entries_text);
      },
      drawnOtherwise,
    ],
    [
      "an entry twice",
      (p) => {
        p.entries_text = p.entries_text.replace("FF29AVYW", "21P424K1");
      },
      ["entries.duplicate", "winners.differs"],
    ],
    [
      "one entry more",
      (p) => {
        p.entries_text += `ZZZZZZZZ\t${"0".repeat(32)}\n`;
      },
      ["entries.differs"],
    ],
    [
      "one entry more and its hash",
      (p) => {
        p.entries_text += `ZZZZZZZZ\t${"0".repeat(32)}\n`;
        p.transcript.entries = listHash(p.entries_text);
      },
      ["entries.miscounted", ...drawnOtherwise],
    ],
    [
      "a list that is none",
      (p) => {
        p.entries_text = "nobody";
      },
      ["entries.malformed", "winners.differs"],
    ],
    [
      "prizes in another order",
      (p) => {
        p.prizes_text = "keyboard\t1\ngimbal\t1\nearphones\t1\n";
      },
      ["prizes.differs", "winners.differs"],
    ],
    [
      "fewer prizes than claimed",
      (p) => {
        p.prizes_text = "gimbal\t1\n";
        p.transcript.prizes = listHash(p.prizes_text);
      },
      ["prizes.miscounted", ...drawnOtherwise],
    ],
    [
      "prizes that are none",
      (p) => {
        p.prizes_text = "gimbal";
      },
      ["prizes.malformed", "winners.differs"],
    ],
    [
      "another round",
      (p) => {
        if (p.transcript.beacon) p.transcript.beacon.round = 1001;
      },
      ["signature.wrong", ...drawnOtherwise],
    ],
    [
      "another signature",
      (p) => {
        p.beacon_signature = otherBeacon.signature;
      },
      ["beacon.wrong-randomness", "signature.wrong"],
    ],
    [
      "a genuine number of another round",
      (p) => {
        p.beacon_signature = otherBeacon.signature;
        if (p.transcript.beacon) p.transcript.beacon.randomness = otherBeacon.randomness;
      },
      ["signature.wrong", ...drawnOtherwise],
    ],
    [
      "another public number",
      (p) => {
        if (p.transcript.beacon) p.transcript.beacon.randomness = "0".repeat(64);
      },
      ["beacon.wrong-randomness", ...drawnOtherwise],
    ],
    [
      "another source",
      (p) => {
        if (p.transcript.beacon) p.transcript.beacon.chain = "0".repeat(64);
      },
      ["beacon.wrong-chain", ...drawnOtherwise],
    ],
    [
      "no signature",
      (p) => {
        p.beacon_signature = null;
      },
      ["beacon.unsigned"],
    ],
    [
      "another name of the draw",
      (p) => {
        p.transcript.draw = "pycon-2019/second";
      },
      drawnOtherwise,
    ],
    [
      "other ranks",
      (p) => {
        p.order.reverse();
      },
      ["order.differs"],
    ],
    [
      "other places of the prizes",
      (p) => {
        p.layout.reverse();
      },
      ["layout.differs"],
    ],
    [
      "a rung less",
      (p) => {
        p.ladder[3]?.pop();
      },
      ["ladder.leads-elsewhere"],
    ],
    [
      "a row less",
      (p) => {
        p.ladder.pop();
      },
      ["ladder.leads-elsewhere"],
    ],
    [
      "a row that is none",
      (p) => {
        p.ladder[0] = [1, 2];
      },
      ["ladder.flawed"],
    ],
    [
      "a rung beside the ladder",
      (p) => {
        p.ladder[0]?.push(11);
      },
      ["ladder.flawed"],
    ],
    [
      "two rungs more that change nothing",
      (p) => {
        p.ladder.push([0], [0]);
      },
      ["ladder.differs"],
    ],
    [
      "another winner",
      (p) => {
        if (p.winners[0]) p.winners[0].entry = "804KXB9C";
      },
      ["winners.differs"],
    ],
    [
      "another prize",
      (p) => {
        if (p.winners[0]) p.winners[0].prize = "keyboard";
      },
      ["winners.differs"],
    ],
    [
      "a winner less",
      (p) => {
        p.winners.pop();
      },
      ["winners.differs"],
    ],
    [
      "a room nobody saw",
      (p) => {
        p.transcript.beacon = null;
        p.transcript.room = "0".repeat(64);
      },
      ["room.unseen", ...drawnOtherwise],
    ],
    [
      "a room beside the beacon",
      (p) => {
        p.transcript.room = "0".repeat(64);
      },
      drawnOtherwise,
    ],
    [
      "no public number at all",
      (p) => {
        p.transcript.beacon = null;
      },
      ["entropy.seed-only", ...drawnOtherwise],
    ],
  ];
  it.each(cases)("shows %s", (_, change, codes) => {
    expect(failures(tampered(change))).toEqual(codes);
  });

  it.each([
    ["nothing", undefined, "—"],
    ["a text", "proof", "—"],
    ["another version", { ...exampleProof(), bundle: "sadari-draw/2" }, "bundle"],
    [
      "a key too many in the transcript",
      { ...exampleProof(), transcript: { ...exampleProof().transcript, note: 1 } },
      "transcript",
    ],
    [
      "another algorithm",
      tampered((p) => {
        Object.assign(p.transcript, { algo: "md5" });
      }),
      "transcript.algo",
    ],
    [
      "nobody in it",
      tampered((p) => {
        p.transcript.n = 0;
      }),
      "transcript.n",
    ],
    [
      "more people than can be",
      tampered((p) => {
        p.transcript.n = 1e9;
      }),
      "transcript.n",
    ],
    [
      "half a character for a name",
      tampered((p) => {
        p.transcript.draw = "\ud83c";
      }),
      "transcript.draw",
    ],
  ])("is no proof with %s", (_, candidate, where) => {
    const { ok, checks, proof } = verifyProof(candidate);
    expect({ ok, proof, codes: checks.map(({ code }) => code) }).toEqual({ ok: false, codes: ["shape.invalid"] });
    expect(checks[0]?.says.en).toContain(where);
  });

  it("never makes the check itself fall over", () => {
    const proof = exampleProof();
    const keys = fc.constantFrom(...Object.keys(proof));
    fc.assert(
      fc.property(keys, fc.jsonValue(), (key, value) => verifyProof({ ...proof, [key]: value }).checks.length > 0),
      { numRuns: 100 },
    );
  });
});

describe("a receipt", () => {
  const { transcript, entries_text } = exampleProof();
  const entries = readEntries(entries_text);
  const ticket = { entry: (entries.ok && entries.entries[6]?.entry) || "", lane: 6 };
  const shown = {
    draw: transcript.draw,
    commit: transcript.commit,
    prizes: transcript.prizes,
    entries: transcript.entries,
    n: 12,
    round: roundAtOrAfter(timeOfRound(1000)),
    ticket,
  };

  it("of what was shown agrees, whole or in part", () => {
    const verdict = verifyProof(exampleProof(), { receipt: shown });
    expect(verdict.ok).toBe(true);
    expect(verdict.checks.at(-1)).toMatchObject({ code: "receipt.ok", says: { ko: "내가 받은 값과 같아요." } });
    expect(failures(exampleProof(), { commit: transcript.commit })).toEqual([]);
    expect(failures(exampleProof(), {})).toEqual([]);
  });

  it.each([
    ["draw-differs", { draw: "pycon-2019/first" }],
    ["commit-differs", { commit: "0".repeat(64) }],
    ["prizes-differ", { prizes: "0".repeat(64) }],
    ["entries-differ", { entries: "0".repeat(64) }],
    ["count-differs", { n: 11 }],
    ["round-differs", { round: 1001 }],
    ["lane-differs", { ticket: { ...ticket, lane: 5 } }],
  ])("tells of %s", (finding, part) => {
    expect(failures(exampleProof(), { ...shown, ...part })).toEqual([`receipt.${finding}`]);
  });
});

describe("the reasons", () => {
  it("have a sentence in both languages, each its own", () => {
    for (const language of ["ko", "en"] as const) {
      const sentences = Object.values(PROOF_REASONS).map((reason) => reason[language]);
      expect(new Set(sentences).size).toBe(sentences.length);
    }
    for (const { ko, en } of Object.values(PROOF_REASONS)) {
      expect(ko).toMatch(/[가-힣]/);
      expect(en).not.toMatch(/[가-힣]/);
      const parameters = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).toSorted();
      expect(parameters(ko)).toEqual(parameters(en));
    }
  });
});

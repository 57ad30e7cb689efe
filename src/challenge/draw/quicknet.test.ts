import { bls12_381 } from "@noble/curves/bls12-381.js";
import { describe, expect, it } from "vitest";
import { epochMicros, MICROS_PER_SECOND } from "../../kernel/index.ts";
import { sha256Hex } from "./digest.ts";
import {
  beaconAddresses,
  beaconFlaw,
  QUICKNET,
  readBeacon,
  roundAtOrAfter,
  signedByQuicknet,
  timeOfRound,
} from "./quicknet.ts";
import { bytes, vectors } from "./vectors.fixture.ts";

const drand = vectors.drand_quicknet;
const { why: _, valid: __, ...genuine } = drand.beacons[0] ?? expect.fail("no beacon in the vectors");
const at = (unix: number) => epochMicros(unix * MICROS_PER_SECOND);

describe("the rounds", () => {
  it("are those of the pinned chain", () => {
    expect(QUICKNET).toMatchObject({ chain: drand.chain_hash, publicKey: drand.public_key });
    expect(QUICKNET.period).toBe(drand.period * MICROS_PER_SECOND);
    expect(beaconAddresses(7)[0]).toBe(`https://api.drand.sh/${drand.chain_hash}/public/7`);
  });

  it.each(drand.round_time)("number $round comes at $unix", ({ round, unix }) => {
    expect(timeOfRound(round)).toBe(at(unix));
  });

  it.each(drand.first_round_at_or_after)("the first at or after $unix is $round", ({ round, unix }) => {
    expect(roundAtOrAfter(at(unix))).toBe(round);
  });

  it("begin anew one microsecond late", () => {
    expect(roundAtOrAfter(epochMicros(timeOfRound(1000) + 1))).toBe(1001);
    expect(roundAtOrAfter(epochMicros(timeOfRound(1000) - 1))).toBe(1000);
    expect(roundAtOrAfter(epochMicros(0))).toBe(1);
  });
});

describe("a beacon", () => {
  it.each(drand.beacons)("of round $round is genuine: $valid", ({ valid, why, ...beacon }) => {
    const flaw = {
      "signature of another round": "wrong-signature",
      "randomness is not sha256(signature)": "wrong-randomness",
    };
    const expected = valid ? undefined : new Map(Object.entries(flaw)).get(why ?? "");
    expect(beaconFlaw(beacon, beacon.round)).toBe(expected);
  });

  it("of another round than the agreed one is refused, however genuine", () => {
    expect(beaconFlaw(genuine, 1001)).toBe("wrong-round");
  });

  it.each([
    ["one bit of it flipped", (good: string) => good.replace(/.$/, (last) => (last === "0" ? "1" : "0"))],
    ["the other half of the curve", (good: string) => `9${good.slice(1)}`],
    ["the point at infinity", () => `c0${"0".repeat(94)}`],
    ["zeros", () => "0".repeat(96)],
    ["the generator", () => bls12_381.G1.Point.BASE.toHex()],
    ["ones", () => "f".repeat(96)],
  ])("signed with %s is refused, and never throws", (_what, change) => {
    const signature = change(genuine.signature);
    expect(signature).not.toBe(genuine.signature);
    expect(beaconFlaw({ round: 1000, signature, randomness: sha256Hex(bytes(signature)) }, 1000)).toBe(
      "wrong-signature",
    );
  });

  it("has one signature only: adding a point outside the group does not make another", () => {
    const { Point } = bls12_381.G1;
    // A point of the curve that is not in the group, times the group's order: what is left is of the cofactor only.
    const outside = firstOutsideTheGroup();
    const stray = outside.multiplyUnsafe(Point.Fn.ORDER - 1n).add(outside);
    const forged = compressed(Point.fromBytes(bytes(genuine.signature)).add(stray).toAffine());
    expect(stray.is0()).toBe(false);
    expect(compressed(Point.fromBytes(bytes(genuine.signature)).toAffine())).toBe(genuine.signature);
    expect(signedByQuicknet(bytes(forged), 1000)).toBe(false);
  });

  it("that is too short or has no round is malformed", () => {
    expect(beaconFlaw({ ...genuine, signature: genuine.signature.slice(2) }, 1000)).toBe("malformed");
    expect(beaconFlaw({ ...genuine, signature: `zz${genuine.signature.slice(2)}` }, 1000)).toBe("malformed");
    for (const round of [0, -1, 1.5, Number.NaN]) expect(beaconFlaw({ ...genuine, round }, round)).toBe("malformed");
  });

  it("is read as drand answers it, from any phone", () => {
    expect(readBeacon(` ${JSON.stringify({ ...genuine, previous_signature: "" })}\n`)).toEqual(genuine);
    expect(readBeacon(JSON.stringify({ round: 1000, signature: genuine.signature.toUpperCase() }))).toEqual(genuine);
  });

  it.each([
    "",
    "<html>502</html>",
    "[]",
    "null",
    "1000",
    "{}",
    '{"round":"1000"}',
    '{"round":1,"signature":"00"}',
    "[".repeat(5000),
  ])("is not read from %j", (text) => {
    expect(() => readBeacon(text)).toThrow(expect.objectContaining({ code: "draw.beacon-refused" }));
  });
});

/** A point as 48 bytes in hex: noble writes none that is outside the group. */
function compressed({ x, y }: { readonly x: bigint; readonly y: bigint }): string {
  const { Fp } = bls12_381.G1.Point;
  const larger = y * 2n > Fp.ORDER ? 0x20n : 0n;
  return (x | ((0x80n | larger) << 376n)).toString(16).padStart(96, "0");
}

function firstOutsideTheGroup(): InstanceType<typeof bls12_381.G1.Point> {
  const { Point } = bls12_381.G1;
  for (let x = 1n; ; x++) {
    const y2 = Point.Fp.add(Point.Fp.pow(x, 3n), 4n);
    try {
      const point = Point.fromAffine({ x, y: Point.Fp.sqrt(y2) });
      if (!point.isTorsionFree()) return point;
    } catch {
      // No point of the curve has this x.
    }
  }
}

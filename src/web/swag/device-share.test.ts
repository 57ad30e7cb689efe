import { describe, expect, it } from "vitest";
import type { SwagShare } from "../../contract/index.ts";
import { MemoryStore } from "../survey/storage.ts";
import { beginDevice, leftOf, noteTold, readDevice, rollHere, waitingOf, writeDevice } from "./device-share.ts";

const SHARE: SwagShare = {
  raffle: "pycon/swag-2026-11-23+tablet-ab12",
  device: "tablet-ab12",
  commit: "",
  daySeed: "07".repeat(32),
  blank: { num: 0, den: 100 },
  items: [
    { id: "shirt", name: { ko: "티셔츠", en: "Shirt" }, remaining: 2, picture: "" },
    { id: "socks", name: { ko: "양말", en: "Socks" }, remaining: 8, picture: "" },
  ],
  lastSeq: 0,
};
const nonce = (n: number): string => n.toString(16).padStart(32, "0");
const begun = (share: Partial<SwagShare> = {}): MemoryStore => {
  const store = new MemoryStore();
  writeDevice("pycon", beginDevice("2026-11-23", { ...SHARE, ...share }), store);
  return store;
};
const roll = (store: MemoryStore, n: number, ticket = "") =>
  rollHere("pycon", { ticket, nonce: nonce(n), at: n }, store);

describe("a device with a share", () => {
  it("gives out what it holds and not one thing more, over reloads", () => {
    const store = begun();
    const kinds = Array.from({ length: 14 }, (_, n) => roll(store, n).kind);
    expect(kinds).toEqual([...Array(10).fill("rolled"), ...Array(4).fill("empty")]);
    const state = readDevice("pycon", store) ?? expect.fail("nothing kept");
    expect(leftOf(state).map(({ remaining }) => remaining)).toEqual([0, 0]);
    expect(state.rolls.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(state.rolls.filter(({ result }) => result === "shirt")).toHaveLength(2);
  });

  it("goes on where the server stands, and draws once for a ticket", () => {
    const store = begun({ lastSeq: 4 });
    expect(roll(store, 1, "SWAG0001")).toMatchObject({ kind: "rolled", roll: { seq: 5, pid: "SWAG0001" } });
    expect(roll(store, 2, "SWAG0001").kind).toBe("drawn");
    expect(roll(store, 3)).toMatchObject({ roll: { seq: 6, pid: "guest-6" } });
  });

  it("shows nothing that it could not keep", () => {
    const store = begun();
    store.setItem = () => {
      throw new Error("full");
    };
    expect(roll(store, 1).kind).toBe("full");
    expect(readDevice("pycon", store)?.rolls).toEqual([]);
  });

  it("remembers what was sent, and keeps what came meanwhile for the next time", () => {
    const store = begun();
    for (let n = 0; n < 3; n++) roll(store, n);
    const after = noteTold("pycon", { lastSeq: 2, twice: ["SWAG0001"], unknown: [] }, store);
    expect(after && waitingOf(after).map(({ seq }) => seq)).toEqual([3]);
    const late = noteTold("pycon", { lastSeq: 1, twice: ["SWAG0001"], unknown: ["SWAG0009"] }, store);
    expect(late).toMatchObject({ told: 2, twice: ["SWAG0001"], unknown: ["SWAG0009"] });
  });
});

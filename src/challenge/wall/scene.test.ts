import { describe, expect, it } from "vitest";
import { type Stage, sceneAt } from "./scene.ts";

const MINUTE = 60_000_000;
/** A whole number of rotations of three scenes of 20 s. */
const NOON = 60_000_000 * 29_900_000;
const STAGE: Stage = {
  state: "open",
  stateChangedAt: NOON - 300 * MINUTE,
  closesAt: NOON + 240 * MINUTE,
  scenes: ["collecting", "how-to", "prizes"],
  secondsAScene: 20,
  hasPrizes: true,
  hasSwag: true,
  chosen: "",
  paused: false,
  steeredAt: 0,
};
const SECOND = 1_000_000;

describe("the scene of a wall", () => {
  it.each<[string, Partial<Stage>, number, string]>([
    ["announced: how to join", { state: "announced" }, 0, "how-to"],
    ["a draft as announced", { state: "draft" }, 0, "how-to"],
    ["open: the first of the rotation", {}, 0, "collecting"],
    ["… to the end of its time", {}, 20 * SECOND - 1, "collecting"],
    ["… then the second", {}, 20 * SECOND, "how-to"],
    ["… the third", {}, 40 * SECOND, "prizes"],
    ["… and the first again", {}, 60 * SECOND, "collecting"],
    ["no prizes, no scene for them", { hasPrizes: false }, 20 * SECOND, "how-to"],
    ["nothing to rotate: collecting", { scenes: [] }, 20 * SECOND, "collecting"],
    ["a rotation of scenes that come by themselves: collecting", { scenes: ["thanks", "last-call"] }, 0, "collecting"],
    ["30 minutes before the end: the last call", { closesAt: NOON + 30 * MINUTE }, 0, "last-call"],
    ["… for a minute", { closesAt: NOON + 30 * MINUTE }, MINUTE - 1, "last-call"],
    ["… then among the others", { closesAt: NOON + 29 * MINUTE }, 0, "collecting"],
    ["… once a round", { closesAt: NOON + 29 * MINUTE }, 60 * SECOND, "last-call"],
    ["31 minutes before: not yet", { closesAt: NOON + 31 * MINUTE }, 0, "collecting"],
    ["10 minutes before", { closesAt: NOON + 10 * MINUTE }, 0, "last-call"],
    ["in the last ten every other time", { closesAt: NOON + 8 * MINUTE }, 20 * SECOND, "last-call"],
    ["… not every time", { closesAt: NOON + 8 * MINUTE }, 40 * SECOND, "how-to"],
    ["the last minute belongs to it", { closesAt: NOON + MINUTE }, 0, "last-call"],
    ["… and what comes after, until the doors close", { closesAt: NOON - 1 }, 0, "last-call"],
    ["an end without a time calls nobody", { closesAt: undefined }, 0, "collecting"],
    ...(["closed", "review", "frozen", "drawn", "handing-over", "kept", "purged"] as const).map(
      (state): [string, Partial<Stage>, number, string] => [`${state}: thanks`, { state }, 0, "thanks"],
    ),
    ["staff chose one: it stays", { chosen: "prizes", steeredAt: NOON }, 500 * SECOND, "prizes"],
    ["… over the last call", { chosen: "prizes", steeredAt: NOON, closesAt: NOON + MINUTE }, 0, "prizes"],
    [
      "… until the next step",
      { chosen: "how-to", steeredAt: NOON - 2, state: "closed", stateChangedAt: NOON },
      0,
      "thanks",
    ],
    ["paused: what it showed then", { paused: true, steeredAt: NOON + 25 * SECOND }, 500 * SECOND, "how-to"],
    ["paused on a chosen one", { paused: true, chosen: "thanks", steeredAt: NOON }, 500 * SECOND, "thanks"],
    [
      "paused, then closed: thanks, and still",
      { paused: true, state: "closed", stateChangedAt: NOON, steeredAt: 5 },
      9,
      "thanks",
    ],
  ])("%s", (_title, change, after, expected) => {
    expect(sceneAt({ ...STAGE, ...change }, NOON + after).scene).toBe(expected);
  });

  it("says when it goes on, and that it does not", () => {
    expect(sceneAt(STAGE, NOON + 5 * SECOND).nextAt).toBe(NOON + 20 * SECOND);
    expect(sceneAt({ ...STAGE, paused: true }, NOON).nextAt).toBeUndefined();
    expect(sceneAt({ ...STAGE, scenes: ["how-to"] }, NOON).nextAt).toBeUndefined();
    expect(sceneAt({ ...STAGE, closesAt: NOON + 30 * MINUTE }, NOON).nextAt).toBe(NOON + MINUTE);
  });
});

import { describe, expect, it } from "vitest";
import type { LiveApp, LiveMessage, RejectionEntry } from "../../contract/index.ts";
import { appKey, applyLiveMessage, EMPTY_LIVE_STATE, type LiveState, loseConnection } from "./live-state.ts";

const NOW = 1_700_000_000_000;
const serverTime = NOW * 1_000;

function app(name: string, more: Partial<LiveApp> = {}): LiveApp {
  return {
    name,
    environment: "",
    agent: "nodejs",
    language: "javascript",
    framework: "express",
    firstSeen: serverTime,
    lastSeen: serverTime,
    hasData: true,
    ordinal: 1,
    transactions: 0,
    throughputPerMinute: 0,
    latencyUs: null,
    failedRate: null,
    ...more,
  };
}

function refusal(more: Partial<RejectionEntry> = {}): RejectionEntry {
  return {
    at: serverTime,
    reason: "key-missing",
    status: 401,
    address: "10.0.0.1",
    agent: "curl",
    service: "",
    detail: "",
    count: 1,
    params: {},
    ...more,
  };
}

const applied = (...messages: LiveMessage[]): LiveState =>
  messages.reduce((state, message) => applyLiveMessage(state, message, NOW), EMPTY_LIVE_STATE);

const snapshot = (apps: LiveApp[], rejections: RejectionEntry[] = []): LiveMessage => ({
  type: "snapshot",
  serverTime,
  space: "default",
  apps,
  rejections,
});

const tick = (name: string, requests: number, at = serverTime): LiveMessage => ({
  type: "tick",
  serverTime: at,
  apps: [
    {
      name,
      environment: "",
      lastSeen: at,
      requests,
      transactions: 9,
      throughputPerMinute: 4,
      latencyUs: 12,
      failedRate: 0,
    },
  ],
});

describe("the live state", () => {
  it("is what the snapshot says", () => {
    const state = applied(snapshot([app("a"), app("b", { ordinal: 2 })]));
    expect([...state.apps.values()].map(({ name }) => name)).toEqual(["a", "b"]);
    expect(state.connection.kind).toBe("open");
  });

  it("tells one name in two environments apart", () => {
    expect(applied(snapshot([app("a"), app("a", { environment: "dev" })])).apps.size).toBe(2);
  });

  it("takes figures and beats from ticks, and keeps the newest twenty beats", () => {
    const ticks = Array.from({ length: 30 }, (_, second) => tick("a", second + 1, serverTime + second));
    const state = applied(snapshot([app("a")]), ...ticks, tick("a", 0, serverTime + 40));
    const found = state.apps.get(appKey("a", ""));
    expect(found).toMatchObject({ throughputPerMinute: 4, latencyUs: 12, lastSeen: serverTime + 40 });
    expect(found?.beats).toHaveLength(20);
    expect(found?.beats.at(-1)).toEqual({ at: serverTime + 29, requests: 30 });
  });

  it("ignores figures of an app it was not told about", () => {
    expect(applied(snapshot([]), tick("stranger", 1)).apps.size).toBe(0);
  });

  it("marks what arrived while it watched, and keeps the mark over a new snapshot", () => {
    const arrival: LiveMessage = { type: "arrival", serverTime, app: app("new"), isNew: true };
    const state = applied(snapshot([app("old")]), arrival, snapshot([app("old"), app("new")]));
    expect([...state.apps.values()].map(({ arrivedAt }) => arrivedAt)).toEqual([null, NOW]);
  });

  it("moves a connected agent's card to the environment its first event names", () => {
    const connected: LiveMessage = { type: "arrival", serverTime, app: app("a", { hasData: false }), isNew: true };
    const stored: LiveMessage = { type: "arrival", serverTime, app: app("a", { environment: "dev" }), isNew: true };
    const state = applied(snapshot([]), connected, stored);
    expect([...state.apps.values()].map(({ environment, hasData }) => [environment, hasData])).toEqual([["dev", true]]);
  });

  it("counts a repeated refusal instead of repeating it", () => {
    const rejection = (entry: RejectionEntry): LiveMessage => ({ type: "rejection", serverTime, rejection: entry });
    const state = applied(
      snapshot([], [refusal()]),
      rejection(refusal({ reason: "key-unknown" })),
      rejection(refusal({ count: 2, at: serverTime + 5 })),
    );
    expect(state.rejections.map(({ reason, count }) => [reason, count])).toEqual([
      ["key-missing", 2],
      ["key-unknown", 1],
    ]);
  });

  it("forgets apps that were taken down, in every environment, and what was refused of them", () => {
    const state = applied(
      snapshot([app("a"), app("a", { environment: "dev" }), app("b")], [refusal({ service: "a" }), refusal()]),
      { type: "departure", serverTime, names: ["a", "never-there"] },
    );
    expect([...state.apps.values()].map(({ name }) => name)).toEqual(["b"]);
    expect(state.rejections.map(({ service }) => service)).toEqual([""]);
  });

  it("keeps at most 200 refusals", () => {
    const many = Array.from({ length: 300 }, (_, index) => refusal({ at: serverTime + index }));
    expect(applied(snapshot([], many)).rejections).toHaveLength(200);
  });

  it("says since when it is cut off and keeps what it knew", () => {
    const state = loseConnection(loseConnection(applied(snapshot([app("a")])), NOW + 1), NOW + 9_000);
    expect(state.connection).toEqual({ kind: "lost", since: NOW });
    expect(state.apps.size).toBe(1);
  });

  it("measures the server's clock and is not moved by network delay", () => {
    const ahead = applyLiveMessage(EMPTY_LIVE_STATE, { ...snapshot([]), serverTime: serverTime + 60_000_000 }, NOW);
    expect(ahead.clockOffsetMs).toBe(60_000);
    expect(applyLiveMessage(ahead, tick("a", 0, serverTime + 60_000_000), NOW + 300).clockOffsetMs).toBe(60_000);
  });
});

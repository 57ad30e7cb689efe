import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LiveFeed } from "./live-feed.ts";

/** A line that says what the test says, and dies without a word. */
class Line extends EventTarget {
  static lines: Line[] = [];
  readonly CLOSED = 2;
  readyState = 1;
  constructor() {
    super();
    Line.lines.push(this);
  }
  close(): void {
    this.readyState = this.CLOSED;
  }
  say(serverTime: number): void {
    const data = JSON.stringify({ type: "tick", serverTime, apps: [] });
    this.dispatchEvent(new MessageEvent("tick", { data }));
  }
}

beforeEach(() => {
  Line.lines = [];
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Line);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("says so when a line fell silent without an end, since when, and that it is back", () => {
  const feed = new LiveFeed("/api/live", () => {});
  feed.open();
  const heardAt = Date.now();
  Line.lines[0]?.say(heardAt * 1_000);
  expect(feed.state.connection.kind).toBe("open");
  vi.advanceTimersByTime(59_000);
  expect(feed.state.connection.kind).toBe("open");
  vi.advanceTimersByTime(2_000);
  expect(feed.state.connection).toEqual({ kind: "lost", since: heardAt });
  expect(Line.lines).toHaveLength(2);
  Line.lines[1]?.say(Date.now() * 1_000);
  expect(feed.state.connection.kind).toBe("open");
  feed.close();
  expect(vi.getTimerCount()).toBe(0);
});

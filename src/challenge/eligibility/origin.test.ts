import { describe, expect, it } from "vitest";
import { isByHand } from "./origin.ts";

const real = {
  service: "shop",
  agent: "nodejs",
  requests: 9,
  distinctIds: 9,
  distinctDurations: 9,
  withRuntime: 9,
  names: ["GET /"],
};

describe("data made by hand", () => {
  it.each([
    ["of an agent nobody made", { agent: "curl" }],
    ["of no agent", { agent: "" }],
    ["one request again and again", { distinctIds: 1 }],
    ["nothing behind it, all just as long", { withRuntime: 0, distinctDurations: 1 }],
  ])("is told: %s", (_, signs) => expect(isByHand({ ...real, ...signs })).toBe(true));

  it.each([
    ["an agent", {}],
    ["a browser, which has no runtime", { agent: "rum-js", withRuntime: 0 }],
    ["a quick endpoint that always takes as long", { distinctDurations: 1 }],
    ["the first two requests", { requests: 2, distinctIds: 1, distinctDurations: 1, withRuntime: 0 }],
    ["OpenTelemetry", { agent: "opentelemetry/nodejs" }],
    ["EDOT", { agent: "opentelemetry/java/elastic" }],
    ["OTLP", { agent: "otlp" }],
    ["Java", { agent: "java" }],
  ])("is not %s", (_, signs) => expect(isByHand({ ...real, ...signs })).toBe(false));
});

import { describe, expect, it, test } from "vitest";
import { decodeLine } from "./decoder-fixture.ts";
import { span, transaction } from "./door-fixture.ts";

describe("OpenTelemetry bridge (6.5, 6.6)", () => {
  it("maps a server's attributes and keeps the rest as labels", () => {
    const otel = {
      span_kind: "SERVER",
      attributes: {
        "http.request.method": "GET",
        "http.response.status_code": 503,
        "url.path": "/a",
        "server.address": "h",
        "app.user": "kim",
        n: 1,
        l: ["a", "b", 1],
      },
    };
    expect(decodeLine(transaction({ type: "unknown", otel, context: { tags: { own: "1" } } }))).toMatchObject([
      {
        type: "request",
        otelKind: "SERVER",
        outcome: "failure",
        result: "HTTP 5xx",
        http: { method: "GET", statusCode: 503 },
        url: { path: "/a", domain: "h" },
        labels: {
          strings: [
            ["own", "1"],
            ["app_user", "kim"],
            ["l", "a, b"],
          ],
          numbers: [["n", 1]],
        },
      },
    ]);
  });

  test.each([
    [
      { "db.system": "postgresql", "db.name": "shop", "db.statement": "SELECT" },
      {
        type: "db",
        subtype: "postgresql",
        serviceTarget: { type: "postgresql", name: "shop" },
        db: { statement: "SELECT" },
        otelKind: "CLIENT",
      },
    ],
    [
      { "messaging.system": "kafka", "messaging.destination.name": "t" },
      { type: "messaging", subtype: "kafka", message: { queueName: "t" }, serviceTarget: { type: "kafka", name: "t" } },
    ],
    [
      { "rpc.system": "grpc", "rpc.service": "S" },
      { type: "external", subtype: "grpc", serviceTarget: { type: "grpc", name: "S" } },
    ],
    [
      { "http.method": "GET", "http.url": "https://x.example/a", "http.status_code": 404 },
      {
        type: "external",
        subtype: "http",
        outcome: "failure",
        destination: { address: "x.example", port: 443 },
        url: { original: "https://x.example/a" },
      },
    ],
    [
      { "peer.service": "billing" },
      { destination: { serviceResource: "billing" }, serviceTarget: { name: "billing" } },
    ],
    [{ other: "x" }, { type: "custom", otelKind: "INTERNAL", labels: { strings: [["other", "x"]] } }],
  ])("%j", (attributes, fields) => {
    expect(decodeLine(span({ type: "custom", otel: { attributes } }))).toMatchObject([fields]);
  });
});

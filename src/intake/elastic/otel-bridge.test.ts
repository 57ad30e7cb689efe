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
      { "url.path": "/a", "server.address": "h", "server.port": 8080 },
      { type: "request", url: { full: "http://h:8080/a", domain: "h", port: 8080 } },
    ],
    [
      { "http.target": "/a?b", "http.host": "h.example:8443", "http.scheme": "https" },
      { url: { full: "https://h.example:8443/a?b", domain: "h.example", port: 8443 } },
    ],
    [{ "http.status_code": 404 }, { type: "request", otelKind: "SERVER", result: "HTTP 4xx" }],
    [{ "messaging.operation": "process" }, { type: "messaging", otelKind: "CONSUMER" }],
    [
      { "http.path": "/a", "net.peer.ip": "10.0.0.1", "net.peer.port": 99, "session.id": "s1" },
      { type: "request", source: { ip: "10.0.0.1", port: 99 }, client: { ip: "10.0.0.1" }, session: { id: "s1" } },
    ],
  ])("of a server: %j", (attributes, fields) => {
    expect(decodeLine(transaction({ type: "unknown", otel: { attributes } }))).toMatchObject([fields]);
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
      { "http.method": "GET", "http.scheme": "https", "http.host": "h:8443", "http.target": "/x?y" },
      {
        url: { original: "https://h:8443/x?y" },
        destination: {
          address: "h",
          port: 8443,
          serviceResource: "h:8443",
          serviceName: "https://h:8443",
          serviceType: "external",
        },
        serviceTarget: { type: "http", name: "h:8443" },
        labels: undefined,
      },
    ],
    [
      { "http.request.method": "GET", "url.full": "https://h.example/a", "peer.service": "shop" },
      {
        destination: { serviceResource: "shop", serviceName: "shop" },
        serviceTarget: { type: "http", name: "h.example:443" },
      },
    ],
    [
      { "http.url": "http://[::1]/a" },
      { destination: { address: "::1", port: 80, serviceResource: "[::1]:80", serviceName: "http://[::1]" } },
    ],
    [
      { "http.target": "/a", "net.peer.name": "n", "net.peer.port": 81 },
      { url: { original: "http://n:81/a" }, destination: { address: "n", port: 81, serviceResource: "n:81" } },
    ],
    [
      { "url.path": "/a", "url.query": "b=1" },
      { url: { original: "/a?b=1" }, destination: undefined },
    ],
    [{ "http.status_code": 200 }, { type: "external", subtype: "http", outcome: "success" }],
    [
      { "db.system": "postgresql", "db.name": "shop", "net.peer.name": "pg", "db.user": "kim" },
      {
        db: { user: "kim" },
        destination: { address: "pg", serviceResource: "postgresql", serviceName: "postgresql", serviceType: "db" },
      },
    ],
    [
      { "sql.query": "SELECT 1" },
      { type: "db", db: { statement: "SELECT 1" }, serviceTarget: { type: "db" }, destination: undefined },
    ],
    [
      { "messaging.system": "kafka", "message_bus.destination": "q", "messaging.temp_destination": true },
      {
        type: "messaging",
        message: { queueName: "q" },
        destination: { serviceResource: "kafka/q", serviceName: "kafka" },
        serviceTarget: { type: "kafka", name: undefined },
      },
    ],
    [
      {
        "messaging.operation": "receive",
        "peer.service": "svc",
        "peer.address": "127.0.0.1",
        "messaging.destination": "t",
      },
      { action: "receive", destination: { address: "127.0.0.1", serviceResource: "127.0.0.1/t", serviceName: "svc" } },
    ],
    [
      { "rpc.grpc.status_code": 5, "net.peer.ip": "::1", "net.peer.port": 50051 },
      { subtype: "grpc", destination: { address: "::1", serviceResource: "[::1]:50051" } },
    ],
    [
      { "gen_ai.system": "openai" },
      { type: "genai", subtype: "openai", serviceTarget: { type: "genai" }, labels: undefined },
    ],
    [
      { "peer.address": "10.0.0.1:99" },
      { type: "custom", destination: { address: undefined, serviceResource: "10.0.0.1:99", serviceType: "custom" } },
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

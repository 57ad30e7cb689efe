import { describe, expect, it, test } from "vitest";
import {
  forwardedAddress,
  groupingKey,
  hostNames,
  outcomeOfClient,
  outcomeOfServer,
  parseAddress,
  Recent,
  representativeCount,
  serviceNodeName,
  serviceTarget,
  spanType,
  urlParts,
  userAgent,
} from "./index.ts";

describe("outcome (3.1) and weight (3.3)", () => {
  test.each([
    [undefined, "unknown", "unknown"],
    [200, "success", "success"],
    [399, "success", "success"],
    [400, "success", "failure"],
    [499, "success", "failure"],
    [500, "failure", "failure"],
  ] as const)("status %s: server %s, client %s", (status, server, client) => {
    expect(outcomeOfServer(status)).toBe(server);
    expect(outcomeOfClient(status)).toBe(client);
  });

  test.each([
    [undefined, 1],
    [1, 1],
    [0.25, 4],
    [0, 0],
    [-1, 0],
  ])("sample rate %s stands for %s", (rate, count) => expect(representativeCount(rate)).toBe(count));
});

describe("span type (3.2)", () => {
  test.each([
    ["db.postgresql.query.custom", undefined, undefined, "db", "postgresql", "query.custom"],
    ["db.postgresql", undefined, undefined, "db", "postgresql", undefined],
    ["db.postgresql.query", "mysql", undefined, "db.postgresql.query", "mysql", undefined],
    ["db.postgresql.query", undefined, "exec", "db.postgresql.query", undefined, "exec"],
    ["external", undefined, undefined, "external", undefined, undefined],
    ["", undefined, undefined, "unknown", undefined, undefined],
  ])("%s %s %s", (sent, sub, act, type, subtype, action) => {
    expect(spanType(sent, sub, act)).toEqual({ type, subtype, action });
  });
});

describe("service target (3.7)", () => {
  test.each([
    [undefined, undefined, "postgresql/orders", { type: "postgresql", name: "orders" }],
    [undefined, undefined, "redis", { type: "redis", name: undefined }],
    [undefined, "given", "redis", { type: "redis", name: undefined }],
    [undefined, undefined, "example.com:80", { type: "", name: "example.com:80" }],
    ["mysql", "db", "redis", { type: "mysql", name: "db" }],
    ["mysql", undefined, undefined, { type: "mysql", name: undefined }],
    [undefined, "only", undefined, { type: "", name: "only" }],
    [undefined, undefined, undefined, undefined],
  ])("type %s name %s resource %s", (type, name, resource, target) => {
    expect(serviceTarget(type, name, resource)).toEqual(target);
  });
});

describe("host names (3.6)", () => {
  const sent = { configured: undefined, detected: "pod-1", legacy: undefined };
  test.each([
    ["detected", sent, undefined, "pod-1", "pod-1"],
    ["configured", { ...sent, configured: "web" }, undefined, "web", "pod-1"],
    ["legacy alone", { ...sent, detected: undefined, legacy: "old" }, undefined, "old", "old"],
    ["legacy beside a newer one", { ...sent, legacy: "old" }, undefined, "pod-1", "pod-1"],
    ["the node in Kubernetes", sent, { nodeName: "node-7" }, "node-7", "node-7"],
    ["a pod without a node", sent, { podName: "p" }, undefined, undefined],
  ])("%s", (_what, names, kubernetes, name, hostname) => {
    expect(hostNames(names, kubernetes)).toEqual({ name, hostname });
  });

  it("names the service node", () => {
    expect(serviceNodeName("n", "c", "h")).toBe("n");
    expect(serviceNodeName(undefined, "c", "h")).toBe("c");
    expect(serviceNodeName("", undefined, "h")).toBe("h");
    expect(serviceNodeName(undefined, undefined, undefined)).toBeUndefined();
  });
});

describe("client address (1.5)", () => {
  test.each([
    ["192.0.2.1", { ip: "192.0.2.1" }],
    ["192.0.2.1:8080", { ip: "192.0.2.1", port: 8080 }],
    ["2001:db8::1", { ip: "2001:db8::1" }],
    ["[2001:db8::1]:443", { ip: "2001:db8::1", port: 443 }],
    ["::ffff:127.0.0.1", { ip: "127.0.0.1" }],
    ["192.0.2.1:99999", undefined],
    ["host.example", undefined],
    ["", undefined],
    ["1".repeat(200), undefined],
  ])("%s", (text, address) => expect(parseAddress(text)).toEqual(address));

  const find = (headers: Record<string, string>) => forwardedAddress((name) => headers[name])?.ip;
  it("prefers Forwarded, then X-Real-IP, then X-Forwarded-For, and passes over host names", () => {
    const all = {
      forwarded: 'by=1;For="[2001:db8::9]:80", for=1.1.1.1',
      "x-real-ip": "2.2.2.2",
      "x-forwarded-for": "3.3.3.3",
    };
    expect(find(all)).toBe("2001:db8::9");
    expect(find({ ...all, forwarded: "for=unknown" })).toBe("2.2.2.2");
    expect(find({ "x-real-ip": "proxy.local", "x-forwarded-for": " 3.3.3.3 , 4.4.4.4" })).toBe("3.3.3.3");
    expect(find({})).toBeUndefined();
  });
});

describe("URL parts (3.5)", () => {
  it("takes a URL apart", () => {
    expect(urlParts("HTTPS://user@example.com:8443/a%20b/?q=%20#top")).toEqual({
      original: "HTTPS://user@example.com:8443/a%20b/?q=%20#top",
      full: "https://user@example.com:8443/a%20b/?q=%20#top",
      scheme: "https",
      domain: "example.com",
      port: 8443,
      path: "/a b/",
      query: "q=%20",
      fragment: "top",
    });
  });
  it("fills scheme and host from the defaults", () => {
    expect(urlParts("/a?b", "https", "example.com")).toMatchObject({
      full: "https://example.com/a?b",
      domain: "example.com",
      path: "/a",
    });
  });
  it("takes the port of a default host", () => {
    expect(urlParts("/a", "https", "example.com:8443")).toMatchObject({
      full: "https://example.com:8443/a",
      domain: "example.com",
      port: 8443,
    });
    expect(urlParts("http://h/a", "https", "example.com:8443")).toMatchObject({ domain: "h", port: undefined });
  });
  it("keeps an empty authority", () => expect(urlParts("file:///C:/x.html").full).toBe("file:///C:/x.html"));
  it("drops the brackets of an address", () => expect(urlParts("http://[::1]:80/").domain).toBe("::1"));
  test.each(["http://%zz", "http://a b:x/", "a\u0001b", "1:2", "http://x/%ff"])("keeps %j as it is", (text) => {
    expect(Object.entries(urlParts(text)).filter(([, value]) => value !== undefined)).toEqual([["original", text]]);
  });
  it("cuts to 1024 code points without halving one", () => {
    const { original } = urlParts(`/${"😀".repeat(2_000)}`);
    expect([...(original ?? "")]).toHaveLength(1024);
    expect(original?.isWellFormed()).toBe(true);
  });
});

describe("grouping key (3.8)", () => {
  it("of nothing is the hash of nothing", () => expect(groupingKey(undefined, undefined)).toBe("ef46db3751d8e999"));
  it("does not depend on messages and lines when there are types and frames", () => {
    const frame = { filename: "a.js", function: "run", lineno: 1 };
    const one = groupingKey([{ type: "Error", message: "a 1", stacktrace: [frame] }], undefined);
    expect(groupingKey([{ type: "Error", message: "b 2", stacktrace: [{ ...frame, lineno: 2 }] }], undefined)).toBe(
      one,
    );
    expect(groupingKey([{ type: "TypeError", message: "a 1", stacktrace: [frame] }], undefined)).not.toBe(one);
  });
  it("prefers module over filename over classname and skips excluded frames", () => {
    const key = (frame: object) => groupingKey([{ stacktrace: [frame] }], undefined);
    expect(key({ module: "m", filename: "f" })).toBe(key({ module: "m" }));
    expect(key({ filename: "f", classname: "c" })).toBe(key({ filename: "f" }));
    expect(key({ filename: "f", excludeFromGrouping: true })).toBe("ef46db3751d8e999");
  });
  it("falls back to the log's frames, then to messages, then to the log's message", () => {
    const log = { message: "hello 7", stacktrace: [{ filename: "a.js" }] };
    expect(groupingKey(undefined, log)).toBe(groupingKey([{ stacktrace: [{ filename: "a.js" }] }], undefined));
    expect(groupingKey([{ message: "hello 7" }], undefined)).toBe(groupingKey(undefined, { message: "hello 7" }));
    expect(groupingKey(undefined, { message: "x", paramMessage: "hello 7" })).toBe(
      groupingKey(undefined, { message: "hello 7" }),
    );
  });
});

describe("user agent (3.11)", () => {
  it("reads a browser", () => {
    const header =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";
    expect(userAgent(header)).toMatchObject({
      original: header,
      name: "Chrome",
      version: "120.0.0.0",
      osName: "Windows",
    });
    expect(userAgent(header)).toBe(userAgent(header));
  });
  it("reads the product of a library", () => {
    expect(userAgent("python-requests/2.31.0")).toMatchObject({ name: "python-requests", version: "2.31.0" });
  });
  it("stays quick and keeps the text on hostile headers", () => {
    const header = `Mozilla/5.0 (${"(;".repeat(50_000)}`;
    const start = performance.now();
    expect(userAgent(header).original).toBe(header);
    expect(performance.now() - start).toBeLessThan(200);
  });
});

it("remembers recent keys and forgets old ones", () => {
  let made = 0;
  const recent = new Recent(2, (key) => `${key}${++made}`);
  expect([recent.get("a"), recent.get("a"), recent.get("b"), recent.get("c"), recent.get("a")]).toEqual([
    "a1",
    "a1",
    "b2",
    "c3",
    "a1",
  ]);
  for (const key of "defgh") recent.get(key);
  expect(recent.get("a")).toBe("a9");
});

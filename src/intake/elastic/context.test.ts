import { describe, expect, it } from "vitest";
import { decodeLine } from "./decoder-fixture.ts";
import { metadata, transaction } from "./door-fixture.ts";

describe("contexts (2.2)", () => {
  const context = (fields: object): unknown => {
    const events = decodeLine(transaction({ context: fields }));
    return typeof events === "string" ? events : events[0];
  };

  it("takes request, response and user", () => {
    expect(
      context({
        tags: { "a*b": false, n: 2 },
        custom: { "a.b": { "c.d": 1, none: null }, empty: {}, list: [], kept: [null, 1] },
        user: { id: "u" },
        request: {
          method: "POST",
          http_version: "1.1",
          url: {
            raw: "/a?b",
            full: "http://x/a?b",
            protocol: "http:",
            hostname: "x",
            port: "80",
            pathname: "/a",
            search: "?b",
            hash: "h",
          },
          headers: { "content-type": "text/plain", "x-a": ["1", "2"], "bad name": "kept" },
          cookies: { c: "1" },
          env: { E: 1 },
          body: { a: 1 },
          socket: { remote_address: "10.0.0.1:99", encrypted: true },
        },
        response: {
          status_code: 201,
          finished: true,
          headers_sent: false,
          transfer_size: 1,
          encoded_body_size: 2,
          decoded_body_size: 3,
        },
        message: { queue: { name: "q" }, routing_key: "r", body: "b", age: { ms: 5 }, headers: { k: "v" } },
        page: { url: "http://other/", referer: "http://from/" },
        cloud: { origin: { account: { id: "1" }, provider: "p", region: "r", service: { name: "s" } } },
      }),
    ).toMatchObject({
      labels: { strings: [["a_b", "false"]], numbers: [["n", 2]] },
      custom: { a_b: { "c.d": 1 }, kept: [null, 1] },
      user: { id: "u" },
      url: {
        original: "/a?b",
        full: "http://x/a?b",
        scheme: "http",
        domain: "x",
        port: 80,
        path: "/a",
        query: "?b",
        fragment: "h",
      },
      http: {
        method: "POST",
        version: "1.1",
        requestHeaders: [
          ["Content-Type", ["text/plain"]],
          ["X-A", ["1", "2"]],
          ["bad name", ["kept"]],
        ],
        requestCookies: { c: "1" },
        requestEnv: { E: 1 },
        requestBody: { a: 1 },
        requestReferrer: "http://from/",
        statusCode: 201,
        responseFinished: true,
        responseHeadersSent: false,
        transferSize: 1,
        encodedBodySize: 2,
        decodedBodySize: 3,
      },
      source: { ip: "10.0.0.1", port: 99 },
      client: { ip: "10.0.0.1", port: 99 },
      message: { queueName: "q", routingKey: "r", body: "b", ageMillis: 5, headers: [["K", ["v"]]] },
      cloudOrigin: { accountId: "1", provider: "p", region: "r", serviceName: "s" },
    });
  });

  it("takes a page's URL apart where no request has one", () => {
    expect(context({ page: { url: "https://x.example/a?b#c" } })).toMatchObject({
      url: { scheme: "https", domain: "x.example", path: "/a", query: "b", fragment: "c" },
    });
  });

  it("finds the client behind a proxy (3.4)", () => {
    const request = { method: "GET", headers: { "X-FORWARDED-FOR": "1.2.3.4, 5.6.7.8", "user-agent": ["a", "b"] } };
    expect(context({ request: { ...request, socket: { remote_address: "10.0.0.1" } } })).toMatchObject({
      client: { ip: "1.2.3.4" },
      source: { ip: "1.2.3.4" },
      sourceNatIp: "10.0.0.1",
      userAgent: { original: "a, b" },
    });
  });

  it("changes the service of its event alone", () => {
    const first = metadata({ version: "1", environment: "prod", language: { name: "js", version: "1" } });
    const of = (service: object) => {
      const events = decodeLine(transaction({ context: { service } }), first);
      return typeof events === "string" ? events : events[0]?.resource;
    };
    expect(of({ name: "other" })).toMatchObject({
      service: { name: "other", version: undefined, environment: "prod" },
    });
    expect(of({ version: "9" })).toMatchObject({ service: { name: "shop", version: "1" } });
    expect(
      of({ environment: "dev", language: { name: "ts" }, agent: { name: "a" }, node: { configured_name: "n" } }),
    ).toMatchObject({
      service: { environment: "dev", language: { name: "ts", version: "1" }, nodeName: "n" },
      agent: { name: "a", version: "4.18.0" },
    });
  });
});

import { describe, expect, it, test } from "vitest";
import { decodeInto, decodeLine, decodeResource } from "./decoder-fixture.ts";
import { error, metadata, NOW, RUM_METADATA, span, transaction } from "./door-fixture.ts";

const long = "가".repeat(1024);
const tooLong = `${long}x`;
const emoji = "😀".repeat(1024);

/** The rule a line breaks, without the grammar around it. */
function rule(line: string): string {
  const told = decodeLine(line);
  return typeof told === "string" ? told.replace("validation error: ", "") : "accepted";
}

describe("metadata (2.1)", () => {
  it("becomes a resource", () => {
    const line = metadata(
      {
        version: "1.2",
        environment: "prod",
        id: "ignored",
        node: { configured_name: "n1" },
        framework: { name: "express", version: "5" },
        language: { name: "javascript" },
        runtime: { name: "node", version: "26" },
        agent: { name: "nodejs", version: "", ephemeral_id: "e", activation_method: "require" },
      },
      {
        process: { pid: 1, ppid: 2, title: "t", argv: ["a", null] },
        system: {
          architecture: "x64",
          platform: "linux",
          host_id: "h",
          configured_hostname: "web",
          detected_hostname: "web.local",
          container: { id: "c" },
          kubernetes: { namespace: "ns", node: { name: "k8s-1" }, pod: { name: "p", uid: "u" } },
        },
        cloud: {
          provider: "gcp",
          region: "r",
          availability_zone: "z",
          account: { id: "1", name: "a" },
          instance: { id: "2", name: "i" },
          machine: { type: "m", id: 5 },
          project: { id: "3", name: "p" },
          service: { name: "run" },
        },
        user: { id: 7, username: "kim", email: "k@example.com", domain: "d" },
        network: { connection: { type: "5g" } },
        labels: { "a.b": "s", n: 1.5, yes: true, none: null },
      },
    );
    expect(decodeResource(line)).toEqual({
      service: {
        name: "shop",
        environment: "prod",
        version: "1.2",
        nodeName: "n1",
        framework: { name: "express", version: "5" },
        language: { name: "javascript", version: undefined },
        runtime: { name: "node", version: "26" },
        origin: undefined,
      },
      agent: { name: "nodejs", version: "", ephemeralId: "e", activationMethod: "require" },
      process: { pid: 1, parentPid: 2, title: "t", args: ["a", ""] },
      host: { name: "web", hostname: "k8s-1", id: "h", architecture: "x64", osPlatform: "linux", ip: undefined },
      containerId: "c",
      kubernetes: { namespace: "ns", nodeName: "k8s-1", podName: "p", podUid: "u" },
      cloud: {
        provider: "gcp",
        region: "r",
        availabilityZone: "z",
        accountId: "1",
        accountName: "a",
        instanceId: "2",
        instanceName: "i",
        machineType: "m",
        projectId: "3",
        projectName: "p",
        serviceName: "run",
      },
      networkConnectionType: "5g",
      user: { id: "7", name: "kim", email: "k@example.com", domain: "d" },
      labels: {
        strings: [
          ["a_b", "s"],
          ["yes", "true"],
        ],
        numbers: [["n", 1.5]],
      },
    });
  });

  test.each([
    ['{"metadata":{"service":{"name":"x"}}}', "metadata: service: 'agent' required"],
    ['{"metadata":{"process":{"pid":1}}}', "metadata: 'service' required"],
    [metadata({ name: undefined }), "metadata: service: 'name' required"],
    [metadata({ name: null }), "metadata: service: 'name' required"],
    [metadata({ name: "" }), "metadata: service: 'name': validation rule 'minLength(1)' violated"],
    [
      metadata({ name: "a.b" }),
      "metadata: service: 'name': validation rule 'pattern(patternAlphaNumericExt)' violated",
    ],
    [metadata({ agent: { version: "1" } }), "metadata: service: agent: 'name' required"],
    [
      metadata({ agent: { name: "", version: "1" } }),
      "metadata: service: agent: 'name': validation rule 'minLength(1)' violated",
    ],
    [metadata({ agent: { name: "a" } }), "metadata: service: agent: 'version' required"],
    [metadata({ language: { version: "1" } }), "metadata: service: language: 'name' required"],
    [metadata({ runtime: { name: "node" } }), "metadata: service: runtime: 'version' required"],
    [
      metadata({ environment: tooLong }),
      "metadata: service: 'environment': validation rule 'maxLength(1024)' violated",
    ],
    [metadata({}, { process: { ppid: 1 } }), "metadata: process: 'pid' required"],
    [metadata({}, { cloud: { region: "r" } }), "metadata: cloud: 'provider' required"],
    [
      metadata({}, { labels: { a: "x".repeat(1025) } }),
      "metadata: 'labels': validation rule 'maxLengthVals(1024)' violated",
    ],
    [metadata({}, { user: { id: true } }), "metadata: user: 'id': validation rule 'inputTypes(string;int)' violated "],
    [
      metadata({}, { labels: { a: {} } }),
      "metadata: 'labels': validation rule 'inputTypesVals(string;bool;number)' violated for key a",
    ],
    ['{"m":{"se":{"a":{"n":"x","ve":"1"}}}}', "m: se: 'n' required"],
  ])("%s", (line, rules) => expect(decodeResource(line)).toBe(`validation error: ${rules}`));

  test.each([
    metadata({}, { process: { pid: "1" } }),
    metadata({}, { system: "x" }),
    metadata({}, { process: { pid: 1, argv: [1] } }),
    metadata({ name: 5 }),
  ])("of the wrong type: %s", (line) =>
    expect(decodeResource(line)).toMatch(/^decode error: data read error: metadata/),
  );

  it("counts empty objects and nulls as absent", () => {
    const line = metadata(
      { language: {}, runtime: null },
      { process: {}, cloud: { account: {} }, system: null, labels: {} },
    );
    expect(decodeResource(line)).toMatchObject({
      process: undefined,
      cloud: undefined,
      host: undefined,
      labels: undefined,
    });
  });
});

describe("transactions (2.3)", () => {
  it("takes every field", () => {
    const [event] = decodeLine(
      transaction({
        parent_id: "p1",
        name: "GET /",
        result: "HTTP 2xx",
        timestamp: 1_700_000_000_000_001,
        duration: 11.0759,
        span_count: { started: 3, dropped: 2 },
        sampled: false,
        sample_rate: 0.5,
        marks: { "a.b": { "c*d": 1.5 }, empty: {} },
        experience: { cls: 0.1, lcp: 4, longtask: { count: 1, sum: 2.5, max: 3 } },
        session: { id: "s", sequence: 1 },
        dropped_spans_stats: [
          {
            destination_service_resource: "mysql",
            service_target_type: "t",
            service_target_name: "n",
            outcome: "success",
            duration: { count: 2, sum: { us: 30 } },
          },
        ],
        links: [{ trace_id: "a", span_id: "b" }],
        faas: { id: "f", coldstart: true, trigger: { type: "http", request_id: "r" } },
      }),
    );
    expect(event).toMatchObject({
      kind: "transaction",
      timestamp: 1_700_000_000_000_001,
      transactionId: "t1",
      spanId: "t1",
      traceId: "tr1",
      parentId: "p1",
      root: false,
      duration: 11_075,
      outcome: "unknown",
      sampled: false,
      representativeCount: 2,
      spanCount: { started: 3, dropped: 2 },
      marks: [{ name: "a_b", marks: [["c_d", 1.5]] }],
      experience: {
        values: [
          ["cls", 0.1],
          ["lcp", 4],
        ],
        longtask: { count: 1, sum: 2.5, max: 3 },
      },
      session: { id: "s", sequence: 1 },
      droppedSpansStats: [
        {
          destinationServiceResource: "mysql",
          serviceTargetType: "t",
          serviceTargetName: "n",
          outcome: "success",
          count: 2,
          sum: 30,
        },
      ],
      links: [{ traceId: "a", spanId: "b" }],
      faas: { id: "f", coldstart: true, triggerType: "http", triggerRequestId: "r" },
    });
  });

  it("fills in what is not sent", () => {
    expect(decodeLine(transaction({ type: "" }))).toMatchObject([
      { timestamp: NOW, sampled: true, representativeCount: 1, root: true, type: "unknown", labels: undefined },
    ]);
  });

  test.each([
    [{ id: undefined }, "transaction: 'id' required"],
    [{ id: null }, "transaction: 'id' required"],
    [{ trace_id: undefined }, "transaction: 'trace_id' required"],
    [{ type: undefined }, "transaction: 'type' required"],
    [{ duration: undefined }, "transaction: 'duration' required"],
    [{ span_count: undefined }, "transaction: 'span_count' required"],
    [{ span_count: { dropped: 1 } }, "transaction: span_count: 'started' required"],
    [{ duration: -1 }, "transaction: 'duration': validation rule 'min(0)' violated"],
    [{ name: tooLong }, "transaction: 'name': validation rule 'maxLength(1024)' violated"],
    [{ outcome: "ok" }, "transaction: 'outcome': validation rule 'enum(enumOutcome)' violated"],
    [{ session: { sequence: 1 } }, "transaction: session: 'id' required"],
    [{ session: { id: "a", sequence: 0 } }, "transaction: session: 'sequence': validation rule 'min(1)' violated"],
    [{ experience: { cls: -1 } }, "transaction: experience: 'cls': validation rule 'min(0)' violated"],
    [{ experience: { longtask: { count: 1 } } }, "transaction: experience: longtask: 'sum' required"],
    [{ links: [null] }, "transaction: links: 'span_id' required"],
    [{ links: [{ span_id: "a" }] }, "transaction: links: 'trace_id' required"],
    [{ dropped_spans_stats: [{}] }, "transaction: dropped_spans_stats slice element required"],
    [{ dropped_spans_stats: [null] }, "transaction: dropped_spans_stats slice element required"],
    [
      { dropped_spans_stats: [{ service_target_type: "x".repeat(513) }] },
      "transaction: dropped_spans_stats: 'service_target_type': validation rule 'maxLength(512)' violated",
    ],
    [
      { dropped_spans_stats: [{ duration: { count: 0 } }] },
      "transaction: dropped_spans_stats: duration: 'count': validation rule 'min(1)' violated",
    ],
    [{ context: { request: { http_version: "1" } } }, "transaction: context: request: 'method' required"],
    [
      { context: { request: { method: "G", body: [1] } } },
      "transaction: context: request: 'body': validation rule 'inputTypes(string;object)' violated ",
    ],
    [
      { context: { request: { method: "G", url: { port: "x" } } } },
      "transaction: context: request: url: 'port': validation rule 'targetType(int)' violated",
    ],
    [
      { context: { request: { method: "G", url: { port: true } } } },
      "transaction: context: request: url: 'port': validation rule 'inputTypes(string;int)' violated ",
    ],
    [
      { context: { service: { name: "ä" } } },
      "transaction: context: service: 'name': validation rule 'pattern(patternAlphaNumericExt)' violated",
    ],
    [{ name: long, result: emoji }, "accepted"],
    [{ outcome: "" }, "accepted"],
    [{ outcome: null, context: null, marks: null, links: [] }, "accepted"],
    [{ context: { request: {}, response: { headers: {} } } }, "accepted"],
  ])("%j", (fields, rules) => expect(rule(transaction(fields))).toBe(rules));

  test.each([
    { id: 5 },
    { duration: "5" },
    { sampled: "true" },
    { sampled: 1 },
    { timestamp: "1234567890" },
    { timestamp: 1.5 },
    { timestamp: true },
    { timestamp: "2026-02-30T00:00:00Z" },
    { span_count: { started: 1.5 } },
    { span_count: [] },
    { marks: { a: { b: "1" } } },
    { links: {} },
    { context: { tags: [] } },
    { context: { request: { method: "G", headers: { a: null } } } },
    { context: { request: { method: "G", headers: { a: 5 } } } },
    { context: { response: { headers: { a: ["b", 5] } } } },
    { context: { response: { status_code: "200" } } },
    { context: { custom: [] } },
  ])("of the wrong type: %j", (fields) => {
    expect(decodeLine(transaction(fields))).toMatch(/^decode error: data read error: transaction/);
  });

  test.each([
    [{}, "unknown"],
    [{ context: { response: { status_code: 499 } } }, "success"],
    [{ context: { response: { status_code: 500 } } }, "failure"],
    [{ outcome: "unknown", context: { response: { status_code: 500 } } }, "unknown"],
  ])("%j has outcome %s", (fields, outcome) => expect(decodeLine(transaction(fields))).toMatchObject([{ outcome }]));
});

describe("timestamps", () => {
  test.each([
    [0, 0],
    ["2017-05-30T18:53:27.154Z", 1_496_170_407_154_000],
    ["2017-05-30T18:53:27.154321999Z", 1_496_170_407_154_321],
    ["2017-05-30T20:53:27+02:00", 1_496_170_407_000_000],
    ["2017-05-30T20:53:27+0200", 1_496_170_407_000_000],
    ["2017-05-30T16:53:27-02", 1_496_170_407_000_000],
    ["0001-01-01T00:00:00Z", NOW],
    [null, NOW],
  ])("%j", (timestamp, at) => expect(decodeLine(transaction({ timestamp }))).toMatchObject([{ timestamp: at }]));
});

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

describe("spans (2.4)", () => {
  it("takes every field", () => {
    expect(
      decodeLine(
        span({
          transaction_id: "t1",
          type: "db.postgresql.query",
          sample_rate: 0.25,
          sync: false,
          child_ids: ["c1"],
          composite: { compression_strategy: "same_kind", count: 2, sum: 1.5 },
          stacktrace: [{ filename: "a.js", lineno: 1, vars: { x: 1 }, pre_context: ["a"] }],
          context: {
            tags: { k: "v" },
            db: { instance: "i", statement: "s", type: "sql", user: "u", link: "l", rows_affected: 3 },
            destination: { address: "::1", port: 5432, service: { resource: "postgresql/i", name: "n", type: "t" } },
            http: {
              url: "http://x/",
              method: "GET",
              status_code: 404,
              response: { status_code: 200, transfer_size: 1, headers: { a: "b" } },
              request: { id: "r", body: [1] },
            },
            message: { queue: { name: "q" } },
          },
        }),
      ),
    ).toMatchObject([
      {
        kind: "span",
        timestamp: NOW + 2_500,
        spanId: "s1",
        parentId: "t1",
        transactionId: "t1",
        type: "db",
        subtype: "postgresql",
        action: "query",
        duration: 3_000,
        outcome: "failure",
        representativeCount: 4,
        sync: false,
        childIds: ["c1"],
        composite: { strategy: "same_kind", count: 2, sum: 1_500 },
        stacktrace: [{ filename: "a.js", lineno: 1, vars: { x: 1 }, preContext: ["a"] }],
        labels: { strings: [["k", "v"]], numbers: [] },
        db: { instance: "i", statement: "s", type: "sql", user: "u", link: "l", rowsAffected: 3 },
        destination: {
          address: "::1",
          port: 5432,
          serviceResource: "postgresql/i",
          serviceName: "n",
          serviceType: "t",
        },
        serviceTarget: { type: "postgresql", name: "i" },
        url: { original: "http://x/" },
        http: { method: "GET", statusCode: 404, transferSize: 1, requestId: "r", requestBody: [1] },
        message: { queueName: "q" },
      },
    ]);
  });

  it("prefers its timestamp to its start", () => {
    expect(decodeLine(span({ timestamp: 5 }))).toMatchObject([{ timestamp: 5 }]);
  });

  it("does not judge by the newer status field", () => {
    expect(decodeLine(span({ context: { http: { response: { status_code: 500 } } } }))).toMatchObject([
      { outcome: "unknown", http: { statusCode: 500 } },
    ]);
  });

  test.each([
    [{ id: undefined }, "span: 'id' required"],
    [{ trace_id: undefined }, "span: 'trace_id' required"],
    [{ parent_id: undefined }, "span: 'parent_id' required"],
    [{ name: undefined }, "span: 'name' required"],
    [{ type: undefined }, "span: 'type' required"],
    [{ duration: undefined }, "span: 'duration' required"],
    [{ start: undefined }, "span: requires at least one of the fields 'start;timestamp'"],
    [{ duration: -0.5 }, "span: 'duration': validation rule 'min(0)' violated"],
    [{ composite: { count: 2, sum: 1 } }, "span: composite: 'compression_strategy' required"],
    [
      { composite: { compression_strategy: "x", count: 1, sum: 1 } },
      "span: composite: 'count': validation rule 'min(2)' violated",
    ],
    [{ stacktrace: [{}] }, "span: stacktrace: requires at least one of the fields 'classname;filename'"],
    [{ stacktrace: [null] }, "span: stacktrace: requires at least one of the fields 'classname;filename'"],
    [
      { context: { destination: { service: { name: "x" } } } },
      "span: context: destination: service: 'resource' required",
    ],
    [{ context: { db: { link: tooLong } } }, "span: context: db: 'link': validation rule 'maxLength(1024)' violated"],
    [{ context: { db: { statement: tooLong } } }, "accepted"],
    [{ context: { user: { id: true } } }, "accepted"],
  ])("%j", (fields, rules) => expect(rule(span(fields))).toBe(rules));
});

describe("errors (2.5)", () => {
  it("lists causes depth first and tells parents that are not the one before", () => {
    const cause = (message: string, ...inner: object[]) => ({ message, cause: inner });
    const [event] = decodeLine(error({ exception: cause("a", cause("b", cause("c")), cause("d")) }));
    expect(event).toMatchObject({
      exceptions: [{ message: "a" }, { message: "b" }, { message: "c" }, { message: "d", parent: 0 }],
      groupingName: "a",
    });
    expect(event).toMatchObject({ exceptions: [{}, { parent: undefined }, { parent: undefined }, {}] });
  });

  it("takes every field", () => {
    expect(
      decodeLine(
        error({
          trace_id: "tr",
          parent_id: "p",
          transaction_id: "t",
          transaction: { name: "n", type: "request", sampled: true },
          culprit: "c",
          exception: {
            type: "E",
            module: "m",
            code: 42,
            handled: true,
            attributes: { a: 1 },
            stacktrace: [{ classname: "C" }],
          },
          log: { message: "l", logger_name: "lg", param_message: "p", stacktrace: [{ filename: "f" }] },
        }),
      ),
    ).toMatchObject([
      {
        kind: "error",
        traceId: "tr",
        parentId: "p",
        transactionId: "t",
        spanId: "t",
        transactionName: "n",
        transactionType: "request",
        transactionSampled: true,
        culprit: "c",
        exceptions: [
          { type: "E", module: "m", code: "42", handled: true, attributes: { a: 1 }, stacktrace: [{ classname: "C" }] },
        ],
        log: { message: "l", level: "error", loggerName: "lg", paramMessage: "p" },
        groupingKey: expect.stringMatching(/^[0-9a-f]{16}$/),
        groupingName: "l",
      },
    ]);
  });

  test.each([
    [{ id: undefined }, "error: 'id' required"],
    [{ exception: undefined }, "error: requires at least one of the fields 'exception;log'"],
    [{ exception: { handled: true } }, "error: exception: requires at least one of the fields 'message;type'"],
    [{ exception: { message: "m", cause: [{}] } }, "error: exception: cause slice element required"],
    [{ exception: { message: "m", cause: [null] } }, "error: exception: cause slice element required"],
    [{ log: { level: "x" } }, "error: log: 'message' required"],
    [{ transaction_id: "t" }, "error: 'trace_id' required when 'transaction_id' is set"],
    [{ parent_id: "p" }, "error: 'trace_id' required when 'parent_id' is set"],
    [{ trace_id: "t" }, "error: 'parent_id' required when 'trace_id' is set"],
    [{ transaction_id: "t", trace_id: "t" }, "error: 'parent_id' required when 'transaction_id' is set"],
    [
      { exception: { message: "m", code: 1.5 } },
      "error: exception: 'code': validation rule 'inputTypes(string;int)' violated",
    ],
    [{ exception: { message: tooLong } }, "accepted"],
  ])("%j", (fields, rules) => expect(rule(error(fields))).toBe(rules));
});

describe("metricsets (2.6)", () => {
  const metricset = (fields: object): string =>
    JSON.stringify({ metricset: { samples: { a: { value: 1 } }, ...fields } });

  it("takes values and histograms", () => {
    const samples = {
      "a.b": { value: 1.5, type: "gauge", unit: "ms" },
      h: { values: [1, 2], counts: [3, 4], type: "histogram" },
      untyped: { values: [1], counts: [1], type: "odd" },
    };
    expect(decodeLine(metricset({ samples, tags: { k: "v" }, timestamp: 7, service: { name: "n" } }))).toMatchObject([
      {
        name: "app",
        timestamp: 7,
        resource: { service: { name: "n", version: undefined } },
        samples: [
          { name: "a.b", value: 1.5, type: "gauge", unit: "ms" },
          { name: "h", values: [1, 2], counts: [3, 4], type: "histogram" },
          { name: "untyped", type: "histogram" },
        ],
      },
    ]);
  });

  it("keeps the self times of a breakdown and drops the rest without a word", () => {
    const samples = {
      "span.self_time.count": { value: 1 },
      "span.self_time.sum.us": { value: 2 },
      other: { value: 3 },
    };
    const transaction = { name: "n", type: "request" };
    expect(decodeLine(metricset({ samples, transaction, span: { type: "db", subtype: "mysql" } }))).toMatchObject([
      {
        name: "span_breakdown",
        transactionName: "n",
        transactionType: "request",
        spanType: "db",
        spanSubtype: "mysql",
        samples: [{ name: "span.self_time.count" }, { name: "span.self_time.sum.us" }],
      },
    ]);
    expect(decodeLine(metricset({ samples, transaction }))).toEqual([]);
    expect(decodeLine(metricset({ transaction, span: { type: "db" } }))).toEqual([]);
  });

  test.each([
    [{ samples: undefined, tags: { a: "b" } }, "metricset: 'samples' required"],
    [{ samples: {}, tags: { a: "b" } }, "metricset: 'samples' required"],
    [{ samples: { a: {} } }, "metricset: samples: a: requires at least one of the fields 'value;values'"],
    [{ samples: { a: { counts: [1] } } }, "metricset: samples: a: requires at least one of the fields 'value;values'"],
    [{ samples: { a: { values: [1] } } }, "metricset: samples: a: 'counts' required when 'values' is set"],
    [{ samples: { a: { value: 1, counts: [1] } } }, "metricset: samples: a: 'values' required when 'counts' is set"],
    [
      { samples: { 'a"b': { value: 1 } } },
      "metricset: 'samples': validation rule 'patternKeys(patternNoAsteriskQuote)' violated",
    ],
    [
      { samples: { "a*": { value: 1 } } },
      "metricset: 'samples': validation rule 'patternKeys(patternNoAsteriskQuote)' violated",
    ],
  ])("%j", (fields, rules) => expect(rule(metricset(fields))).toBe(rules));

  test.each([{ samples: { a: { value: "1" } } }, { samples: { a: { values: [1], counts: [-1] } } }, { samples: [] }])(
    "of the wrong type: %j",
    (fields) => expect(rule(metricset(fields))).toMatch(/^decode error/),
  );
});

describe("logs (2.8)", () => {
  const log = (fields: object): string => JSON.stringify({ log: fields });

  it("takes dotted and nested fields, nested first", () => {
    expect(
      decodeLine(
        log({
          message: "hello",
          "@timestamp": "2017-05-30T18:53:27Z",
          labels: { a: 1 },
          "trace.id": "tr",
          "transaction.id": "t",
          "log.level": "flat",
          log: { level: "nested", logger: "l", origin: { file: { name: "f", line: 5 }, function: "fn" } },
          "event.dataset": "d",
          process: { thread: { name: "main" } },
          "service.name": "any ü name",
          service: { node: { name: "n" }, version: 5 },
        }),
      ),
    ).toMatchObject([
      {
        kind: "log",
        timestamp: 1_496_170_407_000_000,
        message: "hello",
        level: "nested",
        logger: "l",
        originFile: "f",
        originLine: 5,
        originFunction: "fn",
        dataset: "d",
        threadName: "main",
        traceId: "tr",
        transactionId: "t",
        spanId: "t",
        resource: { service: { name: "any ü name", nodeName: "n" } },
      },
    ]);
  });

  it("is an error when it tells of one", () => {
    expect(decodeLine(log({ message: "m", error: { type: "E", message: "boom", stack_trace: "at x" } }))).toMatchObject(
      [{ kind: "error", exceptions: [{ type: "E", message: "boom" }], log: { message: "m" }, stackTraceText: "at x" }],
    );
  });

  test.each([
    ["{}", "validation error: 'log' required"],
    ['{"unknown":1}', "validation error: 'log' required"],
    ['"text"', "decode error: data read error: log: expects an object"],
    ['{"message":5}', "decode error: data read error: log: message: expects a string"],
  ])("%s", (payload, told) => expect(decodeLine(`{"log":${payload}}`)).toBe(told));
});

describe("RUM v3 (2.9)", () => {
  const x = (fields: object): string =>
    JSON.stringify({ x: { id: "t1", tid: "tr", t: "page-load", d: 10.5, yc: { sd: 2 }, ...fields } });
  const decode = (line: string) => decodeLine(line, RUM_METADATA, true);

  it("makes a transaction, its breakdowns and its spans of one line", () => {
    const line = x({
      n: "/",
      k: { a: { fb: 1, fp: 2 }, nt: { fs: 3, zz: 4 } },
      exp: { cls: 0.1, lt: { count: 1, sum: 2, max: 3 } },
      ses: { id: "s", seq: 1 },
      c: { p: { url: "http://x/", rf: "http://r/" }, r: { sc: 200, ts: 1 }, u: { id: 5, un: "kim" }, g: { a: "b" } },
      me: [
        { y: { t: "app" }, sa: { ysc: { v: 1 }, yss: { v: 2 } } },
        { y: { t: "old" }, sa: { xdc: { v: 1 } } },
      ],
      y: [
        {
          id: "s1",
          n: "a",
          t: "resource",
          s: 1,
          d: 2,
          c: { h: { sc: 500, mt: "GET", r: { ts: 3 } }, dt: { ad: "h", po: 80, se: { rc: "h:80" } } },
        },
        {
          id: "s2",
          n: "b",
          t: "app",
          s: 2,
          d: 1,
          pi: 0,
          sr: 0.5,
          st: [{ f: "~/node_modules/a.js", li: 1 }, { f: "/webpack/x" }],
        },
        { id: "s3", n: "c", t: "app", s: 2, d: 1, pi: 9 },
        { id: "s4", n: "d", t: "app", s: 2, d: 1, pid: "s2" },
        null,
      ].slice(0, 4),
    });
    expect(decode(line)).toMatchObject([
      {
        kind: "transaction",
        spanId: undefined,
        timestamp: NOW,
        marks: [
          {
            name: "agent",
            marks: [
              ["timeToFirstByte", 1],
              ["firstContentfulPaint", 2],
            ],
          },
          {
            name: "navigationTiming",
            marks: [
              ["fetchStart", 3],
              ["zz", 4],
            ],
          },
        ],
        experience: { values: [["cls", 0.1]], longtask: { count: 1, sum: 2, max: 3 } },
        session: { id: "s", sequence: 1 },
        url: { domain: "x" },
        http: { statusCode: 200, transferSize: 1, requestReferrer: "http://r/" },
        user: { id: "5", name: "kim" },
        outcome: "success",
        representativeCount: 1,
      },
      {
        kind: "metricset",
        name: "",
        transactionType: "page-load",
        spanType: "app",
        samples: [{ value: 1 }, { value: 2 }],
      },
      {
        kind: "span",
        traceId: "tr",
        transactionId: "t1",
        parentId: "t1",
        timestamp: NOW + 1_000,
        representativeCount: 0,
        outcome: "failure",
        http: { method: "GET", transferSize: 3 },
        destination: { address: "h", port: 80, serviceResource: "h:80" },
      },
      {
        parentId: "s1",
        representativeCount: 2,
        stacktrace: [
          { libraryFrame: true, excludeFromGrouping: false },
          { libraryFrame: false, excludeFromGrouping: true },
        ],
      },
      { spanId: "s3", parentId: "t1" },
      { spanId: "s4", parentId: "s2" },
    ]);
  });

  it("reads errors", () => {
    const line = JSON.stringify({
      e: {
        id: "e",
        tid: "tr",
        pid: "p",
        xid: "t",
        cl: "c",
        timestamp: 9,
        ex: {
          mg: "boom",
          ca: [{ t: "Inner" }],
          st: [{ f: "a.js", fn: "g", li: 1, co: 2, cli: "x", prc: ["p"], poc: ["q"] }],
        },
        log: { mg: "l" },
        x: { n: "n", t: "t", sm: true },
      },
    });
    expect(decode(line)).toMatchObject([
      {
        kind: "error",
        timestamp: 9,
        transactionName: "n",
        exceptions: [
          { message: "boom", stacktrace: [{ filename: "a.js", function: "g", colno: 2, contextLine: "x" }] },
          { type: "Inner" },
        ],
        log: { message: "l", loggerName: "default" },
      },
    ]);
  });

  test.each([
    [x({ t: undefined }), "x: 't' required"],
    [x({ tid: undefined }), "x: 'tid' required"],
    [x({ yc: {} }), "x: 'yc' required"],
    [x({ c: { q: { he: { a: "b" } } } }), "x: c: q: 'mt' required"],
    [x({ y: [{ id: "s", n: "n", t: "t", d: 1 }] }), "x: y: 's' required"],
    [x({ y: [null] }), "x: y slice element required"],
    [x({ y: [{ id: "s", n: "n", t: "t", s: 1, d: 1, st: [{ cn: "C" }] }] }), "x: y: st: 'f' required"],
    ['{"e":{"id":"e","ex":{"hd":true}}}', "e: ex: requires at least one of the fields 'mg;t'"],
    ['{"e":{"id":"e"}}', "e: requires at least one of the fields 'ex;log'"],
    ['{"e":{"id":"e","ex":{"mg":"m","st":[{"cn":"C"}]}}}', "e: ex: st: 'f' required"],
    ['{"x":{}}', "'x' required"],
  ])("%s", (line, rules) => expect(decode(line)).toBe(`validation error: ${rules}`));

  it("does not know long keys", () => expect(decode('{"x":{"trace_id":"a"}}')).toBe("validation error: 'x' required"));
});

describe("leniency (1.8)", () => {
  test.each([
    ["a stray character behind", `${transaction()}\``],
    ["a second value behind", `${transaction()} {"x"`],
    ["other keys at the root", transaction().replace(/}$/, ',"other":{}}')],
    ["keys in another case", transaction().replace("trace_id", "Trace_Id").replace("span_count", "SPAN_COUNT")],
    ["unknown keys", transaction({ userExperience: 1, fooBar: [] })],
    ["nulls", transaction({ name: null, context: { user: null, tags: { a: null } } })],
    ["spaces", ` ${transaction()} `],
  ])("lets %s pass", (_what, line) =>
    expect(decodeLine(line)).toMatchObject([{ traceId: "tr1", transactionId: "t1" }]),
  );

  it("takes the last of several", () => {
    expect(decodeLine(transaction().replace('"id":"t1"', '"id":"t0","id":"t1"'))).toMatchObject([
      { transactionId: "t1" },
    ]);
  });

  test.each([
    ["status_code", "200.0"],
    ["status_code", "2e2"],
    ["status_code", "2E+2"],
    ["status_code", "2000e-1"],
    ["status_code", '"200"'],
  ])("refuses %s %s where an integer belongs", (name, token) => {
    const line = transaction({ context: { response: { [name]: 0 } } }).replace(`"${name}":0`, `"${name}": ${token}`);
    expect(decodeLine(line)).toBe(
      "decode error: data read error: transaction: context: response: status_code: expects an integer",
    );
  });

  test.each(["11.0", "1e1", "11", "0.0"])("takes %s as a duration", (token) => {
    expect(decodeLine(transaction().replace('"duration":1.5', `"duration":${token}`))).toMatchObject([
      { kind: "transaction" },
    ]);
  });

  test.each(["1e400", "-1e999"])("refuses %s, which no number holds", (token) => {
    expect(decodeLine(transaction().replace('"duration":1.5', `"duration":${token}`))).toMatch(/^decode error/);
  });

  test.each([
    ["Transaction", '{"Transaction":{}}'],
    ["", "{}"],
    ["", "   "],
    ["b", "{'b\":1}'b"],
    ["metadata", metadata()],
  ])("does not recognise %j", (key, line) => {
    const told = decodeLine(line);
    expect(told).toMatch(/^did not recognize object type: "/);
    if (key !== "b") expect(told).toBe(`did not recognize object type: ${JSON.stringify(key)}`);
  });
});

describe("hostile lines", () => {
  it("never give a prototype a member", () => {
    const evil = '{"polluted":true}';
    const lines = [
      `{"__proto__":${evil},"a":1}`,
      `{"transaction":{"__proto__":${evil},"__PROTO__":${evil},"ID":"t1","trace_id":"t","type":"r","duration":1,"span_count":{"started":0},"context":{"tags":{"__proto__":"x","constructor":"y"},"custom":{"__proto__":${evil},"constructor":{"prototype":${evil}}},"request":{"method":"G","headers":{"__proto__":"z"},"cookies":{"__proto__":${evil}}}},"marks":{"__proto__":{"polluted":1}}}}`,
      `{"x":{"__proto__":${evil},"id":"t","tid":"t","t":"p","d":1,"yc":{"sd":0,"__proto__":${evil}},"k":{"__proto__":{"fs":1}}}}`,
      `{"log":{"__proto__":${evil},"message":"m","log":{"__proto__":{"level":"x"}}}}`,
      `{"metricset":{"samples":{"__proto__":{"value":1}}}}`,
    ];
    for (const line of lines) decodeLine(line);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(decodeLine(lines[1] ?? "")).toMatchObject([
      {
        labels: {
          strings: [
            ["__proto__", "x"],
            ["constructor", "y"],
          ],
        },
        http: { requestHeaders: [["__proto__", ["z"]]] },
      },
    ]);
  });

  it("take ten thousand labels", () => {
    const tags = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i]));
    const [event] = decodeLine(transaction({ context: { tags } }));
    expect(event).toMatchObject({ labels: { numbers: { length: 10_000 } } });
  });

  it("refuse nesting without end", () => {
    const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
    const line = transaction({ context: { custom: 0 } });
    expect(decodeLine(line.replace('"custom":0', `"custom":${deep(60)}`))).toMatchObject([{ kind: "transaction" }]);
    expect(decodeLine(line.replace('"custom":0', `"custom":${deep(30_000)}`))).toMatch(/^decode error.*maximum depth/);
    const causes = `${'{"message":"m","cause":['.repeat(5_000)}${"]}".repeat(5_000)}`;
    expect(decodeLine(`{"error":{"id":"e","exception":${causes}}}`)).toMatch(/^decode error.*maximum depth/);
  });

  it("tell a host nothing of the event's content", () => {
    const secret = "hunter2";
    for (const line of [
      transaction({ context: { tags: { [secret]: {} } } }),
      `{"${secret}":1}`,
      `{"transaction": ${secret}}`,
      metadata({ name: secret }),
    ]) {
      expect(decodeInto([], line)?.detail).not.toContain(secret);
    }
  });
});

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

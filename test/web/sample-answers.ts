import type {
  EventDetailAnswer,
  LiveApp,
  RejectionEntry,
  ServiceRow,
  ServicesAnswer,
  TraceAnswer,
  TraceItem,
  TracesAnswer,
  TransactionsAnswer,
} from "../../src/contract/index.ts";

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const nowUs = (): number => Date.now() * 1_000;

/** Name, environment, agent, language, framework. The odd ones are what attendees really type, or attackers. */
const APPS = [
  ["shop-api", "production", "nodejs", "javascript", "express"],
  ["my-django-app", "pycon", "python", "python", "django"],
  ["flask-hello", "", "python", "python", "flask"],
  ["rails-blog", "staging", "ruby", "ruby", "Ruby on Rails"],
  ["spring-petclinic", "production", "java", "java", "Spring Web MVC"],
  ["우리 동네 빵집 주문 앱", "", "nodejs", "javascript", "express"],
  ["<img src=x onerror=alert(1)>", "", "go", "go", "gin"],
  ["evil\u202egnp.exe\u202c with a very very long name that never seems to end at all", "dev", "php", "php", "Laravel"],
  ["checkout", "production", "dotnet", "C#", "ASP.NET Core"],
  ["fastapi-demo", "pycon", "python", "python", "fastapi"],
  ["go-gopher", "", "go", "go", "gin"],
  ["django-지도", "pycon", "python", "python", "django"],
] as const;

export function liveApps(): LiveApp[] {
  const now = nowUs();
  return APPS.map(([name, environment, agent, language, framework], index) => {
    const isLast = index === APPS.length - 1;
    return {
      name,
      environment,
      agent,
      language: isLast ? "" : language,
      framework: isLast ? "" : framework,
      firstSeen: now - (APPS.length - index) * 7 * MINUTE + (isLast ? 6.8 * MINUTE : 0),
      lastSeen: now - (index === 3 ? 4 * MINUTE : (index % 4) * SECOND),
      hasData: !isLast,
      ordinal: index + 1,
      transactions: (index * 37) % 400,
      throughputPerMinute: [128.4, 42, 0.05, 0, 1_204.2, 12.3, 3, 8.1, 77.7, 5, 19.5, 0][index] ?? 1,
      latencyUs:
        [48_200, 112_000, 8_400, null, 23_900, 240_000, 1_900, 3_400_000, 66_000, 14_000, 900, null][index] ?? null,
      failedRate: [0, 0.034, 0, null, 0.001, 0.52, null, 0, 0, 0.1, 0, null][index] ?? null,
    };
  });
}

export function servicesAnswer(): ServicesAnswer {
  const now = nowUs();
  const services = liveApps()
    .filter((app) => app.hasData)
    .map(
      ({ hasData: _hasData, ordinal: _ordinal, ...app }): ServiceRow => ({
        ...app,
        agentVersion: "4.18.0",
        version: "1.2.3",
        basis: app.name === "checkout" ? "received" : "event",
      }),
    );
  return { range: { from: now - 15 * MINUTE, to: now }, services };
}

export function rejections(): RejectionEntry[] {
  const now = nowUs();
  const base = {
    agent: "apm-agent-nodejs/4.18.0",
    address: "192.168.0.31",
    service: "",
    detail: "",
    count: 1,
    params: {},
  };
  return [
    {
      ...base,
      at: now - 20 * SECOND,
      reason: "service-name-missing",
      status: 400,
      detail: "metadata: service: 'name' required",
      count: 14,
    },
    {
      ...base,
      at: now - 95 * SECOND,
      reason: "key-revoked",
      status: 401,
      agent: "apm-agent-python/6.24.0",
      service: "old-app",
      params: { revokedAt: new Date(Date.now() - 8 * 60_000).toISOString() },
    },
    {
      ...base,
      at: now - 300 * SECOND,
      reason: "clock-ahead",
      status: 202,
      service: "checkout",
      agent: "apm-agent-dotnet/1.34.0",
      params: { skew: "9 h" },
    },
    { ...base, at: now - 400 * SECOND, reason: "key-missing", status: 401, agent: "curl/8.5.0" },
    {
      ...base,
      at: now - 500 * SECOND,
      reason: "a-reason-of-tomorrow",
      status: 400,
      detail: "<script>alert(1)</script>",
    },
  ];
}

export function transactionsAnswer(name: string): TransactionsAnswer {
  const now = nowUs();
  const service = servicesAnswer().services.find((row) => row.name === name) ?? null;
  const groups = [
    ["GET /", "request", 0.02, 4_100],
    ["GET /products/:id", "request", 0.41, 48_000],
    ["POST /orders", "request", 0.32, 212_000],
    ["GET /search", "request", 0.14, 96_000],
    ["nightly-report", "scheduled", 0.1, 8_400_000],
    ["GET /health", "request", 0.01, 600],
    [
      "GET /api/v1/organisations/{organisationId}/projects/{projectId}/environments/{environmentId}/deployments/latest",
      "request",
      0.0002,
      1_300,
    ],
  ] as const;
  return {
    range: { from: now - 15 * MINUTE, to: now },
    basis: "event",
    service,
    truncated: false,
    groups: service
      ? groups.map(([group, type, impact, us], index) => ({
          name: group,
          type,
          transactions: 100 + index,
          throughputPerMinute: [120, 48.2, 6.1, 22, 0.07, 4, 0.4][index] ?? 0,
          latencyUs: { avg: us, p50: us * 0.8, p95: us * 2.4, p99: us * 4.1 },
          failedRate: [0, 0.012, 0.18, null, 0, 0, 0][index] ?? null,
          impact,
          lastSeen: now,
        }))
      : [],
  };
}

export const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

export function tracesAnswer(service: string): TracesAnswer {
  const now = nowUs();
  return {
    range: { from: now - 15 * MINUTE, to: now },
    basis: "event",
    truncated: true,
    traces: Array.from({ length: 24 }, (_, index) => ({
      traceId: index === 0 ? TRACE_ID : `${String(index).padStart(8, "0")}77b34da6a3ce929d0e0e4736`,
      transactionId: "a000000000000001",
      service,
      environment: "production",
      name: "POST /orders",
      type: "request",
      result: index % 7 === 2 ? "HTTP 5xx" : "HTTP 2xx",
      outcome: index % 7 === 2 ? ("failure" as const) : index % 11 === 5 ? ("unknown" as const) : ("success" as const),
      timestamp: now - index * 11 * SECOND,
      receivedAt: now - index * 11 * SECOND,
      durationUs: 40_000 + ((index * 7_919) % 23) * 12_000,
      spans: (index * 3) % 17,
    })),
  };
}

function item(
  id: string,
  parentId: string,
  start: number,
  durationUs: number,
  name: string,
  more: Partial<TraceItem> = {},
): TraceItem {
  return {
    kind: "span",
    id,
    parentId,
    transactionId: "a000000000000001",
    service: "shop-api",
    environment: "production",
    agent: "nodejs",
    name,
    type: "app",
    subtype: "",
    action: "",
    timestamp: start,
    durationUs,
    outcome: "success",
    result: "",
    sync: null,
    compositeCount: 1,
    droppedSpans: 0,
    childIds: [],
    ...more,
  };
}

/** Two services with different clocks, a failure, an error, an orphan and a compressed run of spans. */
export function traceAnswer(): TraceAnswer {
  const t0 = nowUs() - 5 * MINUTE;
  const db = { type: "db", subtype: "postgresql", action: "query" };
  const pay = { service: "payment-api", agent: "python" };
  const items = [
    item("a000000000000001", "", t0, 412_000, "POST /orders", {
      kind: "transaction",
      type: "request",
      result: "HTTP 5xx",
      outcome: "failure",
      droppedSpans: 3,
    }),
    item("b1", "a000000000000001", t0 + 3_000, 9_000, "validate basket"),
    item("b2", "a000000000000001", t0 + 14_000, 46_000, "SELECT FROM products", { ...db, compositeCount: 12 }),
    item("b3", "a000000000000001", t0 + 62_000, 8_000, "SELECT FROM users", db),
    item("b4", "a000000000000001", t0 + 72_000, 290_000, "POST payment-api:8080", {
      type: "external",
      subtype: "http",
      outcome: "failure",
      result: "HTTP 502",
    }),
    item("c1", "b4", t0 - 3_600 * SECOND, 262_000, "POST /charge", {
      ...pay,
      kind: "transaction",
      type: "request",
      result: "HTTP 5xx",
      outcome: "failure",
    }),
    item("c2", "c1", t0 - 3_600 * SECOND + 4_000, 12_000, "GET card:4242", { ...pay, type: "cache", subtype: "redis" }),
    item("c3", "c1", t0 - 3_600 * SECOND + 20_000, 231_000, "POST bank.example.org", {
      ...pay,
      type: "external",
      subtype: "http",
      outcome: "failure",
      sync: false,
    }),
    item("b5", "a000000000000001", t0 + 366_000, 21_000, "INSERT INTO failed_orders", db),
    item("b6", "a000000000000001", t0 + 390_000, 20_000, "render <script>alert(1)</script>", {
      type: "template",
      subtype: "ejs",
    }),
    item("d1", "not-here", t0 + 395_000, 6_000, "send metrics", { type: "messaging", subtype: "kafka" }),
  ];
  return {
    traceId: TRACE_ID,
    items,
    errors: [
      {
        id: "e1",
        parentId: "c3",
        transactionId: "c1",
        service: "payment-api",
        timestamp: t0 - 3_600 * SECOND + 250_000,
        groupingKey: "9f2c",
        type: "BankTimeout",
        message: "은행 응답이 없어요: no answer after 230 ms",
        culprit: "charge in payment/bank.py",
        handled: false,
      },
    ],
    truncated: false,
    total: items.length,
  };
}

export const LONG_TRACE_ID = "00000000000000000000000000005000";

/** As many items as an answer holds: a hundred calls with their queries. */
export function longTraceAnswer(): TraceAnswer {
  const t0 = nowUs() - 5 * MINUTE;
  const items = Array.from({ length: 5_000 }, (_, index) => {
    if (index === 0)
      return item("root", "", t0, 5_000_000, "GET /everything", { kind: "transaction", type: "request" });
    const call = Math.floor((index - 1) / 50);
    const isCall = (index - 1) % 50 === 0;
    return item(
      `i${index}`,
      isCall ? "root" : `i${call * 50 + 1}`,
      t0 + index * 900,
      isCall ? 45_000 : 700,
      isCall ? `call ${call}` : `query ${index}`,
    );
  });
  return { traceId: LONG_TRACE_ID, items, errors: [], truncated: true, total: 7_341 };
}

export function eventAnswer(kind: EventDetailAnswer["kind"], id: string): EventDetailAnswer {
  const frame = { module: "payment", classname: "", preContext: [], postContext: [], contextLine: "" };
  return {
    kind,
    id,
    fields: [
      { name: "service.name", value: "payment-api" },
      { name: "span.db.statement", value: "SELECT id, name, price FROM products WHERE id = ANY($1) ".repeat(12) },
      { name: "http.request.method", value: "POST" },
      { name: "url.full", value: "http://payment-api:8080/charge?order=<b>1</b>" },
      { name: "labels.__proto__", value: "harmless" },
      { name: "labels.메모", value: "첫 주문이에요" },
    ],
    stacktraces:
      kind === "error"
        ? [
            {
              title: "BankTimeout: no answer after 230 ms",
              frames: [
                {
                  ...frame,
                  filename: "payment/bank.py",
                  function: "charge",
                  lineno: 42,
                  libraryFrame: false,
                  preContext: ["def charge(card, amount):", "    with session() as bank:"],
                  contextLine: "        answer = bank.post('/charge', timeout=0.23)",
                  postContext: ["        return answer.json()"],
                },
                {
                  ...frame,
                  filename: "site-packages/requests/sessions.py",
                  function: "post",
                  lineno: 637,
                  libraryFrame: true,
                },
                {
                  ...frame,
                  filename: "site-packages/requests/adapters.py",
                  function: "send",
                  lineno: 532,
                  libraryFrame: true,
                },
                { ...frame, filename: "payment/views.py", function: "charge_view", lineno: 18, libraryFrame: false },
              ],
            },
          ]
        : [],
  };
}

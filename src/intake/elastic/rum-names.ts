import { type Fields, isVariant } from "./field-reader.ts";

/**
 * How an object of RUM v3 (2.9) spells the members of its v2 twin: short key → long key, and the shape of the
 * member where that is an object (or a list of objects) with short keys of its own.
 */
export interface Shape {
  readonly [short: string]: readonly [long: string, shape?: Shape];
}

const NAME_VERSION: Shape = { n: ["name"], ve: ["version"] };
const AGENT: Shape = { n: ["name"], ve: ["version"] };
const SERVICE: Shape = {
  n: ["name"],
  ve: ["version"],
  en: ["environment"],
  a: ["agent", AGENT],
  fw: ["framework", NAME_VERSION],
  la: ["language", NAME_VERSION],
  ru: ["runtime", NAME_VERSION],
};
const USER: Shape = { ud: ["domain"], id: ["id"], em: ["email"], un: ["username"] };
const RESPONSE: Shape = {
  he: ["headers"],
  sc: ["status_code"],
  ts: ["transfer_size"],
  ebs: ["encoded_body_size"],
  dbs: ["decoded_body_size"],
};
const CONTEXT: Shape = {
  cu: ["custom"],
  g: ["tags"],
  se: ["service", SERVICE],
  u: ["user", USER],
  q: ["request", { en: ["env"], he: ["headers"], hve: ["http_version"], mt: ["method"] }],
  p: ["page", { rf: ["referer"], url: ["url"] }],
  r: ["response", RESPONSE],
};
const FRAME: Shape = {
  f: ["filename"],
  ap: ["abs_path"],
  cn: ["classname"],
  fn: ["function"],
  mo: ["module"],
  li: ["lineno"],
  co: ["colno"],
  cli: ["context_line"],
  prc: ["pre_context"],
  poc: ["post_context"],
};
const EXCEPTION: Shape = {
  mg: ["message"],
  t: ["type"],
  mo: ["module"],
  cd: ["code"],
  hd: ["handled"],
  at: ["attributes"],
  st: ["stacktrace", FRAME],
  get ca(): readonly [string, Shape] {
    return ["cause", EXCEPTION];
  },
};
const DESTINATION: Shape = {
  ad: ["address"],
  po: ["port"],
  se: ["service", { n: ["name"], rc: ["resource"], t: ["type"] }],
};

export const V3_METADATA: Shape = {
  se: ["service", SERVICE],
  l: ["labels"],
  u: ["user", USER],
  n: ["network", { c: ["connection", { t: ["type"] }] }],
};

export const V3_ERROR: Shape = {
  id: ["id"],
  tid: ["trace_id"],
  pid: ["parent_id"],
  xid: ["transaction_id"],
  cl: ["culprit"],
  timestamp: ["timestamp"],
  ex: ["exception", EXCEPTION],
  log: [
    "log",
    { mg: ["message"], lv: ["level"], ln: ["logger_name"], pmg: ["param_message"], st: ["stacktrace", FRAME] },
  ],
  x: ["transaction", { n: ["name"], t: ["type"], sm: ["sampled"] }],
  c: ["context", CONTEXT],
};

export const V3_TRANSACTION: Shape = {
  id: ["id"],
  tid: ["trace_id"],
  pid: ["parent_id"],
  t: ["type"],
  n: ["name"],
  rt: ["result"],
  d: ["duration"],
  o: ["outcome"],
  sm: ["sampled"],
  sr: ["sample_rate"],
  yc: ["span_count", { sd: ["started"], dd: ["dropped"] }],
  k: ["marks"],
  c: ["context", CONTEXT],
  ses: ["session", { id: ["id"], seq: ["sequence"] }],
  exp: ["experience", { cls: ["cls"], fid: ["fid"], tbt: ["tbt"], lcp: ["lcp"], inp: ["inp"], lt: ["longtask"] }],
};

export const V3_SPAN: Shape = {
  id: ["id"],
  n: ["name"],
  t: ["type"],
  su: ["subtype"],
  ac: ["action"],
  o: ["outcome"],
  s: ["start"],
  d: ["duration"],
  sy: ["sync"],
  sr: ["sample_rate"],
  st: ["stacktrace", FRAME],
  c: [
    "context",
    {
      g: ["tags"],
      se: ["service", { a: ["agent", AGENT], n: ["name"] }],
      dt: ["destination", DESTINATION],
      h: [
        "http",
        {
          mt: ["method"],
          url: ["url"],
          sc: ["status_code"],
          r: ["response", { ts: ["transfer_size"], ebs: ["encoded_body_size"], dbs: ["decoded_body_size"] }],
        },
      ],
    },
  ],
};

/** Groups and names of page load marks. */
export const MARK_GROUPS: ReadonlyMap<string, string> = new Map([
  ["a", "agent"],
  ["nt", "navigationTiming"],
]);
export const MARK_NAMES: ReadonlyMap<string, string> = new Map([
  ["fs", "fetchStart"],
  ["ls", "domainLookupStart"],
  ["le", "domainLookupEnd"],
  ["cs", "connectStart"],
  ["ce", "connectEnd"],
  ["qs", "requestStart"],
  ["rs", "responseStart"],
  ["re", "responseEnd"],
  ["dl", "domLoading"],
  ["di", "domInteractive"],
  ["ds", "domContentLoadedEventStart"],
  ["de", "domContentLoadedEventEnd"],
  ["dc", "domComplete"],
  ["es", "loadEventStart"],
  ["ee", "loadEventEnd"],
  ["fb", "timeToFirstByte"],
  ["fp", "firstContentfulPaint"],
  ["lp", "largestContentfulPaint"],
]);

/** Long name → short name, for telling a RUM agent of a field by the key it sent. */
export const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ...pairs(V3_METADATA),
  ...pairs(V3_ERROR),
  ...pairs(V3_SPAN),
  ...pairs(V3_TRANSACTION),
  ["stacktrace", "st"],
  ["span", "y"],
  ["spans", "y"],
  ["metricsets", "me"],
  ["samples", "sa"],
]);

function pairs(shape: Shape, within: ReadonlySet<Shape> = new Set()): [string, string][] {
  const found: [string, string][] = [];
  for (const [short, [long, inner]] of Object.entries(shape)) {
    if (inner !== undefined && !within.has(inner)) found.push(...pairs(inner, new Set([...within, inner])));
    found.push([long, short]);
  }
  return found;
}

/**
 * A copy of a v3 value in v2 spelling, without the members v3 does not know. Keys of the copy come from the
 * shape alone, never from the sender.
 */
export function longNames(value: unknown, shape: Shape): unknown {
  if (Array.isArray(value)) return value.map((element) => longNames(element, shape));
  if (typeof value !== "object" || value === null) return value;
  const source = value as Fields;
  const long: Record<string, unknown> = {};
  for (const sent in source) {
    const key = isVariant(sent) ? sent.toLowerCase() : sent;
    if (!Object.hasOwn(shape, key)) continue;
    const member = shape[key];
    if (member !== undefined) long[member[0]] = member[1] ? longNames(source[sent], member[1]) : source[sent];
  }
  return long;
}

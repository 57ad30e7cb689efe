import { randomBytes } from "node:crypto";
import { SECRET_TOKEN } from "../booth.ts";

export const KEY = { Authorization: `Bearer ${SECRET_TOKEN}` } as const;

export const packedAs = (encoding: string) => ({ ...KEY, "Content-Encoding": encoding });

export const metadata = (service = "hostile", agent = "nodejs"): string =>
  JSON.stringify({ metadata: { service: { name: service, agent: { name: agent, version: "4.18.0" } } } });

export const METADATA = metadata();
export const RUM_METADATA = '{"m":{"se":{"n":"hostile-web","a":{"n":"rum-js","ve":"5.17.4"}}}}';

/** A transaction line with an id and a trace of its own. */
export const transaction = (fields: object = {}): string =>
  JSON.stringify({
    transaction: {
      id: randomBytes(8).toString("hex"),
      trace_id: randomBytes(16).toString("hex"),
      type: "request",
      name: "GET /",
      duration: 1.5,
      span_count: { started: 0 },
      ...fields,
    },
  });

export const body = (...lines: readonly string[]): string => `${lines.join("\n")}\n`;

/** What an intake stream answers, as agents read it that accept nothing in particular. */
export const told = (accepted: number, ...errors: readonly object[]): string =>
  `${JSON.stringify(errors.length === 0 ? { accepted } : { accepted, errors })}\n`;

export const failed = (error: string): string => `${JSON.stringify({ error })}\n`;

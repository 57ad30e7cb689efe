import i18next from "i18next";
import type { RejectionEntry } from "../../contract/index.ts";
import { MICROS_PER_MILLI } from "../../kernel/index.ts";
import { formatMoment } from "../i18n/format.ts";

const NEW_KEY = "npx sadari key create";
const SECRET_TOKEN = "ELASTIC_APM_SECRET_TOKEN=";
const SYNC_CLOCK = "sudo timedatectl set-ntp true";

/**
 * Every reason a door has for turning something away, with the line that mends it (null where no single
 * line does). The words are in `i18n`, under `reason.` and the same names.
 */
export const REMEDIES = {
  "key-missing": SECRET_TOKEN,
  "key-malformed": SECRET_TOKEN,
  "key-unknown": NEW_KEY,
  "key-revoked": NEW_KEY,
  "key-expired": NEW_KEY,
  "key-not-permitted": NEW_KEY,
  "origin-not-allowed": null,
  "rate-limited": "ELASTIC_APM_TRANSACTION_SAMPLE_RATE=0.1",
  "method-not-supported": "ELASTIC_APM_SERVER_URL={origin}",
  "content-type-invalid": null,
  "body-unreadable": "ELASTIC_APM_SERVER_URL={origin}",
  "metadata-invalid": null,
  "service-name-missing": "ELASTIC_APM_SERVICE_NAME=my-app",
  "service-name-invalid": "ELASTIC_APM_SERVICE_NAME=my-app",
  "event-invalid": null,
  "event-too-large": "ELASTIC_APM_CAPTURE_BODY=off",
  "event-unrecognised": null,
  "anonymous-not-permitted": SECRET_TOKEN,
  overloaded: "npx sadari doctor",
  "clock-ahead": SYNC_CLOCK,
  "clock-behind": SYNC_CLOCK,
} as const satisfies Record<string, string | null>;

export type KnownReason = keyof typeof REMEDIES;

export interface RejectionWords {
  /** Key under `reason.`; `other` for a reason younger than this page. */
  readonly reason: KnownReason | "other";
  /** Values of the sentence; null when they did not come, and the sentence without them is used. */
  readonly values: Readonly<Record<string, string>> | null;
  readonly line: string | null;
}

const NEEDED = {
  "key-revoked": "revokedAt",
  "key-expired": "expiredAt",
  "origin-not-allowed": "origin",
  "event-too-large": "limit",
  "clock-ahead": "skew",
  "clock-behind": "skew",
} as const satisfies Partial<Record<KnownReason, string>>;

/**
 * How to say a refusal and how to mend it. `intakeUrl` is our address, for lines that contain it, `language`
 * the reader's.
 */
export function rejectionWords(
  entry: Pick<RejectionEntry, "reason" | "params">,
  intakeUrl: string,
  now: number,
  language: string = i18next.language ?? "en",
): RejectionWords {
  const reason = isKnown(entry.reason) ? entry.reason : "other";
  if (reason === "other") return { reason, values: {}, line: null };
  const line = REMEDIES[reason]?.replace("{origin}", intakeUrl) ?? null;
  const needed = reason in NEEDED ? NEEDED[reason as keyof typeof NEEDED] : undefined;
  if (needed === undefined) return { reason, values: {}, line };
  const value = new Map(Object.entries(entry.params)).get(needed);
  return { reason, values: value ? { [needed]: readable(needed, value, now, language) } : null, line };
}

const isKnown = (reason: string): reason is KnownReason => Object.hasOwn(REMEDIES, reason);

const UNITS = { min: "minute", h: "hour", d: "day" } as const;

/**
 * The server tells when a key ended as a moment (ISO 8601) and how wrong a clock is in short English (`9 h`);
 * people read the time of day, and a span in their own words. What is told otherwise is shown as it came.
 */
function readable(name: string, value: string, now: number, language: string): string {
  if (name === "skew") return span(value, language);
  const at = name === "revokedAt" || name === "expiredAt" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? value : formatMoment(at * MICROS_PER_MILLI, now);
}

function span(value: string, language: string): string {
  const [, n, unit] = /^(\d{1,9}) (min|h|d)$/.exec(value) ?? [];
  if (unit !== "min" && unit !== "h" && unit !== "d") return value;
  return new Intl.NumberFormat(language, { style: "unit", unit: UNITS[unit], unitDisplay: "long" }).format(Number(n));
}

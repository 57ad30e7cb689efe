import { expect, it } from "vitest";
import type { RejectionEntry } from "../../src/contract/index.ts";
import type { RejectionReason } from "../../src/model/index.ts";
import { en } from "../../src/web/i18n/en.ts";
import { ko } from "../../src/web/i18n/ko.ts";
import { type KnownReason, REMEDIES, rejectionWords } from "../../src/web/rejections/rejection-words.ts";

/** Compiles only while the pages have words for exactly the reasons the doors give. */
const pagesKnowAll: KnownReason extends RejectionReason ? (RejectionReason extends KnownReason ? true : never) : never =
  true;

const NOW = 1_700_000_000_000_000;
const entry = (reason: string, params: Record<string, string> = {}): RejectionEntry => ({
  at: NOW,
  reason,
  status: 401,
  address: "",
  agent: "",
  service: "",
  detail: "",
  count: 1,
  params,
});
const words = (reason: string, params?: Record<string, string>) =>
  rejectionWords(entry(reason, params), "http://booth:8200", NOW);

it("has a sentence and a remedy for every reason, in both languages", () => {
  expect(pagesKnowAll).toBe(true);
  for (const reason of Object.keys(REMEDIES)) {
    expect([
      reason,
      new Map(Object.entries(en.reason)).has(reason),
      new Map(Object.entries(ko.reason)).has(reason),
    ]).toEqual([reason, true, true]);
    // Without its values a sentence must have a shorter form: a hole in it would be worse.
    const { values } = words(reason);
    const says = new Map<string, { says: string; saysBare?: string }>(Object.entries(ko.reason)).get(reason);
    if (values === null) expect(says?.saysBare).toBeTruthy();
    else expect(says?.says).not.toContain("{{");
  }
});

it("gives the line that mends it", () => {
  expect(words("service-name-missing").line).toBe("ELASTIC_APM_SERVICE_NAME=my-app");
  expect(words("key-revoked").line).toBe("npx sadari key create");
  expect(words("body-unreadable").line).toBe("ELASTIC_APM_SERVER_URL=http://booth:8200");
});

it("says when a key was revoked, as a time of day", () => {
  const at = new Date(NOW / 1_000);
  const clock = `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
  expect(words("key-revoked", { revokedAt: at.toISOString() }).values?.revokedAt).toContain(clock);
});

it("says how wrong a clock is in the reader's language", () => {
  const skew = (value: string, language: string) =>
    rejectionWords(entry("clock-behind", { skew: value }), "", NOW, language).values?.skew;
  expect(["25 min", "9 h", "3 d"].map((value) => skew(value, "ko"))).toEqual(["25분", "9시간", "3일"]);
  expect(["25 min", "1 h", "3 d"].map((value) => skew(value, "en"))).toEqual(["25 minutes", "1 hour", "3 days"]);
  expect(["", "a while", "9 h <b>"].map((value) => skew(value, "ko"))).toEqual([undefined, "a while", "9 h <b>"]);
});

it("falls back for a reason it does not know, whatever it is called", () => {
  expect(words("reason-of-tomorrow")).toEqual({ reason: "other", values: {}, line: null });
  expect(words("__proto__").reason).toBe("other");
  expect(words("constructor").reason).toBe("other");
});

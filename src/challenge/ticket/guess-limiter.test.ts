import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Clock, epochMicros, MICROS_PER_SECOND, micros } from "../../kernel/index.ts";
import { GuessLimiter } from "./guess-limiter.ts";
import { newCode, readCode, showCode } from "./pairing-code.ts";
import { newPhrase, phraseHash } from "./recovery-phrase.ts";

const LIMITS = {
  freeOfAddress: 3,
  forgivenOfAddress: 1,
  freeOfAll: 100,
  forgivenOfAll: 10,
  firstWaitMillis: 200,
  longestWaitMillis: 600,
  waiting: 2,
};

class TestClock implements Clock {
  elapsed = 0;
  readonly now = () => epochMicros(this.elapsed);
  readonly monotonic = () => micros(this.elapsed);
}

/** Far below the first wait, far above what a busy machine makes of no wait. */
const NO_WAIT_MILLIS = 150;

const wrong = async (): Promise<string | undefined> => undefined;
const right = async (): Promise<string | undefined> => "in";
const took = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};

describe("wrong guesses", () => {
  it("slow the next ones of their address down, more each time, and nobody elsewhere", async () => {
    const limiter = new GuessLimiter(new TestClock(), LIMITS);
    for (let n = 0; n < 3; n++) await limiter.guess("hall", wrong);
    expect(await took(() => limiter.guess("hall", wrong))).toBeGreaterThanOrEqual(190);
    expect(await took(() => limiter.guess("hall", wrong))).toBeGreaterThanOrEqual(390);
    expect(await took(() => limiter.guess("elsewhere", wrong))).toBeLessThan(NO_WAIT_MILLIS);
  });

  it("lock nobody out: who is right gets in after the wait, and is forgiven with time", async () => {
    const clock = new TestClock();
    const limiter = new GuessLimiter(clock, LIMITS);
    for (let n = 0; n < 6; n++) await limiter.guess("hall", wrong);
    expect(await limiter.guess("hall", right)).toBe("in");
    clock.elapsed += 60 * MICROS_PER_SECOND;
    expect(await took(() => limiter.guess("hall", right))).toBeLessThan(NO_WAIT_MILLIS);
  });

  it("many at once do not all see the free ones, and only so many wait", async () => {
    const limiter = new GuessLimiter(new TestClock(), LIMITS);
    const many = await Promise.allSettled(Array.from({ length: 20 }, () => limiter.guess("bot", wrong)));
    expect(many.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    expect(many.at(-1)).toMatchObject({ reason: { code: "ticket.too-many-guesses" } });
  });

  it("that were never looked at make nobody else wait", async () => {
    const limiter = new GuessLimiter(new TestClock(), { ...LIMITS, freeOfAll: 12, waiting: 4 });
    const flood = await Promise.allSettled(Array.from({ length: 500 }, () => limiter.guess("bot", wrong)));
    expect(flood.filter(({ status }) => status === "rejected").length).toBeGreaterThan(450);
    expect(await took(() => limiter.guess("hall", right))).toBeLessThan(NO_WAIT_MILLIS);
  });

  it("of one address leave seats for those of others who have to wait", async () => {
    const limiter = new GuessLimiter(new TestClock(), { ...LIMITS, freeOfAll: 0, waiting: 4 });
    const flood = Array.from({ length: 50 }, () => limiter.guess("bot", wrong).catch(() => undefined));
    expect(await limiter.guess("hall", right)).toBe("in");
    await Promise.all(flood);
  });

  it("that are right count as none, however many there are", async () => {
    const limiter = new GuessLimiter(new TestClock(), LIMITS);
    for (let n = 0; n < 50; n++) expect(await took(() => limiter.guess("hall", right))).toBeLessThan(NO_WAIT_MILLIS);
  });
});

describe("what opens a ticket", () => {
  it("has codes of an alphabet without look-alikes, each character about as often as any", () => {
    const counts = new Map<string, number>();
    for (let n = 0; n < 6_400; n++) {
      const code = newCode();
      expect(code).toMatch(/^[A-HJ-NP-Z2-9]{6}$/);
      expect(readCode(showCode(code).toLowerCase())).toBe(code);
      for (const character of code) counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    expect(counts.size).toBe(32);
    for (const count of counts.values()) expect(Math.abs(count - 1_200)).toBeLessThan(250);
  });

  it("has words that are read whatever the keyboard does with them", () => {
    fc.assert(
      fc.property(fc.constantFrom("ko", "en"), fc.constantFrom("NFC", "NFD", "NFKD"), (language, form) => {
        const phrase = newPhrase(language);
        const hash = phraseHash(phrase.join(" "));
        expect(hash).toMatch(/^[0-9a-f]{64}$/);
        expect(phraseHash(`\n ${phrase.join("  ,\t").normalize(form).toUpperCase()} `)).toBe(hash);
        expect(phraseHash(phrase.slice(1).join(" "))).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  it("repeats no phrase in ten thousand", () => {
    const phrases = new Set(Array.from({ length: 10_000 }, () => newPhrase("ko").join(" ")));
    expect(phrases.size).toBe(10_000);
  });

  it("is nothing that text of any kind could be", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const code = readCode(text);
        expect(code === undefined || /^[A-HJ-NP-Z2-9]{6}$/.test(code)).toBe(true);
        expect(phraseHash(text)).toBeUndefined();
      }),
    );
  });
});

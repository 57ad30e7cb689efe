import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AnswersOutcome, AnswerValue, AnswerWrite, MySurvey } from "../../contract/index.ts";
import { ApiFault } from "../app/api.ts";
import { Outbox, type Transport } from "./outbox.ts";
import { MemoryStore } from "./storage.ts";

const rating = (value: number): AnswerValue => ({ type: "rating", value });
const fault = (status: number, code: string) => new ApiFault(status, { error: "", code, fix: "" });

/** A server that keeps answers as ours does: a nonce once, the later write wins. */
class Booth implements Transport {
  readonly answers = new Map<string, { value: AnswerValue | null; at: number }>();
  readonly nonces: string[] = [];
  clock = 5_000_000_000;
  failure: ApiFault | undefined;
  /** The request arrives, its answer does not. */
  losesAnswers = false;
  refuses = "";
  visits = new Set<string>();

  async fetch(): Promise<MySurvey> {
    if (this.failure) throw this.failure;
    return this.#survey();
  }

  async send(_slug: string, writes: readonly AnswerWrite[]): Promise<AnswersOutcome> {
    if (this.failure) throw this.failure;
    const outcomes = writes.map((write) => this.#take(write));
    if (this.losesAnswers) throw fault(0, "offline");
    return { outcomes, survey: this.#survey() };
  }

  async claim(_slug: string, visit: string): Promise<{ state: "attached" | "unknown" }> {
    return { state: this.visits.has(visit) ? "attached" : "unknown" };
  }

  #take({ nonce, question, value, at }: AnswerWrite): AnswersOutcome["outcomes"][number] {
    if (question === this.refuses) {
      return { nonce, question, outcome: "refused", code: "survey.answer-refused", error: "no" };
    }
    if (this.nonces.includes(nonce)) return { nonce, question, outcome: "repeated", code: "", error: "" };
    this.nonces.push(nonce);
    if ((this.answers.get(question)?.at ?? 0) <= at) this.answers.set(question, { value, at });
    return { nonce, question, outcome: "saved", code: "", error: "" };
  }

  #survey(): MySurvey {
    const given = [...this.answers].flatMap(([question, { value }]) => (value === null ? [] : [[question, value]]));
    return {
      ticket: "AAAA1111",
      version: 1,
      definition: { questions: [] },
      answers: Object.fromEntries(given),
      completed: false,
      open: true,
      keyMode: "personal",
      estimatedSeconds: 60,
      serverTime: this.clock,
    };
  }
}

describe("the outbox", () => {
  let booth: Booth;
  let store: MemoryStore;
  let outbox: Outbox;
  const open = () => new Outbox("pycon", store, booth, () => Date.now());
  const later = (millis: number) => vi.advanceTimersByTimeAsync(millis);

  beforeEach(async () => {
    vi.useFakeTimers({ now: 1_000 });
    booth = new Booth();
    store = new MemoryStore();
    outbox = open();
    outbox.refresh();
    await later(0);
    return () => {
      outbox.stop();
      vi.useRealTimers();
    };
  });

  it("sends an answer and has nothing left", async () => {
    outbox.answer("ease", rating(4), "ko");
    expect(outbox.state).toMatchObject({ waiting: 1, survey: { answers: { ease: rating(4) } } });
    await later(0);
    expect(booth.answers.get("ease")?.value).toEqual(rating(4));
    expect(outbox.state).toMatchObject({ waiting: 0, trouble: "none" });
    expect(store.length).toBe(1);
  });

  it("carries the server's time, in order, however wrong the device's clock is", async () => {
    outbox.answer("a", rating(1), "ko");
    outbox.answer("b", rating(2), "ko");
    await later(0);
    expect(booth.answers.get("a")?.at).toBe(5_000_000_000);
    expect(booth.answers.get("b")?.at).toBe(5_000_000_001);
  });

  it("keeps answers while the network is away, over a reload too, and sends them by itself", async () => {
    booth.failure = fault(0, "offline");
    for (let n = 1; n <= 5; n++) outbox.answer("ease", rating(n), "ko");
    outbox.answer("role", { type: "single", option: "data", other: "" }, "ko");
    await later(3 * 60_000);
    expect(outbox.state).toMatchObject({ waiting: 2, trouble: "offline" });
    outbox.stop();
    outbox = open();
    expect(outbox.state.survey?.answers.ease).toEqual(rating(5));
    outbox.refresh();
    await later(60_000);
    booth.failure = undefined;
    await later(60_000);
    expect(outbox.state).toMatchObject({ waiting: 0, trouble: "none" });
    expect(booth.answers.get("ease")?.value).toEqual(rating(5));
    expect(booth.nonces).toHaveLength(2);
  });

  it("sends at once when the network is back", async () => {
    booth.failure = fault(0, "offline");
    outbox.answer("ease", rating(5), "ko");
    await later(10 * 60_000);
    booth.failure = undefined;
    outbox.reconnect();
    await later(0);
    expect(outbox.state.waiting).toBe(0);
  });

  it("repeats a write whose answer got lost under the same nonce", async () => {
    booth.losesAnswers = true;
    outbox.answer("ease", rating(5), "ko");
    await later(10_000);
    booth.losesAnswers = false;
    await later(60_000);
    expect(outbox.state.waiting).toBe(0);
    expect(booth.nonces).toHaveLength(1);
  });

  it("drops nothing at the close, and sends it when the host takes the close back", async () => {
    booth.failure = fault(409, "challenge.not-open");
    outbox.answer("ease", rating(5), "ko");
    await later(60 * 60_000);
    expect(outbox.state).toMatchObject({ waiting: 1, trouble: "closed" });
    booth.failure = undefined;
    await later(60_000);
    expect(outbox.state).toMatchObject({ waiting: 0, trouble: "none" });
  });

  it("says which question was refused and goes on with the others", async () => {
    booth.refuses = "role";
    outbox.answer("role", rating(1), "ko");
    outbox.answer("ease", rating(2), "ko");
    await later(0);
    expect([...outbox.state.refused]).toEqual([["role", "survey.answer-refused"]]);
    expect(outbox.state.waiting).toBe(0);
    expect(booth.answers.has("ease")).toBe(true);
  });

  it("finds the one write for which a whole request is refused", async () => {
    const send = booth.send.bind(booth);
    booth.send = async (slug, writes) => {
      if (writes.some(({ question }) => question === "bad")) throw fault(400, "request.invalid");
      return send(slug, writes);
    };
    booth.failure = fault(0, "offline");
    for (const question of ["one", "bad", "two"]) outbox.answer(question, rating(1), "ko");
    await later(0);
    booth.failure = undefined;
    outbox.reconnect();
    await later(0);
    expect([...booth.answers.keys()]).toEqual(["one", "two"]);
    expect([...outbox.state.refused.keys()]).toEqual(["bad"]);
  });

  it("goes on in memory when the storage is full, and says so", async () => {
    store.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    booth.failure = fault(0, "offline");
    outbox.answer("ease", rating(5), "ko");
    await later(0);
    expect(outbox.state).toMatchObject({ waiting: 1, trouble: "full" });
    booth.failure = undefined;
    outbox.reconnect();
    await later(0);
    expect(booth.answers.get("ease")?.value).toEqual(rating(5));
  });

  it("takes over a tablet's answers as soon as the tablet has sent them", async () => {
    outbox.expectVisit("v1");
    await later(60_000);
    expect(store.getItem("sadari.visit.pycon")).not.toBeNull();
    booth.visits.add("v1");
    await later(60_000);
    expect(store.getItem("sadari.visit.pycon")).toBeNull();
  });
});

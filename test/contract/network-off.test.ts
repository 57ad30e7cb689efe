import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Apm } from "../../src/apm/index.ts";
import { type Challenge, type Challenges, openChallenges } from "../../src/challenge/index.ts";
import type { AnswerValue, MySurvey, Question } from "../../src/contract/index.ts";
import { type Control, openControl } from "../../src/control/index.ts";
import { DEFAULT_SPACE, epochMicros, MICROS_PER_MINUTE, systemClock, type TicketId } from "../../src/kernel/index.ts";
import { createMetrics, silentLog } from "../../src/self/index.ts";
import { ApiFault } from "../../src/web/app/api.ts";
import { Outbox, type Transport } from "../../src/web/survey/outbox.ts";
import { MemoryStore } from "../../src/web/survey/storage.ts";
import { eventually } from "../booth.ts";
import { type PostgresServer, startPostgres } from "../postgres-server.ts";

const PEOPLE = 30;
/** What is lost does not depend on how long; `SADARI_TEST_NETWORK_OFF_SECONDS=180` is three minutes. */
const OFF_SECONDS = Number(process.env.SADARI_TEST_NETWORK_OFF_SECONDS ?? 3);

const offline = () => new ApiFault(0, { error: "", code: "offline", fix: "" });

/** The air between phones and the booth. */
class Network {
  state: "on" | "off" | "loses-answers" = "on";
  lostAnswers = 0;

  async through<T>(request: () => Promise<T>): Promise<T> {
    if (this.state === "off") throw offline();
    const answer = await request();
    if (this.state === "on") return answer;
    this.lostAnswers += 1;
    throw offline();
  }
}

const silentApm = {
  received: async () => [],
  origins: async () => [],
  services: async () => ({ services: [] }),
} as unknown as Apm;

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

describe.each(["sqlite", "postgresql"] as const)("the network of the hall is off, answers in %s", (kind) => {
  let dataDir: string;
  let control: Control;
  let challenges: Challenges;
  let challenge: Challenge;
  const outboxes: Outbox[] = [];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "sadari-off-"));
    const url = kind === "postgresql" ? await postgres.createDatabase() : undefined;
    const own = { dataDir, clock: systemClock, log: silentLog };
    control = await openControl({ ...own, url });
    challenges = await openChallenges({ ...own, control, apm: silentApm, metrics: createMetrics() });
    await control.spaces.ensure(DEFAULT_SPACE, "Default");
    const { lifecycle } = challenges;
    const made = await lifecycle.create(DEFAULT_SPACE, { nameKo: "시험", nameEn: "", rehearsal: false }, "host:token");
    await control.records.write((transaction) =>
      transaction
        .updateTable("challenge")
        .set({ state: "open", closes_at: epochMicros(systemClock.now() + 60 * MICROS_PER_MINUTE) })
        .where("slug", "=", made.slug)
        .execute(),
    );
    const found = await lifecycle.findBySlug(made.slug);
    if (found === undefined) throw new Error("not made");
    challenge = found;
  });
  afterEach(async () => {
    for (const outbox of outboxes.splice(0)) outbox.stop();
    await challenges[Symbol.asyncDispose]();
    await control[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });

  const joinWith = (nonce: string) =>
    challenges.tickets.join(challenge, { language: "ko", staff: false, device: "phone", nonce });

  const phoneOf = async (network: Network, ticket: TicketId): Promise<Outbox> => {
    const { surveys } = challenges;
    const transport: Transport = {
      fetch: () => network.through(() => surveys.mine(challenge, ticket)),
      send: (_slug, writes) => network.through(() => surveys.answer(challenge, ticket, writes)),
      claim: async () => ({ state: "unknown" }),
    };
    const outbox = new Outbox(challenge.slug, new MemoryStore(), transport);
    outboxes.push(outbox);
    outbox.refresh();
    await eventually(async () => outbox.state.survey ?? undefined);
    return outbox;
  };

  it(`for ${OFF_SECONDS} s while ${PEOPLE} people answer: nothing is lost and nothing is there twice`, {
    timeout: OFF_SECONDS * 1_000 + 60_000,
  }, async () => {
    const network = new Network();
    const tickets = await Promise.all(
      Array.from({ length: PEOPLE }, async (_, n) => (await joinWith(`joining-person-${n}`)).ticket),
    );
    const phones = await Promise.all(tickets.map((ticket) => phoneOf(network, ticket)));
    const questions = (phones[0]?.state.survey?.definition.questions ?? []).filter(({ type }) => type !== "app");
    expect(questions.length).toBeGreaterThan(2);
    const wanted = new Map<TicketId, Map<string, AnswerValue>>(tickets.map((ticket) => [ticket, new Map()]));
    const answerAll = (round: number): void => {
      for (const [n, phone] of phones.entries()) {
        for (const question of questions) {
          const value = answerTo(question, n + round);
          phone.answer(question.id, value, "ko");
          wanted.get(tickets[n] as TicketId)?.set(question.id, value);
        }
      }
    };
    // First only answers are lost: the booth has the writes, the phones cannot know and send them again.
    network.state = "loses-answers";
    answerAll(0);
    await eventually(async () => (network.lostAnswers >= PEOPLE ? true : undefined));
    network.state = "off";
    answerAll(1);
    await sleep((OFF_SECONDS * 1_000) / 2);
    answerAll(2);
    await sleep((OFF_SECONDS * 1_000) / 2);
    expect(phones.every(({ state }) => state.waiting > 0)).toBe(true);

    network.state = "on";
    for (const phone of phones) phone.reconnect();
    await eventually(async () => (phones.every(({ state }) => state.waiting === 0) ? true : undefined), 40_000);
    for (const ticket of tickets) {
      const { answers }: MySurvey = await challenges.surveys.mine(challenge, ticket);
      expect(answers).toEqual(Object.fromEntries(wanted.get(ticket) ?? []));
    }
    const rows = await control.records.read(async (tables) => ({
      responses: await tables.selectFrom("response").select("ticket").execute(),
      answers: await tables.selectFrom("answer").select(["ticket", "question"]).execute(),
      nonces: await tables.selectFrom("client_nonce").select(["ticket", "nonce"]).execute(),
    }));
    expect(rows.responses.map(({ ticket }) => ticket).sort()).toEqual([...tickets].sort());
    expect(rows.answers).toHaveLength(PEOPLE * questions.length);
    expect(new Set(rows.nonces.map(({ nonce }) => nonce)).size).toBe(rows.nonces.length);
  });

  it("and the answers to joins are lost: each person has one ticket, and its cookie", async () => {
    const network = new Network();
    network.state = "loses-answers";
    const nonces = Array.from({ length: PEOPLE }, (_, n) => `nonce-of-person-${n}`);
    await Promise.allSettled(nonces.map((nonce) => network.through(() => joinWith(nonce))));
    expect(network.lostAnswers).toBe(PEOPLE);
    network.state = "on";
    const joined = await Promise.all(nonces.map((nonce) => network.through(() => joinWith(nonce))));
    const rows = await control.records.read((tables) => tables.selectFrom("ticket").select("id").execute());
    expect(rows.map(({ id }) => id).sort()).toEqual(joined.map(({ ticket }) => ticket).sort());
    for (const { ticket, token } of joined) {
      expect(await challenges.tickets.identify(token)).toMatchObject({ ticket });
    }
  });
});

function answerTo(question: Question, n: number): AnswerValue {
  switch (question.type) {
    case "single":
      return { type: "single", option: question.options[n % question.options.length]?.id ?? null, other: "" };
    case "multiple":
      return { type: "multiple", options: [question.options[n % question.options.length]?.id ?? ""], other: "" };
    case "rating":
      return { type: "rating", value: (n % question.steps) + 1 };
    case "short":
    case "long":
      return { type: question.type, text: `${question.id} ${n}` };
    case "consent":
      return { type: "consent", given: n % 2 === 0 };
    case "app":
      return { type: "app", typed: `app-${n}`, service: null };
  }
}

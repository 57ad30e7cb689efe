import { describe, expect, it } from "vitest";
import { DEFAULT_SPACE, keyId, ticketId } from "../../kernel/index.ts";
import { METADATA, openDoor, transaction } from "./door-fixture.ts";

const personal = { authorization: "Bearer mine" };
const open = (personalKey: object) =>
  openDoor({
    checkKey: async (key) => {
      const ticket = key.kind === "bearer" && key.token === "mine" ? ticketId("0123ABCD") : undefined;
      return { ok: true, space: DEFAULT_SPACE, keyId: keyId(ticket === undefined ? "k_host" : "k_mine"), ticket };
    },
    limits: {
      personalKey: { eventsPerSecond: 10, eventsAtOnce: 20, bytesPerSecond: 1e6, bytesAtOnce: 1e7, ...personalKey },
    },
  });
const body = (events: number): string =>
  `${[METADATA, ...Array.from({ length: events }, () => transaction())].join("\n")}\n`;

describe("a participant's own key", () => {
  it("sends in bursts, and so many events a second after them; the key is named in the refusal", async () => {
    const { send, clock, sink, rejections } = open({});
    expect((await send({ headers: personal, body: body(20) })).status).toBe(202);
    const refused = await send({ headers: personal, body: body(5) });
    expect(refused.status).toBe(429);
    expect(refused.headers["Retry-After"]).toBe("1");
    expect(JSON.parse(refused.body).errors.at(-1).message).toContain(
      "rate limit exceeded: a personal key may send 10 events a second",
    );
    expect(rejections.at(-1)).toMatchObject({ reason: "rate-limited", status: 429, key: "k_mine" });
    clock.micros += 1_000_000;
    expect((await send({ headers: personal, body: body(10) })).status).toBe(202);
    expect(sink.events).toHaveLength(30);
  });

  it("sends so many bytes", async () => {
    const { send } = open({ bytesAtOnce: 1_000 });
    expect((await send({ headers: personal, body: body(2) })).status).toBe(202);
    expect((await send({ headers: personal, body: body(9) })).status).toBe(429);
  });

  it("holds up nobody else: the host's key from the same address sends on", async () => {
    const { send } = open({});
    await send({ headers: personal, body: body(21) });
    expect((await send({ headers: personal, body: body(21) })).status).toBe(429);
    expect((await send({ headers: { authorization: "Bearer host" }, body: body(500) })).status).toBe(202);
  });
});

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { type Control, linkId, openControl } from "../../src/control/index.ts";
import {
  DEFAULT_SPACE,
  epochMicros,
  Fault,
  keyId,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  spaceId,
} from "../../src/kernel/index.ts";
import { silentLog } from "../../src/self/index.ts";
import { onBothDatabases } from "../both-databases.ts";
import type { TestClock } from "../test-clock.ts";

onBothDatabases("control data", (kind, ground) => {
  let clock: TestClock;
  let control: Control;

  /** Another process's view of the same data, as far as this room can tell. */
  const open = (): Promise<Control> => ground().openControl();

  beforeEach(async () => {
    clock = ground().clock;
    control = await open();
  });

  const bearer = (token: string) => ({ kind: "bearer", token }) as const;

  describe("spaces", () => {
    it("are made once and keep their first name", async () => {
      const made = await control.spaces.ensure(spaceId("pycon"), "PyCon 한국");
      expect(made).toEqual({ id: "pycon", name: "PyCon 한국", createdAt: clock.now() });
      expect(await control.spaces.ensure(spaceId("pycon"), "another")).toEqual(made);
      expect(await control.spaces.find(spaceId("pycon"))).toEqual(made);
      expect(await control.spaces.find(spaceId("nowhere"))).toBeUndefined();
      expect(await control.spaces.list()).toEqual([made]);
    });

    it("are made once by many at the same time", async () => {
      const other = await open();
      const made = await Promise.all(
        Array.from({ length: 20 }, (_, n) => (n % 2 ? control : other).spaces.ensure(spaceId("same"), `name ${n}`)),
      );
      expect(new Set(made.map((space) => space.name)).size).toBe(1);
    });

    it.each(["", "Upper", "-a", "a-", "a b", "a".repeat(64), "한국"])("refuse the id %j", async (id) => {
      await expect(control.spaces.ensure(spaceId(id), "x")).rejects.toMatchObject({ code: "request.invalid" });
    });
  });

  describe("keys", () => {
    it("come with the first start, once", async () => {
      const other = await open();
      const firsts = await Promise.all([control.ensureFirstKey(), other.ensureFirstKey(), control.ensureFirstKey()]);
      const made = firsts.filter((first) => first !== undefined);
      expect(made).toHaveLength(1);
      expect(made[0]?.secret).toMatch(/^sadari_ik_[0-9a-hjkmnp-tv-z]{26}$/);
      expect(made[0]?.key).toMatchObject({ space: DEFAULT_SPACE, id: expect.stringMatching(/^k_[0-9a-z]{12}$/) });
      expect(await control.keys.check(bearer(made[0]?.secret ?? ""))).toMatchObject({ ok: true, space: DEFAULT_SPACE });
    });

    it("open the door as a bearer token and as an API key", async () => {
      await control.ensureFirstKey();
      const { key, secret } = await control.keys.create({ space: DEFAULT_SPACE, label: "spring" });
      const yes = { ok: true, space: DEFAULT_SPACE, keyId: key.id };
      expect(await control.keys.check(bearer(secret))).toEqual(yes);
      expect(await control.keys.check({ kind: "apikey", id: key.id, secret })).toEqual(yes);
    });

    it("are unknown when any part is wrong", async () => {
      await control.ensureFirstKey();
      const { key, secret } = await control.keys.create({ space: DEFAULT_SPACE, label: "a" });
      const other = await control.keys.create({ space: DEFAULT_SPACE, label: "b" });
      const unknown = { ok: false, reason: "unknown" };
      for (const presented of [
        bearer(""),
        bearer(`${secret}x`),
        bearer(secret.toUpperCase()),
        bearer("x".repeat(1_000_000)),
        bearer(key.id),
        { kind: "apikey", id: other.key.id, secret } as const,
        { kind: "apikey", id: "", secret } as const,
        { kind: "apikey", id: key.id, secret: "" } as const,
      ]) {
        expect(await control.keys.check(presented)).toEqual(unknown);
      }
    });

    it("belong to one space", async () => {
      await control.spaces.ensure(spaceId("a"), "A");
      await control.spaces.ensure(spaceId("b"), "B");
      const inA = await control.keys.create({ space: spaceId("a"), label: "one" });
      const inB = await control.keys.create({ space: spaceId("b"), label: "two" });
      expect(await control.keys.check(bearer(inA.secret))).toMatchObject({ space: "a" });
      expect(await control.keys.check(bearer(inB.secret))).toMatchObject({ space: "b" });
      expect((await control.keys.list(spaceId("a"))).map((key) => key.id)).toEqual([inA.key.id]);
      expect(await control.keys.list()).toHaveLength(2);
      await expect(control.keys.create({ space: spaceId("c"), label: "x" })).rejects.toMatchObject({
        code: "control.space-unknown",
        message: "There is no space c.",
      });
    });

    it("with a secret of the host's choice are made once", async () => {
      await control.spaces.ensure(DEFAULT_SPACE, "Default");
      await control.spaces.ensure(spaceId("other"), "Other");
      const input = { space: DEFAULT_SPACE, label: "from the environment", secret: "chosen-by-the-host" };
      const first = await control.keys.create(input);
      expect(await control.keys.create(input)).toEqual(first);
      expect(await control.keys.check(bearer("chosen-by-the-host"))).toMatchObject({ ok: true });
      await expect(control.keys.create({ ...input, space: spaceId("other") })).rejects.toMatchObject({
        code: "control.secret-taken",
      });
      await control.keys.revoke(first.key.id);
      expect((await control.keys.create(input)).key.revokedAt).toBe(clock.now());
      for (const secret of ["", "two words", "línea", "x".repeat(513)]) {
        await expect(control.keys.create({ ...input, secret })).rejects.toMatchObject({ code: "request.invalid" });
      }
    });

    it("are refused from the moment they are revoked, with that moment", async () => {
      await control.ensureFirstKey();
      const { key, secret } = await control.keys.create({ space: DEFAULT_SPACE, label: "a" });
      await control.keys.check(bearer(secret));
      clock.pass(MICROS_PER_HOUR);
      const at = clock.now();
      expect(await control.keys.revoke(key.id)).toMatchObject({ id: key.id, revokedAt: at });
      expect(await control.keys.check(bearer(secret))).toEqual({
        ok: false,
        reason: "revoked",
        space: DEFAULT_SPACE,
        at,
        keyId: key.id,
      });
      clock.pass(MICROS_PER_HOUR);
      expect(await control.keys.revoke(key.id)).toMatchObject({ revokedAt: at });
      await expect(control.keys.revoke(keyId("k_nothing"))).rejects.toThrow(Fault);
    });

    it("that another process makes are known within a quarter of a second, its revocations within 2 s", async () => {
      const first = await control.ensureFirstKey();
      const commandLine = await open();
      expect(await control.keys.check(bearer(first?.secret ?? ""))).toMatchObject({ ok: true });
      const { key, secret } = await commandLine.keys.create({ space: DEFAULT_SPACE, label: "late" });
      clock.pass(MICROS_PER_SECOND / 4 + 1);
      expect(await control.keys.check(bearer(secret))).toMatchObject({ ok: true });
      await commandLine.keys.revoke(key.id);
      clock.pass(2 * MICROS_PER_SECOND + 1);
      expect(await control.keys.check(bearer(secret))).toMatchObject({ reason: "revoked" });
    });

    it("show when they were last used, to the minute", async () => {
      await control.ensureFirstKey();
      const { key, secret } = await control.keys.create({ space: DEFAULT_SPACE, label: "a" });
      const lastUsed = async () => (await control.keys.list()).find(({ id }) => id === key.id)?.lastUsedAt;
      const used = clock.now();
      await control.keys.check(bearer(secret));
      clock.pass(30 * MICROS_PER_SECOND);
      await control.keys.check(bearer(secret));
      expect(await lastUsed()).toBeUndefined();
      await ground().stop();
      control = await open();
      expect([used, clock.now()]).toContain(await lastUsed());
    });

    it("are stored as hashes only", async () => {
      const first = await control.ensureFirstKey();
      const { token } = await control.links.create({ kind: "host", space: DEFAULT_SPACE, label: "", once: false });
      const session = await control.links.redeem(token);
      await ground().stop();
      if (kind === "postgresql") return;
      for (const name of await readdir(join(ground().dataDir, "control"))) {
        const content = await readFile(join(ground().dataDir, "control", name), "latin1");
        for (const secret of [first?.secret, token, session?.session]) expect(content).not.toContain(secret);
      }
    });
  });

  describe("links", () => {
    beforeEach(async () => {
      await control.spaces.ensure(DEFAULT_SPACE, "Default");
    });
    const host = { kind: "host", space: DEFAULT_SPACE, label: "host", once: true } as const;
    const wall = { kind: "wall", space: DEFAULT_SPACE, label: "wall", once: false } as const;

    it("let one in when they are good for once, however many come together", async () => {
      const other = await open();
      const { token } = await control.links.create(host);
      expect(token).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
      const redeemed = await Promise.all(
        Array.from({ length: 50 }, (_, n) => (n % 2 ? control : other).links.redeem(token)),
      );
      const sessions = redeemed.filter((each) => each !== undefined);
      expect(sessions).toHaveLength(1);
      expect(sessions[0]).toMatchObject({ role: "host", space: DEFAULT_SPACE });
      expect(sessions[0]?.session).toMatch(/^[0-9a-hjkmnp-tv-z]{52}$/);
      expect(await control.links.redeem(token)).toBeUndefined();
    });

    it("let many in when they are good for many, each with a session of their own", async () => {
      const { token } = await control.links.create(wall);
      const sessions = await Promise.all(Array.from({ length: 5 }, () => control.links.redeem(token)));
      expect(new Set(sessions.map((each) => each?.session)).size).toBe(5);
    });

    it("let nobody in when unknown, expired or revoked", async () => {
      expect(await control.links.redeem("")).toBeUndefined();
      expect(await control.links.redeem("x".repeat(100_000))).toBeUndefined();
      expect(await control.links.redeem("0".repeat(26))).toBeUndefined();
      const expiring = await control.links.create({
        ...host,
        expiresAt: epochMicros(clock.now() + MICROS_PER_MINUTE),
      });
      clock.pass(MICROS_PER_MINUTE);
      expect(await control.links.redeem(expiring.token)).toBeUndefined();
      const revoked = await control.links.create(wall);
      await control.links.revoke(revoked.link.id);
      expect(await control.links.redeem(revoked.token)).toBeUndefined();
      await expect(control.links.revoke(linkId("l_none"))).rejects.toMatchObject({ code: "control.link-unknown" });
    });

    it("end their sessions when revoked, here at once and elsewhere within 2 s", async () => {
      const other = await open();
      const { link, token } = await control.links.create(wall);
      const session = (await control.links.redeem(token))?.session ?? "";
      expect(await other.sessions.find(session)).toMatchObject({ role: "wall", link: link.id });
      expect(await control.sessions.find(session)).toBeDefined();
      await control.links.revoke(link.id);
      expect(await control.sessions.find(session)).toBeUndefined();
      clock.pass(2 * MICROS_PER_SECOND + 1);
      expect(await other.sessions.find(session)).toBeUndefined();
    });

    it("with a token of the host's choice are made once", async () => {
      const first = await control.links.create({ ...wall, token: "the-wall" });
      expect(await control.links.create({ ...wall, token: "the-wall" })).toEqual(first);
      await expect(control.links.create({ ...host, token: "the-wall" })).rejects.toMatchObject({
        code: "control.secret-taken",
      });
      await expect(control.links.create({ ...wall, space: spaceId("none") })).rejects.toMatchObject({
        code: "control.space-unknown",
      });
    });

    it("are listed with what became of them", async () => {
      const { link, token } = await control.links.create(host);
      clock.pass(MICROS_PER_SECOND);
      await control.links.redeem(token);
      expect(await control.links.list()).toEqual([{ ...link, usedAt: clock.now() }]);
      expect(await control.links.list(spaceId("other"))).toEqual([]);
    });
  });

  describe("sessions", () => {
    const enter = async (role: "host" | "wall"): Promise<string> => {
      await control.spaces.ensure(DEFAULT_SPACE, "Default");
      const { token } = await control.links.create({ kind: role, space: DEFAULT_SPACE, label: role, once: false });
      return (await control.links.redeem(token))?.session ?? "";
    };

    it("of a host end after 8 h without use", async () => {
      const session = await enter("host");
      clock.pass(8 * MICROS_PER_HOUR - 1);
      expect(await control.sessions.find(session)).toMatchObject({ role: "host", space: DEFAULT_SPACE });
      clock.pass(8 * MICROS_PER_HOUR - 1);
      expect(await control.sessions.find(session)).toBeDefined();
      clock.pass(8 * MICROS_PER_HOUR);
      expect(await control.sessions.find(session)).toBeUndefined();
    });

    it("of a host end after 7 days in any case, of a wall after 30", async () => {
      const host = await enter("host");
      const wall = await enter("wall");
      for (let hours = 0; hours < 7 * 24 - 6; hours += 6) {
        clock.pass(6 * MICROS_PER_HOUR);
        expect(await control.sessions.find(host)).toBeDefined();
      }
      clock.pass(6 * MICROS_PER_HOUR);
      expect(await control.sessions.find(host)).toBeUndefined();
      expect(await control.sessions.find(wall)).toBeDefined();
      clock.pass(23 * MICROS_PER_DAY);
      expect(await control.sessions.find(wall)).toBeUndefined();
    });

    it("end when asked to, and made-up tokens are none", async () => {
      const session = await enter("host");
      await control.sessions.end("0".repeat(52));
      expect(await control.sessions.find(session)).toBeDefined();
      await control.sessions.end(session);
      expect(await control.sessions.find(session)).toBeUndefined();
      for (const token of ["", "0".repeat(52), "x".repeat(10_000)]) {
        expect(await control.sessions.find(token)).toBeUndefined();
      }
    });
  });

  it("survives a restart", async () => {
    const first = await control.ensureFirstKey();
    await ground().stop();
    const again = await open();
    expect(again.kind).toBe(kind);
    await again.ping();
    expect(await again.ensureFirstKey()).toBeUndefined();
    expect(await again.keys.check(bearer(first?.secret ?? ""))).toMatchObject({ ok: true });
  });

  it("is brought up by many processes starting together", async () => {
    const fresh = await ground().emptyDatabase();
    const folder = join(ground().dataDir, "fresh");
    const controls = await Promise.all(
      Array.from({ length: 8 }, () => openControl({ dataDir: folder, url: fresh, clock, log: silentLog })),
    );
    ground().use(...controls);
    const firsts = await Promise.all(controls.map((each) => each.ensureFirstKey()));
    expect(firsts.filter((first) => first !== undefined)).toHaveLength(1);
  });

  it("keeps its files to its owner", async () => {
    if (kind === "postgresql") return;
    await control.ensureFirstKey();
    expect((await stat(join(ground().dataDir, "control"))).mode & 0o777).toBe(0o700);
    const names = await readdir(join(ground().dataDir, "control"));
    expect(names).toContain("control.sqlite");
    for (const name of names) expect((await stat(join(ground().dataDir, "control", name))).mode & 0o777).toBe(0o600);
  });
});

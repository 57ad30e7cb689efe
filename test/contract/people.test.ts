import { beforeEach, expect, it } from "vitest";
import type { Control } from "../../src/control/index.ts";
import {
  DEFAULT_SPACE,
  epochMicros,
  Fault,
  MICROS_PER_DAY,
  MICROS_PER_HOUR,
  MICROS_PER_SECOND,
  type PersonId,
} from "../../src/kernel/index.ts";
import { onBothDatabases } from "../both-databases.ts";
import type { TestClock } from "../test-clock.ts";

const PASSWORD = "seven otters drink cold tea";

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "no fault",
    (error: unknown) => (error instanceof Fault ? error.code : String(error)),
  );

onBothDatabases("people", (_kind, ground) => {
  let clock: TestClock;
  let control: Control;

  beforeEach(async () => {
    clock = ground().clock;
    control = await ground().openControl();
    await control.spaces.ensure(DEFAULT_SPACE, "Default");
  });

  async function byLink(
    kindOf: "host" | "scanner" = "host",
    minutes?: number,
  ): Promise<{ person: PersonId; session: string }> {
    const sessionsUntil =
      minutes === undefined ? undefined : epochMicros(clock.now() + minutes * 60 * MICROS_PER_SECOND);
    const { token } = await control.links.create({
      kind: kindOf,
      space: DEFAULT_SPACE,
      label: "은영",
      once: true,
      sessionsUntil,
    });
    const opened = await control.links.redeem(token);
    if (opened?.person === undefined) throw new Error("the link did not open");
    return { person: opened.person, session: opened.session };
  }

  it("get a name from the link they open, and their session ends with the shift", async () => {
    const { person, session } = await byLink("scanner", 60);
    expect(await control.people.find(person)).toMatchObject({ name: "은영", role: "scanner", loginName: undefined });
    expect(await control.sessions.find(session)).toMatchObject({ role: "scanner", person });
    clock.pass(61 * 60 * MICROS_PER_SECOND);
    expect(await control.sessions.find(session)).toBeUndefined();
  });

  it("lock their phone, and open it with the PIN they chose, once", async () => {
    const { session } = await byLink("scanner", 600);
    const lock = async () => (await control.sessions.find(session))?.lock;
    expect(await lock()).toBe("unset");
    await control.sessions.lock(session);
    expect(await lock()).toBe("unset");
    await control.sessions.setPin(session, "2580");
    expect(await codeOf(control.sessions.setPin(session, "0000"))).toBe("auth.pin-chosen");
    expect(await lock()).toBe("open");
    await control.sessions.lock(session);
    expect(await lock()).toBe("locked");
    for (let n = 0; n < 4; n++) expect(await codeOf(control.sessions.unlock(session, "0000"))).toBe("auth.pin-wrong");
    await control.sessions.unlock(session, "2580");
    expect(await lock()).toBe("open");
    clock.pass(11 * 60 * MICROS_PER_SECOND);
    expect(await lock()).toBe("locked");
    clock.pass(60 * MICROS_PER_SECOND);
    expect(await lock()).toBe("locked");
    await control.sessions.unlock(session, "2580");
    expect(await lock()).toBe("open");
  });

  it("are out after five wrong PINs, however many come together", async () => {
    const { session } = await byLink("scanner", 600);
    await control.sessions.setPin(session, "2580");
    await control.sessions.lock(session);
    const guesses = Array.from({ length: 12 }, (_, n) => control.sessions.unlock(session, String(1_000 + n)));
    const codes = await Promise.all(guesses.map(codeOf));
    expect(codes.filter((code) => code === "auth.pin-wrong")).toHaveLength(4);
    expect(codes.filter((code) => code === "auth.pin-spent")).toHaveLength(8);
    expect(await codeOf(control.sessions.unlock(session, "2580"))).toBe("auth.pin-spent");
    expect(await control.sessions.find(session)).toBeUndefined();
  });

  it("log in by name and password, however the name is typed", async () => {
    const { person, session } = await byLink();
    await control.people.setLogin(person, " Admin ", PASSWORD);
    // A new login ends what was open: the session a stranger might hold.
    expect(await control.sessions.find(session)).toBeUndefined();
    for (const typed of ["admin", "ADMIN ", "ａｄｍｉｎ"]) {
      const entered = await control.people.logIn(typed, PASSWORD, "203.0.113.9");
      expect(entered.person.id).toBe(person);
      expect(await control.sessions.find(entered.session)).toMatchObject({ role: "host", person, link: undefined });
    }
  });

  it("cannot take a name that only looks different", async () => {
    const [first, second] = [await byLink(), await byLink()];
    await control.people.setLogin(first.person, "admin", PASSWORD);
    expect(await codeOf(control.people.setLogin(second.person, "Ａdmin ", PASSWORD))).toBe("auth.name-taken");
  });

  it("are told the same for a wrong password and for a name nobody has", async () => {
    const { person } = await byLink();
    await control.people.setLogin(person, "admin", PASSWORD);
    expect(await codeOf(control.people.logIn("admin", "wrong wrong wrong", "203.0.113.9"))).toBe("auth.login-wrong");
    expect(await codeOf(control.people.logIn("nobody", "wrong wrong wrong", "203.0.113.9"))).toBe("auth.login-wrong");
  });

  it("wait longer after each failure past the fifth, and are never locked out", async () => {
    const { person } = await byLink();
    await control.people.setLogin(person, "admin", PASSWORD);
    const attempt = (password: string, address = "203.0.113.9") =>
      codeOf(control.people.logIn("admin", password, address));
    for (let n = 0; n < 5; n += 1) expect(await attempt(`guess number ${n}`)).toBe("auth.login-wrong");
    expect(await attempt(PASSWORD, "198.51.100.1")).toBe("auth.too-many-attempts");
    clock.pass(MICROS_PER_SECOND + 1);
    expect(await attempt("another guess")).toBe("auth.login-wrong");
    clock.pass(MICROS_PER_SECOND + 1);
    expect(await attempt(PASSWORD)).toBe("auth.too-many-attempts");
    clock.pass(MICROS_PER_SECOND);
    expect(await attempt(PASSWORD)).toBe("no fault");
    expect(await attempt("one more mistake")).toBe("auth.login-wrong");
  });

  it("are slowed down by address, wherever the names come from", async () => {
    for (let n = 0; n < 20; n += 1) {
      clock.pass(MICROS_PER_SECOND / 10);
      expect(await codeOf(control.people.logIn(`name-${n}`, "x", "192.0.2.1"))).toBe("auth.login-wrong");
    }
    expect(await codeOf(control.people.logIn("name-21", "x", "192.0.2.1"))).toBe("auth.too-many-attempts");
    expect(await codeOf(control.people.logIn("name-21", "x", "192.0.2.2"))).toBe("auth.login-wrong");
  });

  it.each([
    "short",
    "aaaaaaaaaaaaaa",
    "password1234!",
    "123456789012345",
    "qwertyuiop12",
    "admin2026!!!",
    "비밀번호1234567890",
    "x".repeat(129),
  ])("may not use the password %s", async (password) => {
    const { person } = await byLink();
    expect(await codeOf(control.people.setLogin(person, "admin", password))).toBe("auth.password-weak");
  });

  it("are shut out at once when disabled, by session, password and link", async () => {
    const { token, link } = await control.links.create({
      kind: "operator",
      space: DEFAULT_SPACE,
      label: "준호",
      once: false,
    });
    const opened = await control.links.redeem(token);
    const person = opened?.person as PersonId;
    await control.people.setLogin(person, "junho", PASSWORD);
    const { session } = await control.people.logIn("junho", PASSWORD, "203.0.113.9");
    await control.people.disable(person);
    expect(await control.sessions.find(session)).toBeUndefined();
    expect(await codeOf(control.people.logIn("junho", PASSWORD, "203.0.113.9"))).toBe("auth.login-wrong");
    expect(await control.links.redeem(token)).toBeUndefined();
    expect(link.revokedAt).toBeUndefined();
  });

  it("come by an identity provider under its issuer and subject, whatever their e-mail is", async () => {
    const identity = { issuer: "https://login.example.org", subject: "1" };
    expect(await control.people.logInAs(identity)).toBeUndefined();
    const { person } = await control.people.admit(identity, DEFAULT_SPACE, "지수");
    expect((await control.people.logInAs(identity))?.person.id).toBe(person.id);
    expect(await control.people.logInAs({ ...identity, issuer: "https://evil.example.org" })).toBeUndefined();
    expect((await control.people.admit(identity, DEFAULT_SPACE, "지수")).person.id).toBe(person.id);
    await control.people.disable(person.id);
    expect(await control.people.logInAs(identity)).toBeUndefined();
  });

  it("stay logged in eight hours after their last use and seven days at most", async () => {
    const { person } = await byLink();
    await control.people.setLogin(person, "admin", PASSWORD);
    const { session } = await control.people.logIn("admin", PASSWORD, "203.0.113.9");
    for (let hours = 0; hours < 7 * 24 - 7; hours += 7) {
      expect(await control.sessions.find(session)).toBeDefined();
      clock.pass(7 * MICROS_PER_HOUR);
    }
    clock.pass(MICROS_PER_DAY / 3);
    expect(await control.sessions.find(session)).toBeUndefined();
  });
});

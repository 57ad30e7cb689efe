import { beforeEach, describe, expect, it } from "vitest";
import type { ChallengeSetup, ChallengeView } from "../../src/contract/index.ts";
import type { ChallengeState } from "../../src/control/index.ts";
import { DEFAULT_SPACE, MICROS_PER_MINUTE } from "../../src/kernel/index.ts";
import { eventually } from "../booth.ts";
import { onBothDatabases } from "../both-databases.ts";
import { HOST, HostAtWork, idOf } from "./host-at-work.ts";

onBothDatabases("a challenge's life", (_kind, ground) => {
  let host: HostAtWork;
  beforeEach(async () => {
    host = await HostAtWork.begin(ground());
  });

  describe("its steps", () => {
    it("open only when everything required is there, and name what is not", async () => {
      const draft = await host.make();
      const open = draft.transitions.find(({ to }) => to === "open");
      expect(open?.allowed).toBe(false);
      const failing = open?.guards.filter(({ ok }) => !ok).map(({ id, required }) => [id, required]);
      expect(failing).toEqual([
        ["closing-time", true],
        ["privacy-ko", true],
        ["privacy-en", true],
        ["privacy-contact", true],
        ["staff", false],
      ]);
      await expect(host.step(draft, "open")).rejects.toMatchObject({
        code: "challenge.step-refused",
        message: expect.stringContaining("closing-time, privacy-ko, privacy-en, privacy-contact"),
      });
      expect(await host.makeOpen()).toMatchObject({ state: "open", extendable: true });
    });

    it("are taken once by two hosts who press together", async () => {
      const ready = await host.makeReady();
      const other = await host.start();
      const outcomes = await Promise.allSettled(
        [host.node, other, host.node, other].map((at) =>
          at.challenges.lifecycle.step(idOf(ready), { ...HOST, to: "open", reason: "", version: ready.version }),
        ),
      );
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") expect(outcome.reason.code).toBe("challenge.changed-meanwhile");
      }
      const { records } = await host.node.challenges.audit.page(idOf(ready), 0, 100);
      expect(records.filter(({ type }) => type === "event.state")).toHaveLength(1);
    });

    it("backwards and early want a reason, which the log keeps with the guards", async () => {
      const open = await host.makeOpen();
      await expect(host.step(open, "closed")).rejects.toMatchObject({ code: "challenge.step-refused" });
      const closed = await host.step(open, "closed", "정전");
      expect(closed.state).toBe("closed");
      const { records, brokenAt } = await host.node.challenges.audit.page(idOf(open), 0, 100);
      expect(brokenAt).toBeUndefined();
      expect(records.at(-1)).toMatchObject({
        type: "event.state",
        data: {
          from: "open",
          to: "closed",
          reason: "정전",
          guards: [{ id: "countdown-shown", ok: false, required: false }],
        },
      });
      await expect(host.step(closed, "open")).rejects.toMatchObject({ code: "challenge.step-refused" });
      expect(await host.step(closed, "open", "전기가 돌아옴")).toMatchObject({ state: "open" });
    });

    it("are taken back within five minutes, not later, and not once somebody joined", async () => {
      const open = await host.makeOpen();
      expect(open.transitions[0]).toMatchObject({ to: "draft", undo: true, allowed: true });
      const draft = await host.lifecycle.undo(idOf(open), { ...HOST, version: open.version });
      expect(draft).toMatchObject({ state: "draft", undoUntil: null });

      const again = await host.step(draft, "open");
      await host.joined(again, 1);
      await expect(host.lifecycle.undo(idOf(again), { ...HOST, version: again.version })).rejects.toMatchObject({
        code: "challenge.step-refused",
        message: expect.stringContaining("nobody-joined"),
      });
      const closed = await host.step(again, "closed", "일찍");
      host.clock.pass(5 * MICROS_PER_MINUTE);
      await expect(host.lifecycle.undo(idOf(closed), { ...HOST, version: closed.version })).rejects.toMatchObject({
        code: "challenge.step-refused",
      });
    });

    it("freeze for good, and not while an appeal waits", async () => {
      const open = await host.makeOpen();
      const withPrize = await host.lifecycle.saveSetup(
        idOf(open),
        {
          version: open.version,
          setup: {
            ...open.setup,
            prizes: [{ id: "gimbal", rank: 1, name: { ko: "짐벌", en: "Gimbal" }, quantity: 1, valueWon: 100_000 }],
          },
          opensAt: open.opensAt,
          closesAt: open.closesAt,
        },
        HOST.actor,
      );
      await host.joined(withPrize, 1);
      const review = await host.step(await host.step(withPrize, "closed", "끝"), "review");
      await host.node.control.records.write(async (transaction) => {
        await transaction
          .insertInto("appeal")
          .values({
            id: "a_1",
            challenge: idOf(review),
            ticket: "0TEST000" as never,
            at: host.clock.now(),
            text_sealed: "x",
            answered_at: null,
            answered_by: null,
            answer_ko: null,
            answer_en: null,
          })
          .execute();
      });
      await expect(host.step(review, "frozen")).rejects.toMatchObject({
        message: expect.stringContaining("appeals-answered"),
      });
      await host.forceState(review, "frozen");
      const frozen = await host.lifecycle.view(idOf(review));
      expect(frozen.transitions.map(({ to, allowed, undo }) => [to, allowed, undo])).toEqual([
        // Only for a draw that was cancelled, with its public reason; here none waits.
        ["review", true, false],
        ["drawn", false, false],
      ]);
      await expect(host.lifecycle.undo(idOf(review), { ...HOST, version: frozen.version })).rejects.toMatchObject({
        code: "challenge.step-refused",
      });
    });
  });

  describe("its times", () => {
    const stateOf = async (view: ChallengeView): Promise<ChallengeState> =>
      (await host.lifecycle.view(idOf(view))).state;

    it("closes by itself, also when the end came while nobody ran, and once with two nodes", async () => {
      const open = await host.makeOpen(30);
      await ground().stop();
      host.clock.pass(31 * MICROS_PER_MINUTE);
      [host.node] = [await host.start(), await host.start()];
      await eventually(async () => ((await stateOf(open)) === "closed" ? true : undefined), 5_000, 20);
      const { records } = await host.node.challenges.audit.page(idOf(open), 0, 100);
      expect(records.filter(({ type }) => type === "event.state").map(({ actor, data }) => [actor, data.to])).toEqual([
        ["host:token", "open"],
        ["system", "closed"],
      ]);
    });

    it("opens by itself when announced, and stays announced when something is missing", async () => {
      const ready = await host.makeReady(60);
      const save = (view: ChallengeView, setup: ChallengeSetup) => {
        const { version, closesAt } = view;
        const input = { version, setup, opensAt: host.inMinutes(10), closesAt };
        return host.lifecycle.saveSetup(idOf(view), input, HOST.actor);
      };
      const announced = await host.step(await save(ready, ready.setup), "announced");
      const lacking = await host.make("덜 됨");
      const named = await save(lacking, lacking.setup);
      await host.step(named, "announced");
      host.clock.pass(10 * MICROS_PER_MINUTE);
      await host.lifecycle.saveSetup(
        idOf(lacking),
        { ...named, version: named.version + 1, setup: named.setup, opensAt: named.opensAt },
        HOST.actor,
      );
      await eventually(async () => ((await stateOf(announced)) === "open" ? true : undefined), 5_000, 20);
      expect(await stateOf(lacking)).toBe("announced");
    });

    it("are moved by minutes, from every host's press, and take an end back that just came", async () => {
      const open = await host.makeOpen(30);
      let told = 0;
      host.node.challenges.bus.onChallenge(idOf(open), () => told++);
      const other = await host.start();
      await Promise.all(
        [host.node, other].map((at) => at.challenges.lifecycle.extend(idOf(open), { ...HOST, minutes: 10 })),
      );
      expect(await host.lifecycle.view(idOf(open))).toMatchObject({ state: "open", closesAt: host.inMinutes(50) });
      expect(told).toBeGreaterThan(0);

      host.clock.pass(50 * MICROS_PER_MINUTE);
      await host.lifecycle.step(idOf(open), { actor: "system", to: "closed", reason: "", version: undefined });
      host.clock.pass(9 * MICROS_PER_MINUTE);
      const reopened = await host.lifecycle.extend(idOf(open), { ...HOST, minutes: 5 });
      expect(reopened).toMatchObject({ state: "open", closesAt: host.inMinutes(5) });

      host.clock.pass(5 * MICROS_PER_MINUTE);
      await host.lifecycle.step(idOf(open), { actor: "system", to: "closed", reason: "", version: undefined });
      host.clock.pass(11 * MICROS_PER_MINUTE);
      await expect(host.lifecycle.extend(idOf(open), { ...HOST, minutes: 5 })).rejects.toMatchObject({
        code: "challenge.step-refused",
      });
    });

    it("move the end of the participants' keys", async () => {
      const open = await host.makeOpen(30);
      await host.joined(open, 1);
      const { secret } = await host.node.control.keys.create({
        space: DEFAULT_SPACE,
        label: "수달",
        owner: { ticket: "0TEST000" as never, challenge: idOf(open), expiresAt: host.inMinutes(30) },
      });
      host.clock.pass(29 * MICROS_PER_MINUTE);
      await host.lifecycle.extend(idOf(open), { ...HOST, minutes: 30 });
      host.clock.pass(10 * MICROS_PER_MINUTE);
      expect(await host.node.control.keys.check({ kind: "bearer", token: secret })).toMatchObject({ ok: true });
    });
  });

  it("keeps what was simulated out of the counts of a real one", async () => {
    const real = await host.makeOpen();
    await host.joined(real, 2);
    await host.joined(real, 5, 1);
    expect((await host.lifecycle.summaries(DEFAULT_SPACE))[0]?.counts.tickets).toBe(2);
  });
});

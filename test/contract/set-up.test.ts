import { beforeEach, describe, expect, it } from "vitest";
import type { ChallengeSetup, ChallengeView } from "../../src/contract/index.ts";
import { challengeId, DEFAULT_SPACE, spaceId } from "../../src/kernel/index.ts";
import { type Node, onBothDatabases } from "../both-databases.ts";
import { HOST, HostAtWork, idOf } from "./host-at-work.ts";

onBothDatabases("a challenge", (_kind, ground) => {
  let host: HostAtWork;
  beforeEach(async () => {
    host = await HostAtWork.begin(ground());
  });

  describe("made", () => {
    it("from a name alone, with an address of it that is free", async () => {
      expect(await host.make()).toMatchObject({ state: "draft", slug: "pycon-korea", version: 1, rehearsal: false });
      expect((await host.make()).slug).toBe("pycon-korea-2");
      const hangul = await host.lifecycle.create(
        DEFAULT_SPACE,
        { nameKo: "한글날 잔치", nameEn: "", rehearsal: false },
        HOST.actor,
      );
      expect(hangul.slug).toBe("hangeulnal-janchi");
      const emoji = await host.lifecycle.create(
        DEFAULT_SPACE,
        { nameKo: "🎉", nameEn: "", rehearsal: false },
        HOST.actor,
      );
      expect(emoji.slug).toMatch(/^event-[0-9a-z]{5}$/);
    });

    it("not without a name, nor at an address that is taken", async () => {
      await expect(host.make("", { nameEn: "" })).rejects.toMatchObject({ code: "request.invalid" });
      await host.make("하나", { slug: "same" });
      await expect(host.make("둘", { slug: "same" })).rejects.toMatchObject({ code: "challenge.slug-taken" });
    });

    it("by twenty at once, each at an address of its own", async () => {
      const other = await host.start();
      const input = { nameKo: "동시", nameEn: "Same", rehearsal: false };
      const made = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) =>
          (n % 2 ? host.node : other).challenges.lifecycle.create(DEFAULT_SPACE, input, HOST.actor),
        ),
      );
      const slugs = made.flatMap((each) => (each.status === "fulfilled" ? [each.value.slug] : []));
      expect(slugs).toHaveLength(20);
      expect(new Set(slugs).size).toBe(20);
    });

    it("of last year's: setup and survey, no people, no times", async () => {
      const last = await host.makeOpen();
      await host.joined(last, 3);
      await host.node.control.records.write(async (transaction) => {
        for (const version of [1, 2]) {
          await transaction
            .insertInto("survey_version")
            .values({
              challenge: idOf(last),
              version,
              definition: JSON.stringify({ questions: [], mark: version }),
              created_at: host.clock.now(),
            })
            .execute();
        }
      });
      host.clock.pass(1);
      const next = await host.make("파이콘 2020", { cloneOf: last.slug });
      expect(next).toMatchObject({ state: "draft", opensAt: null, closesAt: null });
      expect(next.setup).toEqual({ ...last.setup, name: next.setup.name });
      expect(next.setup.name.ko).toBe("파이콘 2020");
      const copies = await host.node.control.records.read((tables) =>
        tables.selectFrom("survey_version").selectAll().where("challenge", "=", idOf(next)).execute(),
      );
      expect(copies).toMatchObject([{ version: 1, definition: JSON.stringify({ questions: [], mark: 2 }) }]);
      const summaries = await host.lifecycle.summaries(DEFAULT_SPACE);
      expect(summaries.map(({ slug, counts }) => [slug, counts.tickets])).toEqual([
        [next.slug, 0],
        [last.slug, 3],
      ]);
    });

    it("not of another space's challenge", async () => {
      const ours = await host.make();
      await host.node.control.spaces.ensure(spaceId("other"), "Other");
      const input = { nameKo: "훔침", nameEn: "", cloneOf: ours.slug, rehearsal: false };
      await expect(host.lifecycle.create(spaceId("other"), input, HOST.actor)).rejects.toMatchObject({
        code: "challenge.unknown",
      });
      expect(await host.lifecycle.list(spaceId("other"))).toEqual([]);
    });
  });

  describe("set up", () => {
    it("is kept and its audit record names the fields, not their values", async () => {
      const draft = await host.make();
      const setup = { ...draft.setup, place: "코엑스", name: { ...draft.setup.name, en: "PyCon" } };
      const input = { version: 1, setup, opensAt: null, closesAt: host.inMinutes(60) };
      const saved = await host.lifecycle.saveSetup(idOf(draft), input, HOST.actor);
      expect(saved).toMatchObject({ version: 2, closesAt: host.inMinutes(60), setup: { place: "코엑스" } });
      expect(saved.purgeAt).toBe(host.inMinutes(60 + setup.privacy.purgeAfterDays * 24 * 60));
      const { records } = await host.node.challenges.audit.page(idOf(draft), 0, 100);
      expect(records.at(-1)).toMatchObject({
        type: "rule.change",
        actor: "host:token",
        data: { fields: ["name.en", "place", "closesAt"] },
      });
      expect(JSON.stringify(records)).not.toContain("코엑스");
    });

    it("of two who save together, the second is told", async () => {
      const draft = await host.make();
      const other = await host.start();
      const save = (at: Node, place: string) => {
        const input = { version: 1, setup: { ...draft.setup, place }, opensAt: null, closesAt: null };
        return at.challenges.lifecycle.saveSetup(idOf(draft), input, HOST.actor);
      };
      const outcomes = await Promise.allSettled([save(host.node, "A"), save(other, "B")]);
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
        reason: { code: "challenge.changed-meanwhile" },
      });
    });

    it("keeps the kind of keys once open, and everything that decides once frozen", async () => {
      const open = await host.makeOpen();
      const save = (view: ChallengeView, setup: Partial<ChallengeSetup>) =>
        host.lifecycle.saveSetup(
          idOf(view),
          {
            version: view.version,
            setup: { ...view.setup, ...setup },
            opensAt: view.opensAt,
            closesAt: view.closesAt,
          },
          HOST.actor,
        );
      await expect(save(open, { keyMode: "shared" })).rejects.toMatchObject({ code: "challenge.field-fixed" });
      await host.forceState(open, "frozen");
      await expect(save(open, { requiredRequests: 1 })).rejects.toMatchObject({ code: "challenge.frozen" });
      expect(await save(open, { place: "2층" })).toMatchObject({ setup: { place: "2층" } });
    });

    it.each([
      ["a time zone that is none", { timeZone: "Seoul" }],
      [
        "two prizes with one id",
        {
          prizes: [1, 2].map((rank) => ({ id: "x", rank, name: { ko: "", en: "" }, quantity: 1, valueWon: 0 })),
        },
      ],
    ])("refuses %s", async (_, wrong) => {
      const { id, setup } = await host.make();
      const input = { version: 1, setup: { ...setup, ...wrong }, opensAt: null, closesAt: null };
      await expect(host.lifecycle.saveSetup(challengeId(id), input, HOST.actor)).rejects.toMatchObject({
        code: "request.invalid",
      });
    });
  });
});

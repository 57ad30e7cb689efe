import { setTimeout as delay } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import type { ChallengeSetup, ChallengeView, SaveSetupBody } from "../../../contract/index.ts";
import { type Draft, mergeDrafts } from "./merge-drafts.ts";
import { SetupSaver } from "./setup-saver.ts";

/** As much of a setup as saving looks at. */
const EMPTY = {
  name: { ko: "", en: "" },
  tagline: { ko: "", en: "" },
  place: "",
  frameworks: ["django"],
} as unknown as ChallengeSetup;

const draft = (change: Partial<Draft["setup"]> = {}, closesAt: number | null = null): Draft => ({
  setup: { ...EMPTY, ...change },
  opensAt: null,
  closesAt,
});

describe("two drafts since one base", () => {
  it("come together where each changed something else", () => {
    const ours = draft({ name: { ko: "파이콘", en: "" } });
    const theirs = draft({ name: { ko: "", en: "PyCon" }, place: "코엑스" }, 5);
    expect(mergeDrafts(draft(), ours, theirs)).toEqual({
      merged: draft({ name: { ko: "파이콘", en: "PyCon" }, place: "코엑스" }, 5),
      conflicts: [],
    });
  });

  it("conflict where both changed one field to different things, and not where to the same", () => {
    const ours = draft({ place: "1층", tagline: { ko: "하나", en: "one" } });
    const theirs = draft({ place: "2층", tagline: { ko: "하나", en: "one" } });
    const { merged, conflicts } = mergeDrafts(draft(), ours, theirs);
    expect(conflicts).toEqual(["place"]);
    expect(merged.setup.place).toBe("1층");
  });
});

/** A server that refuses an older version, as ours does. */
class Server {
  view: ChallengeView;
  saves = 0;
  down = false;

  constructor() {
    this.view = { slug: "x", version: 1, ...draft() } as ChallengeView;
  }

  readonly save = async ({ version, ...change }: SaveSetupBody): Promise<ChallengeView> => {
    this.saves += 1;
    await delay(1);
    if (this.down) throw new Error("down");
    if (version !== this.view.version) throw new Error("stale");
    this.view = { ...this.view, ...change, version: version + 1 };
    return this.view;
  };

  somebodyElse(change: Partial<Draft["setup"]>): void {
    this.view = { ...this.view, setup: { ...this.view.setup, ...change }, version: this.view.version + 1 };
  }
}

describe("saving by itself", () => {
  let server: Server;
  let saver: SetupSaver;
  beforeEach(() => {
    server = new Server();
    saver = new SetupSaver(server.view, {
      save: server.save,
      load: async () => server.view,
      isStale: (error) => error instanceof Error && error.message === "stale",
      onSaved() {},
      settleMs: 5,
    });
  });
  const write = (change: Partial<Draft["setup"]>) =>
    saver.change((before) => ({ ...before, setup: { ...before.setup, ...change } }));
  const settled = async (): Promise<void> => {
    while (saver.state().status === "waiting" || saver.state().status === "saving") await delay(2);
  };

  it("happens once for many keys, and again for what is written meanwhile", async () => {
    for (const place of ["코", "코엑", "코엑스"]) write({ place });
    expect(saver.isClean).toBe(false);
    await delay(6);
    write({ place: "코엑스 2층" });
    await settled();
    expect(server.view.setup.place).toBe("코엑스 2층");
    expect(server.saves).toBeLessThanOrEqual(2);
    expect(saver.isClean).toBe(true);
  });

  it("takes over what somebody else wrote elsewhere", async () => {
    server.somebodyElse({ place: "2층" });
    write({ name: { ko: "파이콘", en: "" } });
    await settled();
    expect(server.view.setup).toMatchObject({ place: "2층", name: { ko: "파이콘" } });
    expect(saver.state()).toMatchObject({ status: "saved", draft: { setup: { place: "2층" } } });
  });

  it.each([
    ["ours", "1층"],
    ["theirs", "2층"],
  ] as const)("asks where both wrote one field; %s makes it %s", async (whose, place) => {
    server.somebodyElse({ place: "2층" });
    write({ place: "1층" });
    await settled();
    expect(saver.state()).toMatchObject({ status: "conflict", conflicts: ["place"] });
    expect(server.view.setup.place).toBe("2층");
    await saver.settle(whose);
    await settled();
    expect(server.view.setup.place).toBe(place);
    expect(saver.state()).toMatchObject({ status: "saved", draft: { setup: { place } } });
  });

  it("keeps what could not be saved, and saves it when asked again", async () => {
    server.down = true;
    write({ place: "1층" });
    await settled();
    expect(saver.state()).toMatchObject({ status: "failed", draft: { setup: { place: "1층" } } });
    server.down = false;
    await saver.flush();
    expect(server.view.setup.place).toBe("1층");
  });

  it("does not overwrite what is being written with a view that arrives", () => {
    write({ place: "1층" });
    saver.adopt({ ...server.view, version: 9, setup: { ...server.view.setup, place: "3층" } });
    expect(saver.state().draft.setup.place).toBe("1층");
  });
});

import { describe, expect, it } from "vitest";
import type { DeskList } from "../../contract/index.ts";
import { MemoryStore } from "../survey/storage.ts";
import { findIn, keepList, keptList, readCode, scanFrom, wipeDesk } from "./desk-cache.ts";

const words = (ko: string) => ({ ko, en: ko });

const listOf = (people: number): DeskList => ({
  tickets: Array.from({ length: people }, (_, n) => ({
    id: `AB${String(n).padStart(6, "0")}`,
    holder: `AB${String(n).padStart(6, "0")}`,
    nickname: `용감한 수달 ${n}`,
    app: `my-django-app-${n}`,
    eligible: n % 2 === 0,
    fixable: n % 2 === 1,
    says: n % 2,
    prize: null,
    swag: null,
  })),
  claims: [
    {
      key: "",
      ticket: "AB000001",
      nickname: "용감한 수달 1",
      prize: "gimbal",
      says: 2,
    },
  ],
  says: [
    { light: "green", kind: "ticket", title: words(""), sentence: words("추첨 대상이에요.") },
    { light: "amber", kind: "ticket", title: words(""), sentence: words("설문을 마쳐 주세요.") },
    { light: "green", kind: "prize", title: words("경품 전달"), sentence: words("확인한 다음 경품을 드리세요.") },
  ],
  prizes: [{ id: "gimbal", rank: 1, name: words("짐벌"), quantity: 1, valueWon: 66_000 }],
  salt: "ch_pycon",
  serverTime: 1_790_000_000_000_000,
});

describe("what a phone knows without the network", () => {
  it("answers a ticket in the words of the server, read as people read it aloud", () => {
    const answer = scanFrom(listOf(3), readCode("ab oooo-o1"));
    expect(answer).toMatchObject({ light: "amber", kind: "ticket", title: { ko: "용감한 수달 1" } });
    expect(answer?.sentence.ko).toBe("설문을 마쳐 주세요.");
    expect(scanFrom(listOf(3), "ZZZZZZZZ")).toBeUndefined();
  });

  it("knows a winner's code only when it is held up", async () => {
    const { pbkdf2Sync } = await import("node:crypto");
    const list = listOf(3);
    const key = pbkdf2Sync("6B6PQRB7VY", list.salt, 4_000, 16, "sha256").toString("hex");
    const known = { ...list, claims: list.claims.map((claim) => ({ ...claim, key })) };
    expect(JSON.stringify(known)).not.toContain("6B6PQRB7VY");
    expect(scanFrom(known, readCode("6b6pq rb7vy"))).toMatchObject({ kind: "prize", prize: { id: "gimbal" } });
    expect(scanFrom(known, "6B6PQRB7VZ")).toBeUndefined();
  });

  it("finds by number, nickname and app", () => {
    const list = listOf(500);
    expect(findIn(list, "000042").map(({ id }) => id)).toEqual(["AB000042"]);
    expect(findIn(list, "My Django App_77").map(({ app }) => app)).toEqual(["my-django-app-77"]);
    expect(findIn(list, "")).toHaveLength(30);
    expect(findIn(list, "nobody")).toEqual([]);
  });

  it("answers two thousand tickets in less than 300 ms, kept and read again", () => {
    const store = new MemoryStore();
    const list = listOf(2_000);
    keepList(store, "pycon", list);
    const from = performance.now();
    const kept = keptList(store, "pycon");
    if (kept === undefined) throw new Error("nothing was kept");
    expect(scanFrom(kept, "AB001999")).toBeDefined();
    expect(scanFrom(kept, "6B6PQRB7VZ")).toBeUndefined();
    expect(findIn(kept, "app-1234")).toHaveLength(1);
    expect(performance.now() - from).toBeLessThan(300);
    expect(keptList(store, "other")).toBeUndefined();
    wipeDesk(store);
    expect(store.length).toBe(0);
  });
});

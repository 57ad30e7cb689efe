import { describe, expect, it } from "vitest";
import { ApiFault } from "../app/api.ts";
import { MemoryStore } from "../survey/storage.ts";
import { newId, StaffQueue } from "./staff-queue.ts";

const away = () => new ApiFault(0, { error: "", code: "offline", fix: "" });
const settled = () => new ApiFault(409, { error: "", code: "eligibility.settled", fix: "" });
const note = (text: string) => ({ id: newId(), path: "/api/e/x/shift-notes", body: { text } });

describe("the queue of staff", () => {
  globalThis.window ??= globalThis as unknown as Window & typeof globalThis;

  it("keeps everything in order until the server has answered, also over a reload", async () => {
    const store = new MemoryStore();
    const sent: unknown[] = [];
    let online = false;
    const send = async (_path: string, body: unknown) => {
      if (!online) throw away();
      sent.push(body);
    };
    const queue = new StaffQueue(store, send);
    await queue.add(note("하나"));
    await queue.add(note("둘"));
    expect(queue.state()).toMatchObject({ offline: true, conflicts: [] });
    expect(queue.state().waiting).toHaveLength(2);
    online = true;
    const reloaded = new StaffQueue(store, send);
    await reloaded.flush();
    expect(sent).toEqual([{ text: "하나" }, { text: "둘" }]);
    expect(reloaded.state()).toEqual({ waiting: [], offline: false, conflicts: [] });
  });

  it("keeps what the server did not take as a card of its own, over a reload too, and goes on with the rest", async () => {
    const store = new MemoryStore();
    const sent: unknown[] = [];
    const queue = new StaffQueue(store, async (_path, body) => {
      if ((body as { text: string }).text === "하나") throw settled();
      sent.push(body);
    });
    await Promise.all([queue.add(note("하나")), queue.add(note("둘"))]);
    expect(sent).toEqual([{ text: "둘" }]);
    const again = new StaffQueue(store);
    expect(again.state()).toMatchObject({ waiting: [], conflicts: [{ code: "eligibility.settled" }] });
    again.dismiss(again.state().conflicts[0]?.id ?? "");
    expect(new StaffQueue(store).state().conflicts).toEqual([]);
  });

  it("waits while the phone is locked, and brings back what was sealed before", async () => {
    const store = new MemoryStore();
    await new StaffQueue(store, async () => {
      throw new ApiFault(423, { error: "", code: "auth.locked", fix: "" });
    }).add(note("하나"));
    const sealed = new Map([["sadari.staff.queue", store.getItem("sadari.staff.queue")]]);
    store.removeItem("sadari.staff.queue");
    const queue = new StaffQueue(store, async () => {
      throw away();
    });
    await queue.add(note("둘"));
    store.setItem("sadari.staff.queue", sealed.get("sadari.staff.queue") ?? "");
    queue.recall();
    expect(queue.state().waiting.map(({ body }) => (body as { text: string }).text)).toEqual(["하나", "둘"]);
  });
});

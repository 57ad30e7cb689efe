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
    expect(queue.state()).toMatchObject({ offline: true, conflicts: 0 });
    expect(queue.state().waiting).toHaveLength(2);
    online = true;
    const reloaded = new StaffQueue(store, send);
    await reloaded.flush();
    expect(sent).toEqual([{ text: "하나" }, { text: "둘" }]);
    expect(reloaded.state()).toEqual({ waiting: [], offline: false, conflicts: 0 });
  });

  it("says what the server did not take and goes on with the rest", async () => {
    const sent: unknown[] = [];
    const queue = new StaffQueue(new MemoryStore(), async (_path, body) => {
      if ((body as { text: string }).text === "하나") throw settled();
      sent.push(body);
    });
    await Promise.all([queue.add(note("하나")), queue.add(note("둘"))]);
    expect(sent).toEqual([{ text: "둘" }]);
    expect(queue.state()).toMatchObject({ waiting: [], conflicts: 1 });
    queue.dismiss();
    expect(queue.state().conflicts).toBe(0);
  });
});

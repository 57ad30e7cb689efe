import { describe, expect, it } from "vitest";
import { MemoryStore } from "../survey/storage.ts";
import { DeskVault } from "./desk-vault.ts";

const QUEUE = "sadari.staff.queue";

describe("what a phone behind the table keeps", () => {
  it("is read again after a reload, and by nobody once it is locked", async () => {
    const [shelf, tab] = [new MemoryStore(), new MemoryStore()];
    const vault = new DeskVault(shelf, tab);
    await vault.make("2580");
    vault.setItem(QUEUE, "서명 500,500");
    expect(shelf.getItem(QUEUE)).not.toContain("500");
    expect(new DeskVault(shelf, tab).getItem(QUEUE)).toBe("서명 500,500");
    vault.close();
    expect([vault.isOpen, vault.isMade, vault.getItem(QUEUE)]).toEqual([false, true, null]);
    expect(new DeskVault(shelf, tab).isOpen).toBe(false);
    vault.setItem(QUEUE, "open text");
    expect(
      JSON.stringify(Array.from({ length: shelf.length }, (_, n) => shelf.getItem(shelf.key(n) ?? ""))),
    ).not.toMatch(/open text|500/);
    expect(await vault.open("2580")).toBe("open");
    expect(vault.getItem(QUEUE)).toBe("서명 500,500");
  });

  it("takes five wrong PINs in a row, over reloads too, until the server knew it", async () => {
    const [shelf, tab] = [new MemoryStore(), new MemoryStore()];
    await new DeskVault(shelf, tab).make("2580");
    new DeskVault(shelf, tab).close();
    const tries: string[] = [];
    for (let n = 0; n < 5; n++) tries.push(await new DeskVault(shelf, tab).open("0000"));
    expect(tries).toEqual(["wrong", "wrong", "wrong", "wrong", "spent"]);
    expect(await new DeskVault(shelf, tab).open("2580")).toBe("spent");
    new DeskVault(shelf, tab).pardon();
    expect(await new DeskVault(shelf, tab).open("2580")).toBe("open");
  });

  it("is nothing to open where a file was touched", async () => {
    const shelf = new MemoryStore();
    const vault = new DeskVault(shelf, new MemoryStore());
    await vault.make("2580");
    vault.setItem(QUEUE, "[1]");
    shelf.setItem(QUEUE, (shelf.getItem(QUEUE) ?? "").replace(/.$/, "A").replace(/^./, "B"));
    expect(vault.getItem(QUEUE)).toBeNull();
    vault.destroy();
    expect([vault.isMade, await vault.open("2580")]).toEqual([false, "none"]);
  });
});

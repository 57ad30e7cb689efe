import SqliteDatabase from "better-sqlite3";
import { expect, it } from "vitest";
import { rememberStatements } from "./statement-memory.ts";

it("prepares a question once, knows a changed table anew, and holds so many and no more", () => {
  const database = new SqliteDatabase(":memory:");
  const remembering = rememberStatements(database);
  remembering.prepare("create table app (name text)").run();
  remembering.prepare("insert into app values (?)").run("shop");
  const question = "select * from app";
  const first = remembering.prepare(question);
  expect(remembering.prepare(question)).toBe(first);
  expect(first.all()).toEqual([{ name: "shop" }]);

  remembering.prepare("alter table app add column seen integer").run();
  expect(remembering.prepare(question)).not.toBe(first);
  expect(remembering.prepare(question).all()).toEqual([{ name: "shop", seen: null }]);

  const again = remembering.prepare(question);
  for (let n = 0; n < 600; n++) remembering.prepare(`select ${n}`);
  expect(remembering.prepare(question)).not.toBe(again);
  remembering.close();
  expect(database.open).toBe(false);
});

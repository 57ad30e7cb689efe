import { expect, it } from "vitest";
import { Connection, nodesOfUrl } from "./connection.ts";

it("moves on to the next node once, however many calls fail on one at the same time", async () => {
  // Nobody listens on either port.
  await using connection = new Connection(nodesOfUrl("http://127.0.0.1:9,127.0.0.1:7"));
  const block = { table: "logs", header: new Uint8Array(), rows: new Uint8Array(), ends: new Uint32Array() };
  const both = () => Promise.allSettled([connection.insert(block, "a"), connection.insert(block, "b")]);
  const turns: number[] = [];
  for (let i = 0; i < 3; i++) {
    await both();
    turns.push(connection.turn);
  }
  expect(turns).toEqual([1, 0, 1]);
});

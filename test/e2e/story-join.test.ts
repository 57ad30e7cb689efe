import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";

it("the first half of the event: twelve of seventeen in the draw, and seventeen when advice is followed", {
  timeout: 300_000,
}, async () => {
  const story = spawn(process.execPath, ["test/story/join.ts"], { stdio: ["ignore", "pipe", "pipe"] });
  let told = "";
  for (const stream of [story.stdout, story.stderr]) stream.on("data", (chunk: Buffer) => (told += chunk.toString()));
  const [code] = (await once(story, "exit")) as [number];
  expect(told).toContain("before anybody follows advice: 12 of 17 in the draw");
  expect(told).toContain("having followed it: 17 of 17 in the draw");
  expect(code).toBe(0);
});

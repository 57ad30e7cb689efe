import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { LiveMessage } from "../../src/contract/index.ts";
import { ask, type Booth, eventually, freePort, HOST_TOKEN, SECRET_TOKEN, startBooth } from "../booth.ts";

const BODY = [
  { metadata: { service: { name: "was-here", agent: { name: "nodejs", version: "4.18.0" } } } },
  { transaction: { id: "1", trace_id: "2", type: "request", duration: 1, span_count: { started: 0 } } },
]
  .map((line) => JSON.stringify(line))
  .join("\n");

let booth: Booth;
let port: number;

beforeAll(async () => {
  port = await freePort();
  booth = await startBooth({ port });
  const headers = { authorization: `Bearer ${SECRET_TOKEN}`, "content-type": "application/x-ndjson" };
  const sent = await fetch(`${booth.url}/intake/v2/events`, { method: "POST", headers, body: BODY });
  expect(sent.status).toBe(202);
  await eventually(async () => {
    const { services } = await ask<{ services: object[] }>(booth, "/api/services?from=now-1h&to=now");
    return services.length > 0 || undefined;
  });
  await booth.stop();
});
afterAll(async () => {
  await booth?.[Symbol.asyncDispose]();
  await rm(booth.dataDir, { recursive: true, force: true });
});

/** The first message a page gets that asks again and again until the booth answers. */
async function firstMessage(path: string): Promise<LiveMessage> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { authorization: `Bearer ${HOST_TOKEN}` },
    }).catch(() => undefined);
    if (answer?.ok && answer.body !== null) {
      let text = "";
      for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const data = /^data: (.*)\n\n/m.exec(text)?.[1];
        if (data !== undefined) return LiveMessage.parse(JSON.parse(data));
      }
    }
    await sleep(2);
  }
}

it("tells who comes back first, before all else, of the apps that were here before the restart", async () => {
  const first = Promise.all(["/api/live", "/api/live/wall"].map(firstMessage));
  booth = await startBooth({ port, dataDir: booth.dataDir });
  for (const message of await first) {
    expect(message).toMatchObject({ type: "snapshot", apps: [{ name: "was-here" }] });
  }
});

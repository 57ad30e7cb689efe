import { afterAll, beforeAll, expect, it } from "vitest";
import { FaultAnswer, GuideAnswer, PlaygroundKey } from "../../src/contract/index.ts";
import { type Booth, startBooth } from "../booth.ts";
import { makeChallenge, moveChallenge } from "../challenge.ts";

let booth: Booth;
beforeAll(async () => {
  booth = await startBooth();
});
afterAll(() => booth[Symbol.asyncDispose]());

const read = (path: string): Promise<Response> => fetch(`${booth.url}${path}`);

it("is there for everybody who has the address, in their shell and with their name", async () => {
  const { slug } = await makeChallenge(booth, { open: true });
  const answer = GuideAnswer.parse(await (await read(`/api/e/${slug}/guide?shell=cmd&name=my%20bot`)).json());
  expect(answer).toMatchObject({ state: "open", shell: "cmd", serviceName: "my bot", environment: slug });
  expect(answer.guides.map(({ framework }) => framework)).toContain("nothing");
  const go = answer.guides.find(({ framework }) => framework === "go")?.steps[2]?.blocks[0]?.code;
  expect(go).toContain('set "ELASTIC_APM_SERVICE_NAME=my bot"');
  expect(go).toContain(`set "ELASTIC_APM_SERVER_URL=${answer.serverUrl}"`);
  expect(go).toContain(answer.keyPlaceholder);
});

it("takes no name that agents would change", async () => {
  const { slug } = await makeChallenge(booth, { open: true });
  const answer = await read(`/api/e/${slug}/guide?name=${encodeURIComponent('x";calc')}`);
  expect(answer.status).toBe(400);
  expect(FaultAnswer.parse(await answer.json()).code).toBe("request.invalid");
});

it("gives a playground key when the challenge is kept, not before, and the same to everybody", async () => {
  const draft = await makeChallenge(booth, {
    open: true,
    setup: { prizes: [], rules: { survey: false, age14: true } },
  });
  const ask = () =>
    fetch(`${booth.url}/api/e/${draft.slug}/guide/playground`, {
      method: "POST",
      headers: { "x-requested-by": "sadari" },
    });
  expect(FaultAnswer.parse(await (await ask()).json()).code).toBe("challenge.not-kept");
  let challenge = await moveChallenge(booth, await moveChallenge(booth, draft, "closed"), "review");
  challenge = await moveChallenge(booth, challenge, "kept");
  expect(challenge.state).toBe("kept");
  const { secret } = PlaygroundKey.parse(await (await ask()).json());
  expect(PlaygroundKey.parse(await (await ask()).json()).secret).toBe(secret);
  const sent = await fetch(`${booth.url}/intake/v2/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/x-ndjson" },
    body: '{"metadata":{"service":{"name":"late","agent":{"name":"nodejs","version":"4.18.0"}}}}\n',
  });
  expect(sent.status).toBe(202);
});

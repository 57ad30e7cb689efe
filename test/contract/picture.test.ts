import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Apm } from "../../src/apm/index.ts";
import { type Challenge, type Challenges, openChallenges } from "../../src/challenge/index.ts";
import { JPEG, PNG, WEBP } from "../../src/challenge/picture/pictures.fixture.ts";
import { type Control, openControl } from "../../src/control/index.ts";
import { DEFAULT_SPACE, systemClock } from "../../src/kernel/index.ts";
import { createMetrics, silentLog } from "../../src/self/index.ts";
import { type PostgresServer, startPostgres } from "../postgres-server.ts";

const HOST = "host:token" as const;
const bytesOf = (base64: string): Buffer => Buffer.from(base64, "base64");

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

describe.each(["sqlite", "postgresql"] as const)("pictures in %s", (kind) => {
  let dataDir: string;
  let control: Control;
  let challenges: Challenges;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "sadari-picture-"));
    const url = kind === "postgresql" ? await postgres.createDatabase() : undefined;
    control = await openControl({ dataDir, url, clock: systemClock, log: silentLog });
    const common = { clock: systemClock, log: silentLog, metrics: createMetrics() };
    challenges = await openChallenges({ control, apm: {} as Apm, dataDir, ...common });
    await control.spaces.ensure(DEFAULT_SPACE, "Default");
  });
  afterEach(async () => {
    await challenges[Symbol.asyncDispose]();
    await control[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function make(cloneOf?: string): Promise<Challenge> {
    const name = { nameKo: "파이콘", nameEn: "PyCon", rehearsal: cloneOf !== undefined };
    const { id } = await challenges.lifecycle.create(
      DEFAULT_SPACE,
      { ...name, ...(cloneOf === undefined ? {} : { cloneOf }) },
      HOST,
    );
    const found = await challenges.lifecycle.find(id as Challenge["id"]);
    return found ?? expect.fail("no challenge");
  }
  const nameIn = (url: string): string => url.slice(url.lastIndexOf("/") + 1);
  const types = async ({ id }: Challenge) =>
    (await challenges.audit.page(id, 0, 100)).records.map(({ type }) => type).filter((type) => /^picture/.test(type));

  it("are one a thing, replaced with another address, and gone when they are removed", async () => {
    const { pictures } = challenges;
    const challenge = await make();
    const prize = { kind: "prize", id: "first" } as const;
    const first = await pictures.set(challenge, prize, bytesOf(JPEG), HOST);
    expect(first).toMatchObject({ ...prize, width: 24, height: 16 });
    await pictures.set(challenge, { kind: "swag", id: "first" }, bytesOf(WEBP), HOST);
    const second = await pictures.set(challenge, prize, bytesOf(PNG), HOST);
    expect(second.url).not.toBe(first.url);
    expect((await pictures.list(challenge)).map((each) => [each.kind, each.id])).toEqual([
      ["prize", "first"],
      ["swag", "first"],
    ]);
    const shown = await pictures.read(challenge, nameIn(second.url));
    expect(shown.type).toBe("image/png");
    expect(shown.bytes.subarray(1, 4).toString()).toBe("PNG");
    await expect(pictures.read(challenge, nameIn(first.url))).rejects.toMatchObject({ code: "picture.unknown" });
    await pictures.remove(challenge, prize, HOST);
    await pictures.remove(challenge, prize, HOST);
    expect(await pictures.list(challenge)).toHaveLength(1);
    expect(await types(challenge)).toEqual(["picture.set", "picture.set", "picture.set", "picture.remove"]);
  });

  it("go along with what is made like another, stay with it, and go with a rehearsal", async () => {
    const { pictures, rehearsals } = challenges;
    const challenge = await make();
    await pictures.set(challenge, { kind: "prize", id: "first" }, bytesOf(WEBP), HOST);
    const copy = await make(challenge.slug);
    const [picture = expect.fail("no picture")] = await pictures.list(copy);
    expect((await pictures.read(copy, nameIn(picture.url))).type).toBe("image/webp");
    await rehearsals.wipe(copy, HOST);
    expect(await pictures.list(copy)).toEqual([]);
    expect(await pictures.list(challenge)).toHaveLength(1);
  });

  it("that are none leave everything as it was", async () => {
    const { pictures } = challenges;
    const challenge = await make();
    const subject = { kind: "swag", id: "socks" } as const;
    const svg = Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
    await expect(pictures.set(challenge, subject, svg, HOST)).rejects.toMatchObject({ code: "picture.refused" });
    expect(await pictures.list(challenge)).toEqual([]);
    expect(await types(challenge)).toEqual([]);
  });
});

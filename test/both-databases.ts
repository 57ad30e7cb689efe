import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe } from "vitest";
import type { Apm } from "../src/apm/index.ts";
import { type ChallengeOptions, type Challenges, openChallenges } from "../src/challenge/index.ts";
import { type Control, openControl } from "../src/control/index.ts";
import { createMetrics, silentLog } from "../src/self/index.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";
import { TestClock } from "./test-clock.ts";

/** One node of a booth: its own connections over the same data. */
export interface Node {
  readonly control: Control;
  readonly challenges: Challenges;
}

/** An empty database and folder, a clock of their own, and whatever the test opened over them. */
export class Ground {
  readonly dataDir: string;
  /** Undefined for SQLite. */
  readonly url: string | undefined;
  readonly clock = new TestClock();
  readonly #opened: AsyncDisposable[] = [];

  /** A second one, as empty as the first was. Undefined for SQLite, which needs another folder instead. */
  readonly emptyDatabase: () => Promise<string | undefined>;

  constructor(dataDir: string, url: string | undefined, emptyDatabase: () => Promise<string | undefined>) {
    this.dataDir = dataDir;
    this.url = url;
    this.emptyDatabase = emptyDatabase;
  }

  async openControl(): Promise<Control> {
    const { dataDir, url, clock } = this;
    const control = await openControl({ dataDir, url, clock, log: silentLog });
    this.#opened.unshift(control);
    return control;
  }

  /** `apm` answers for the event store, which is another test's matter, and `store` for what changes it. */
  async openNode(
    apm: Apm = {} as Apm,
    store: Pick<ChallengeOptions, "forgetTelemetry" | "takeDown"> = {},
  ): Promise<Node> {
    const { dataDir, clock } = this;
    const control = await this.openControl();
    const booth = { control, apm, dataDir, clock, log: silentLog, metrics: createMetrics() };
    const challenges = await openChallenges({ ...booth, ...store });
    this.#opened.unshift(challenges);
    return { control, challenges };
  }

  /** Ends these with the rest. */
  use(...opened: readonly AsyncDisposable[]): void {
    this.#opened.unshift(...opened);
  }

  /** Ends what runs, the last first; the data stays. */
  async stop(): Promise<void> {
    for (const each of this.#opened.splice(0)) await each[Symbol.asyncDispose]();
  }
}

/**
 * Runs the suite over SQLite and over a real PostgreSQL. `ground()` is what the running test stands on; each begins with an
 * empty one.
 */
export function onBothDatabases(
  name: string,
  suite: (kind: "sqlite" | "postgresql", ground: () => Ground) => void,
): void {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres[Symbol.asyncDispose]());

  describe.each(["sqlite", "postgresql"] as const)(`${name} in %s`, (kind) => {
    let ground: Ground;
    beforeEach(async () => {
      const dataDir = await mkdtemp(join(tmpdir(), "sadari-ground-"));
      const emptyDatabase = async () => (kind === "postgresql" ? await postgres.createDatabase() : undefined);
      ground = new Ground(dataDir, await emptyDatabase(), emptyDatabase);
    });
    afterEach(async () => {
      await ground.stop();
      await rm(ground.dataDir, { recursive: true, force: true });
    });
    suite(kind, () => ground);
  });
}

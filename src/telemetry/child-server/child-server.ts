import { type ChildProcess, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { get } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Clock, Fault, MICROS_PER_SECOND } from "../../kernel/index.ts";
import type { Log } from "../../self/index.ts";
import type { Credentials } from "../clickhouse/index.ts";
import {
  ENGINE_LIMITS,
  type EngineLimits,
  type EnginePasswords,
  type LocalCluster,
  serverConfig,
  usersConfig,
} from "./engine-config.ts";
import { engineLibrary } from "./library.ts";
import { enginePasswords, writePrivately } from "./passwords.ts";

export interface ChildServerOptions {
  /** The folder ClickHouse owns; made 0700. */
  readonly folder: string;
  readonly database: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: EngineLimits;
  /** Listen for other servers as well, and know them. */
  readonly cluster?: LocalCluster;
}

const READY_WITHIN_MILLIS = 30_000;
const PROBE_EVERY_MILLIS = 2_000;
const FIRST_BACKOFF_MILLIS = 100;
const LAST_BACKOFF_MILLIS = 10_000;
const STEADY_AFTER = 60 * MICROS_PER_SECOND;
/** After the start, and then as often, the child is asked to give back what it does not use. */
const FIRST_TIDY_MILLIS = 5_000;
const TIDY_EVERY_MILLIS = 60_000;
const STDERR_KEPT = 4_096;
/** Loading the library on a cold disk takes seconds; only a listener that is surely gone is mended. */
const REFUSALS_TO_MEND = 2;

/**
 * ClickHouse as a child of this process, on a free loopback port: started again with backoff when it dies or
 * stops listening, and gone when this process is, however it ends. Everything acknowledged is on disk, so it
 * is simply killed.
 */
export class ChildServer implements AsyncDisposable {
  readonly #options: ChildServerOptions;
  readonly #passwords: EnginePasswords;
  readonly #library: string;
  #process: ChildProcess | undefined;
  #port = 0;
  #stderr = "";
  #closing = false;
  #backoff = FIRST_BACKOFF_MILLIS;
  #startedAt = 0;
  #refusals = 0;
  #probe: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #tidying: NodeJS.Timeout | undefined;
  #restarts = 0;

  private constructor(options: ChildServerOptions, passwords: EnginePasswords, library: string) {
    this.#options = options;
    this.#passwords = passwords;
    this.#library = library;
  }

  /** Resolves when it answers. Throws `store.engine-unavailable` where it cannot run, with the reason. */
  static async start(options: ChildServerOptions): Promise<ChildServer> {
    const library = engineLibrary();
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    const passwords = await enginePasswords(options.folder);
    await writePrivately(join(options.folder, "users.xml"), usersConfig(passwords, options.database));
    await writePrivately(
      join(options.folder, "config.xml"),
      serverConfig(options.limits ?? ENGINE_LIMITS, options.cluster),
    );
    const server = new ChildServer(options, passwords, library);
    try {
      await server.#launch();
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    server.#watch();
    server.#tidy(FIRST_TIDY_MILLIS);
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** How often it had to be started again. */
  get restarts(): number {
    return this.#restarts;
  }

  credentials(user: keyof EnginePasswords): Credentials {
    return { user, password: this.#passwords[user] };
  }

  async #launch(): Promise<void> {
    this.#port = this.#options.cluster?.httpPort ?? (await freePort());
    this.#stderr = "";
    this.#startedAt = this.#options.clock.monotonic();
    const child = spawn(process.execPath, this.#arguments(), {
      // No secret of ours is in its environment.
      env: { TZ: "UTC" },
      stdio: ["pipe", "ignore", "pipe"],
    });
    this.#process = child;
    child.stdin?.on("error", () => {});
    child.stderr?.on("data", (text: Buffer) => {
      this.#stderr = (this.#stderr + text.toString()).slice(-STDERR_KEPT);
    });
    const gone = new Promise<never>((_, reject) => {
      child.once("error", reject);
      child.once("exit", () => reject(this.#failure()));
    });
    gone.catch(() => {});
    await Promise.race([this.#ready(), gone]);
    this.#refusals = 0;
    child.once("exit", (code, signal) => this.#died(child, code, signal));
    if (child.exitCode !== null || child.signalCode !== null) throw this.#failure();
    // For a backup, which another process takes.
    await writePrivately(join(this.#options.folder, "http-port"), String(this.#port));
    this.#options.log.info({ port: this.#port, pid: child.pid }, "ClickHouse is up");
  }

  #arguments(): readonly string[] {
    const { folder, cluster } = this.#options;
    const engine = new URL(import.meta.url.endsWith(".ts") ? "./engine.ts" : "./engine.js", import.meta.url);
    const listen = `SYSTEM START LISTEN HTTP; ${cluster === undefined ? "" : "SYSTEM START LISTEN TCP; "}`;
    return [
      "--experimental-ffi",
      "--no-warnings",
      "--max-old-space-size=32",
      fileURLToPath(engine),
      this.#library,
      `--path=${join(folder, "data")}`,
      `--config-file=${join(folder, "config.xml")}`,
      "--listen_host=127.0.0.1",
      `--http_port=${this.#port}`,
      ...(cluster === undefined ? [] : [`--tcp_port=${cluster.tcpPort}`]),
      "--query",
      `${listen}SELECT sleepEachRow(3) FROM system.numbers SETTINGS max_block_size = 1 FORMAT Null`,
    ];
  }

  #failure(): Fault {
    const locked = /Cannot lock file/.test(this.#stderr);
    return new Fault("store.engine-unavailable", {
      detail: locked
        ? `another process uses ${this.#options.folder}`
        : `it ended at its start: ${lastWords(this.#stderr)}`,
      remedy: locked ? "Stop the other Sadari, or give this one a data folder of its own" : "See `sadari doctor`",
    });
  }

  async #ready(): Promise<void> {
    const deadline = performance.now() + READY_WITHIN_MILLIS;
    while (!this.#closing && performance.now() < deadline) {
      if ((await ping(this.#port)) === "up") return;
      await sleep(15, undefined, { ref: true });
    }
    throw new Fault("store.engine-unavailable", {
      detail: `it did not answer within ${READY_WITHIN_MILLIS / 1000} s`,
      remedy: "See `sadari doctor`",
    });
  }

  #died(child: ChildProcess, code: number | null, signal: string | null): void {
    if (this.#closing || child !== this.#process) return;
    const lived = this.#options.clock.monotonic() - this.#startedAt;
    this.#backoff = lived > STEADY_AFTER ? FIRST_BACKOFF_MILLIS : Math.min(this.#backoff * 2, LAST_BACKOFF_MILLIS);
    this.#options.log.warn(
      { code, signal, lastWords: lastWords(this.#stderr), againInMillis: this.#backoff },
      "ClickHouse ended and is started again",
    );
    this.#scheduleLaunch();
  }

  #scheduleLaunch(): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#restarts++;
      this.#launch().catch((error: unknown) => {
        if (this.#closing) return;
        this.#options.log.error({ reason: String(error) }, "ClickHouse did not start");
        this.#process?.kill("SIGKILL");
        this.#backoff = Math.min(this.#backoff * 2, LAST_BACKOFF_MILLIS);
        this.#scheduleLaunch();
      });
    }, this.#backoff).unref();
  }

  /** Anyone on this machine may stop the listener; then the process lives and nobody can reach it. */
  #watch(): void {
    this.#probe = setInterval(async () => {
      const child = this.#process;
      const answer = await ping(this.#port);
      this.#refusals = answer === "refused" && child === this.#process ? this.#refusals + 1 : 0;
      if (this.#refusals < REFUSALS_TO_MEND || child?.exitCode !== null || child.signalCode !== null) return;
      this.#refusals = 0;
      this.#options.log.warn({}, "ClickHouse no longer listens and is ended");
      child.kill("SIGKILL");
    }, PROBE_EVERY_MILLIS).unref();
  }

  #tidy(afterMillis: number): void {
    this.#tidying = setTimeout(() => {
      this.#process?.stdin?.write("t");
      this.#tidy(TIDY_EVERY_MILLIS);
    }, afterMillis).unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#tidying);
    clearInterval(this.#probe);
    clearTimeout(this.#retry);
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }
}

/** The end of what it said on its way out, on one line. */
function lastWords(stderr: string): string {
  return stderr.trim().split("\n").slice(-2).join(" ").slice(-300) || "without a word";
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}

function ping(port: number): Promise<"up" | "refused" | "busy"> {
  return new Promise((resolve) => {
    const request = get({ host: "127.0.0.1", port, path: "/ping", agent: false, timeout: 5_000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200 ? "up" : "busy");
    });
    request.once("timeout", () => request.destroy());
    request.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code === "ECONNREFUSED" ? "refused" : "busy"),
    );
  });
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const ROOT = join(import.meta.dirname, "..");

/** A booth started as its users start it: a process of its own, reached over HTTP only. */
export interface Booth extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly pid: number;
  readonly secretToken: string;
  readonly hostToken: string;
  /** From the start of the process until it took events. */
  readonly startedInMillis: number;
  /** What it printed so far. */
  output(): string;
  /** Kills the process and its children at once, as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to stop; resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface BoothOptions {
  readonly dataDir?: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** The file Node runs; that of this clone without it. */
  readonly program?: string;
}

export const SECRET_TOKEN = "sadari_ik_0123456789abcdefghjkmnpqrs";
export const HOST_TOKEN = "host-token-of-the-tests-0123456789";

export async function startBooth(options: BoothOptions = {}): Promise<Booth> {
  const port = options.port ?? (await freePort());
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "sadari-booth-"));
  const env = {
    ...process.env,
    SADARI_HOST: "127.0.0.1",
    SADARI_PORT: String(port),
    SADARI_DATA_DIR: dataDir,
    SADARI_SECRET_TOKEN: SECRET_TOKEN,
    SADARI_HOST_TOKEN: HOST_TOKEN,
    ...options.env,
  };
  const started = performance.now();
  const child = spawn(process.execPath, [options.program ?? "src/cli/main.ts", "start"], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const output = collect(child);
  const url = `http://127.0.0.1:${port}`;
  await ready(url, child, output);
  const startedInMillis = performance.now() - started;
  await eventually(
    async () => output().includes("ELASTIC_APM_SERVER_URL") || child.exitCode !== null || undefined,
    60_000,
  );
  const booth: Booth = {
    url,
    port,
    dataDir,
    pid: child.pid ?? 0,
    secretToken: SECRET_TOKEN,
    hostToken: HOST_TOKEN,
    startedInMillis,
    output,
    kill: () => end(child, () => process.kill(-(child.pid ?? 0), "SIGKILL")).then(() => undefined),
    stop: (signal = "SIGTERM") => end(child, () => child.kill(signal)),
    async [Symbol.asyncDispose]() {
      await booth.kill();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return booth;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Asks until `check` gives something, and fails with its last error after `timeoutMillis`. */
export async function eventually<T>(
  check: () => Promise<T | undefined>,
  timeoutMillis = 10_000,
  everyMillis = 50,
): Promise<T> {
  const deadline = performance.now() + timeoutMillis;
  let problem: unknown;
  for (;;) {
    try {
      const found = await check();
      if (found !== undefined) return found;
    } catch (error) {
      problem = error;
    }
    if (performance.now() > deadline) throw new Error(`nothing after ${timeoutMillis} ms`, { cause: problem });
    await sleep(everyMillis);
  }
}

/** A GET of the API as host. */
export async function ask<T>(booth: Pick<Booth, "url" | "hostToken">, path: string): Promise<T> {
  const response = await fetch(`${booth.url}${path}`, { headers: { authorization: `Bearer ${booth.hostToken}` } });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

function collect(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}

async function ready(url: string, child: ChildProcess, output: () => string): Promise<void> {
  await eventually(async () => {
    if (child.exitCode !== null) return true;
    return (await fetch(`${url}/readyz`)).ok || undefined;
  }, 60_000);
  if (child.exitCode !== null) throw new Error(`the booth ended with ${child.exitCode}:\n${output()}`);
}

async function end(child: ChildProcess, act: () => void): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, "exit");
  act();
  await exited;
  return child.exitCode;
}

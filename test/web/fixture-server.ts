import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import type {
  FaultAnswer,
  LiveApp,
  LiveMessage,
  SessionAnswer,
  SpaceNames,
  WallNow,
} from "../../src/contract/index.ts";
import { CONTENT_SECURITY_POLICY } from "../../src/server/index.ts";
import { eventually } from "../booth.ts";
import {
  eventAnswer,
  LONG_TRACE_ID,
  liveApps,
  longTraceAnswer,
  rejections,
  servicesAnswer,
  traceAnswer,
  tracesAnswer,
  transactionsAnswer,
} from "./sample-answers.ts";

const PAGES = join(import.meta.dirname, "../../dist/web");
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

export interface FixtureOptions {
  /** `nobody` has no session. */
  readonly role?: SessionAnswer["role"] | "nobody";
  readonly empty?: boolean;
  readonly intakeUrl?: string;
  /** What the wall's stream says of a challenge. */
  readonly wall?: WallNow;
  /** How far the server's clock is ahead of the browser's, in milliseconds. */
  readonly clockAheadMs?: number;
}

/** The built pages over answers made up to the contract, and a live feed that tests steer. */
export class FixtureServer implements AsyncDisposable {
  readonly #options: FixtureOptions;
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #streams = new Set<ServerResponse>();
  #apps: LiveApp[];
  #wall: WallNow | undefined;
  #sequence = 0;
  #revoked = false;
  /** How many live connections were opened so far. */
  liveConnections = 0;

  constructor(options: FixtureOptions = {}) {
    this.#options = options;
    this.#apps = options.empty ? [] : liveApps();
    this.#wall = options.wall;
  }

  async start(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many live connections are open. */
  get watching(): number {
    return this.#streams.size;
  }

  /** Tells every open page, and waits for the first: nobody hears what is told before. */
  async send(message: LiveMessage): Promise<void> {
    await eventually(async () => this.#streams.size > 0 || undefined);
    if (message.type === "challenge") this.#wall = message.challenge;
    for (const stream of this.#streams) this.#write(stream, message);
  }

  /** A new app: on the wall and in the list. */
  async arrive(app: Partial<LiveApp> & { name: string }): Promise<void> {
    const [template] = liveApps();
    if (!template) throw new Error("no sample app");
    const now = this.#now();
    const arrived = {
      ...template,
      environment: "",
      firstSeen: now,
      lastSeen: now,
      ordinal: this.#apps.length + 1,
      ...app,
    };
    await this.send({ type: "arrival", serverTime: now, app: arrived, isNew: true });
    this.#apps = [...this.#apps, arrived];
  }

  /** Requests of one second for the app, as the server tells them. */
  tick(name: string, requests: number): Promise<void> {
    const now = this.#now();
    const apps = this.#apps
      .filter((app) => app.name === name)
      .map(({ environment, transactions, throughputPerMinute, latencyUs, failedRate }) => ({
        name,
        environment,
        lastSeen: now,
        requests,
        transactions: transactions + requests,
        throughputPerMinute,
        latencyUs,
        failedRate,
      }));
    return this.send({ type: "tick", serverTime: now, apps });
  }

  /** From now on nobody has a session. */
  revokeSession(): void {
    this.#revoked = true;
  }

  /** Cuts every live connection, as a lost network does. */
  cut(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #now(): number {
    return (Date.now() + (this.#options.clockAheadMs ?? 0)) * 1_000;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://fixture");
    if (url.pathname.startsWith("/api/")) this.#answerApi(url, response);
    else await answerPage(url.pathname, response);
  }

  #answerApi(url: URL, response: ServerResponse): void {
    if (this.#revoked || this.#options.role === "nobody") {
      answerJson(response, 401, { error: "This page needs a host or wall link.", code: "auth.required", fix: "" });
    } else if (url.pathname === "/api/live" || url.pathname === "/api/live/wall") {
      this.#stream(response);
    } else {
      const answer = this.#answerOf(url.pathname.split("/").slice(2).map(decodeURIComponent));
      if (answer === undefined) answerJson(response, 404, UNKNOWN_TRACE);
      else answerJson(response, 200, answer);
    }
  }

  #answerOf([first, second, third, kind, id]: readonly string[]): unknown {
    if (first === "session") return this.#session();
    if (first === "rejections") return { rejections: this.#options.empty ? [] : rejections() };
    if (first === "wall" && second === "names") return this.#names();
    if (first === "services" && second === undefined) {
      return this.#options.empty ? { ...servicesAnswer(), services: [] } : servicesAnswer();
    }
    if (first === "services") return third === "traces" ? tracesAnswer(second ?? "") : transactionsAnswer(second ?? "");
    if (first === "traces" && second === LONG_TRACE_ID) return longTraceAnswer();
    if (first !== "traces" || second !== traceAnswer().traceId) return undefined;
    if (third !== "events") return traceAnswer();
    return eventAnswer(kind === "transaction" || kind === "error" ? kind : "span", id ?? "");
  }

  #names(): SpaceNames {
    const names = this.#options.empty ? [] : [{ service: "damn-good-shop", shown: "held" } as const];
    return { applies: true, names, serverTime: this.#now() as SpaceNames["serverTime"] };
  }

  #session(): SessionAnswer {
    return {
      role: this.#options.role === "wall" ? "wall" : "host",
      space: "default",
      challenge: null,
      person: null,
      intakeUrl: this.#options.intakeUrl ?? "http://192.168.0.7:8200",
      serverTime: this.#now(),
      version: "0.1.0",
    };
  }

  #stream(response: ServerResponse): void {
    this.liveConnections += 1;
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write("retry: 300\n\n");
    this.#streams.add(response);
    response.on("close", () => this.#streams.delete(response));
    const seen = this.#options.empty || this.#options.role === "wall" ? [] : rejections();
    this.#write(response, {
      type: "snapshot",
      serverTime: this.#now(),
      space: "default",
      apps: this.#apps,
      rejections: seen,
      challenge: this.#wall ?? null,
    });
  }

  #write(stream: ServerResponse, message: LiveMessage): void {
    this.#sequence += 1;
    stream.write(`id: fixture.${this.#sequence}\nevent: ${message.type}\ndata: ${JSON.stringify(message)}\n\n`);
  }
}

const UNKNOWN_TRACE: FaultAnswer = { error: "No event of this trace is stored.", code: "apm.trace-unknown", fix: "" };

function answerJson(response: ServerResponse, status: number, answer: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(answer));
}

export async function answerPage(path: string, response: ServerResponse): Promise<void> {
  const isFile = path.startsWith("/assets/");
  const file = isFile ? join(PAGES, normalize(path)) : join(PAGES, "index.html");
  const body = await readFile(file).catch(() => undefined);
  if (body === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { renderGuide } from "../../src/challenge/guide/index.ts";
import { DEFAULT_SETUP } from "../../src/challenge/index.ts";
import type { Diagnosis, GuideAnswer, GuideShell, MyApp, MyKeys, MyTicket } from "../../src/contract/index.ts";
import { GuideShell as Shell } from "../../src/contract/index.ts";
import { answerPage } from "./fixture-server.ts";

const SERVER_URL = "http://192.168.0.7:8200";
const PLACEHOLDER = "sadari_pk_your-key";
export const KEY = "sadari_pk_7q2mx4dk3v9a0ch5tnw8zfe1";
export const NEXT_KEY = "sadari_pk_b8ytr2n6p0jwv4s9mkxe3qgd";

export interface GuideFixture {
  /** No ticket in this browser. */
  readonly nobody?: boolean;
  readonly state?: GuideAnswer["state"];
  readonly intro?: GuideAnswer["intro"];
  readonly diagnosis?: Partial<Diagnosis>;
}

/** The built guide page over answers made up to the contract, and a ticket that tests steer. */
export class GuideServer implements AsyncDisposable {
  readonly #fixture: GuideFixture;
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #streams = new Set<ServerResponse>();
  #diagnosis: Diagnosis;
  #secret = KEY;
  /** Bodies of what the page sent. */
  readonly sent: { readonly path: string; readonly body: string }[] = [];

  constructor(fixture: GuideFixture = {}) {
    this.#fixture = fixture;
    this.#diagnosis = { step: "nothing", app: null, requests: 0, required: 5, refusal: null, ...fixture.diagnosis };
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many pages listen. */
  get listening(): number {
    return this.#streams.size;
  }

  /** What the booth saw next. */
  diagnose(diagnosis: Partial<Diagnosis>): void {
    this.#diagnosis = { ...this.#diagnosis, ...diagnosis };
    for (const stream of this.#streams) stream.write(`event: me\ndata: ${JSON.stringify(this.#ticket())}\n\n`);
  }

  /** Ends every stream, and answers none from now on. */
  cut(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://fixture");
    if (!url.pathname.startsWith("/api/")) return answerPage(url.pathname, response);
    let body = "";
    for await (const chunk of request) body += chunk;
    const path = url.pathname.replace("/api/e/pycon", "");
    if (request.method !== "GET") this.sent.push({ path, body });
    if (path === "/me/live") return this.#stream(response);
    const answer = this.#answerOf(path, url.searchParams, body);
    response.writeHead(answer === undefined ? 401 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? { error: "nobody", code: "auth.required", fix: "" }));
  }

  #answerOf(path: string, query: URLSearchParams, body: string): unknown {
    const { nobody = false, state = "open" } = this.#fixture;
    switch (path) {
      case "":
        return { slug: "pycon", state, name: { ko: "파이콘 한국 2026", en: "PyCon Korea 2026" } };
      case "/guide":
        return this.#guide(Shell.parse(query.get("shell")), query.get("name"));
      case "/guide/playground":
        return { secret: "sadari_ik_playground0000000000000000" };
      case "/me":
        return nobody ? undefined : this.#ticket();
      case "/me/keys":
        if (body.includes("rotate")) this.#secret = NEXT_KEY;
        return nobody ? undefined : ({ mode: "personal", secret: this.#secret, keys: [] } satisfies MyKeys);
      case "/me/pairing":
        return { code: "K7Q-2MX", expiresAt: now() + 600_000_000, serverTime: now() };
      default:
        return undefined;
    }
  }

  #guide(shell: GuideShell, name: string | null): GuideAnswer {
    const serviceName = name ?? (this.#fixture.nobody ? "my-app" : "app-7q2mx4dk");
    const values = { serverUrl: SERVER_URL, secretToken: PLACEHOLDER, serviceName, environment: "pycon" };
    return {
      state: this.#fixture.state ?? "open",
      keyMode: "personal",
      requiredRequests: 5,
      shell,
      serverUrl: SERVER_URL,
      serviceName,
      environment: "pycon",
      keyPlaceholder: PLACEHOLDER,
      guides: DEFAULT_SETUP.frameworks.map((framework) => renderGuide(framework, shell, values)),
      intro: this.#fixture.intro ?? { ko: "", en: "" },
      outro: { ko: "", en: "" },
    };
  }

  #ticket(): MyTicket {
    return {
      id: "7Q2MX4DK",
      nickname: "용감한 수달",
      language: "ko",
      createdAt: now(),
      challenge: { slug: "pycon", state: this.#fixture.state ?? "open", closesAt: null },
      device: "laptop",
      staff: false,
      over14: true,
      apps: this.#diagnosis.app ? [this.#diagnosis.app] : [],
      choice: null,
      survey: { answered: 0, questions: 6, completed: false },
      diagnosis: this.#diagnosis,
      verdict: { eligible: false, reasons: [], checklist: [] } as unknown as MyTicket["verdict"],
      serverTime: now(),
    };
  }

  #stream(response: ServerResponse): void {
    if (this.#fixture.nobody) {
      response.writeHead(401).end();
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write("retry: 300\n\n");
    this.#streams.add(response);
    response.on("close", () => this.#streams.delete(response));
  }
}

export const app = (service: string, transactions: number): MyApp => ({
  service,
  ordinal: 1,
  agent: "nodejs",
  language: "javascript",
  framework: "express",
  environment: "pycon",
  firstSeen: now(),
  lastSeen: now(),
  transactions,
  errors: 0,
  placeholder: false,
});

const now = (): number => Date.now() * 1_000;

import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Apm } from "../apm/index.ts";
import type { Challenge, Challenges } from "../challenge/index.ts";
import type { Control } from "../control/index.ts";
import type { ElasticDoor } from "../intake/index.ts";
import { type Clock, DEFAULT_SPACE, Fault } from "../kernel/index.ts";
import type { Log, Metrics } from "../self/index.ts";
import { guardAnswer } from "./answer-headers.ts";
import { mountHealth } from "./health.ts";
import { type LiveHub, WallHub } from "./live/index.ts";
import { serveDoor } from "./mount-door.ts";
import { describeApi } from "./openapi.ts";
import { asksForHtml, mountPages } from "./pages.ts";
import { CHALLENGE_PATH, type Route } from "./route.ts";
import { apmRoutes } from "./routes/apm.ts";
import { challengeRoutes } from "./routes/challenge.ts";
import { claimRoutes } from "./routes/claim.ts";
import { drawRoutes } from "./routes/draw.ts";
import { eligibilityRoutes } from "./routes/eligibility.ts";
import { exportRoutes } from "./routes/export.ts";
import { guideRoutes } from "./routes/guide.ts";
import { liveRoutes } from "./routes/live.ts";
import { loginRoutes } from "./routes/login.ts";
import { peopleRoutes } from "./routes/people.ts";
import { pictureRoutes } from "./routes/picture.ts";
import { placeRoutes } from "./routes/place.ts";
import { privacyRoutes } from "./routes/privacy.ts";
import { recapRoutes } from "./routes/recap.ts";
import { rehearsalRoutes } from "./routes/rehearsal.ts";
import { OpenLinkBody, openLink, sessionRoutes } from "./routes/session.ts";
import { staffLockRoutes } from "./routes/staff-lock.ts";
import { surveyRoutes } from "./routes/survey.ts";
import { swagRoutes } from "./routes/swag.ts";
import { ticketRoutes } from "./routes/ticket.ts";
import { voucherRoutes } from "./routes/voucher.ts";
import { wallRoutes } from "./routes/wall.ts";
import type { SingleSignOn } from "./single-sign-on.ts";
import { anyone, identify, identifyTicket, type Role, refuseForeignOrigin, type Viewer } from "./viewer.ts";

export interface ServerOptions {
  readonly control: Control;
  readonly apm: Apm;
  readonly challenges: Challenges;
  readonly singleSignOn: SingleSignOn | undefined;
  readonly door: ElasticDoor;
  readonly hub: LiveHub;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly version: string;
  readonly hostToken: string | undefined;
  readonly publicUrl: string | undefined;
  /** How others on the network reach this machine; undefined when they cannot. */
  readonly lanAddress: () => string | undefined;
  /** Networks whose `X-Forwarded-Proto` and `-Host` are believed. */
  readonly trustedProxies: readonly string[];
  /** Folder with the built pages. */
  readonly pagesDir: string;
  readonly notReady: () => Promise<readonly string[]>;
  readonly warnings: () => readonly string[];
}

export function apiRoutes(options: ServerOptions & { readonly wallHub: WallHub }): readonly Route[] {
  const stillAllowed = async (headers: IncomingMessage["headers"]): Promise<boolean> =>
    (await identify(headers, options.control, options.hostToken))?.locked === false;
  return [
    ...sessionRoutes(options),
    ...loginRoutes(options),
    ...staffLockRoutes(options),
    ...peopleRoutes(options),
    ...apmRoutes(options.apm),
    ...challengeRoutes(options),
    ...rehearsalRoutes(options),
    ...ticketRoutes(options),
    ...surveyRoutes(options.challenges.surveys),
    ...guideRoutes(options),
    ...privacyRoutes(options),
    ...eligibilityRoutes(options),
    ...drawRoutes(options),
    ...claimRoutes(options),
    ...pictureRoutes(options),
    ...placeRoutes(options),
    ...swagRoutes(options),
    ...voucherRoutes(options),
    ...recapRoutes(options),
    ...exportRoutes(options),
    ...wallRoutes(options),
    ...liveRoutes({ ...options, stillAllowed }),
  ];
}

/** The Fastify application: API, health and pages. The doors are served beside it, without its parsing. */
export async function createApp(options: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    serverFactory: (handle) => createNodeServer(options, handle),
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    bodyLimit: 64 * 1024,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 4_096 },
    clientErrorHandler: answerUnreadable,
  });
  app.addHook("onSend", async (request, reply) => guardAnswer(request, reply));
  app.setErrorHandler((error, request, reply) => answerError(options.log, error, request, reply));

  const wallHub = new WallHub(options);
  app.addHook("onClose", async () => wallHub[Symbol.dispose]());
  const routes = apiRoutes({ ...options, wallHub });
  for (const route of routes) mountRoute(app, options, route);
  app.post("/api/session", async (request, reply) => {
    refuseForeignOrigin(request.headers);
    const { link } = parse(OpenLinkBody, request.body, "body");
    return openLink(options, link, { headers: request.headers, protocol: request.protocol, reply });
  });
  const description = describeApi(routes, options.version);
  app.get("/api/openapi.json", async () => description);
  mountHealth(app, {
    ...options,
    isHost: async (request) => (await identify(request.headers, options.control, options.hostToken))?.role === "host",
  });
  await mountPages(app, options.pagesDir);
  return app;
}

/** Limits of the listener (intake specification 1.1); requests to a door never reach Fastify. */
function createNodeServer(
  options: ServerOptions,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  const doorPaths = new Set(options.door.paths);
  const limits = {
    maxHeaderSize: 1_048_576,
    headersTimeout: 10_000,
    // The door ends a slow body itself after 30 s, with words; this is the net below it.
    requestTimeout: 40_000,
    keepAliveTimeout: 45_000,
    connectionsCheckingInterval: 5_000,
  };
  const closing = new WeakSet<Socket>();
  const server = createServer(limits, (request, response) => {
    request.url = withoutAuthority(request.url ?? "/");
    if (isForDoor(request, doorPaths)) {
      serveDoor(options.door, request, response).catch((error: unknown) => {
        options.log.error({ err: error }, "a door failed");
        response.destroy();
      });
      return;
    }
    const { socket } = request;
    // A page that is closed ends its live stream at once, not with the next thing it is told.
    if (!closing.has(socket)) socket.once("end", () => socket.end());
    closing.add(socket);
    handle(request, response);
  });
  // A sender may end its side once it has said all, and still reads what became of it.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.maxConnections = 20_000;
  return server;
}

/** Answers what is no HTTP request, never came to its end or has too large a head, in the words that agents know (1.3). */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  const isLate = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  // After an answer the sender of a body without end hears nothing more.
  if (!socket.writable || error.code === "ECONNRESET" || (isLate && socket.bytesWritten > 0)) {
    socket.destroy();
    return;
  }
  const [status, text] = isLate
    ? ["408 Request Timeout", "request timed out"]
    : error.code === "HPE_HEADER_OVERFLOW"
      ? ["431 Request Header Fields Too Large", "request header too large"]
      : ["400 Bad Request", "malformed HTTP request"];
  const body = `${JSON.stringify({ error: text })}\n`;
  const head = [
    `HTTP/1.1 ${status}`,
    "Content-Type: text/plain; charset=utf-8",
    "X-Content-Type-Options: nosniff",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), 1_000).unref();
}

/** A proxy may ask by the whole address, which every server must take (RFC 9112, 3.2.2). */
function withoutAuthority(url: string): string {
  if (url.startsWith("/")) return url;
  const path = /^https?:\/\/[^/?#]*(.*)$/i.exec(url)?.[1];
  if (path === undefined) return url;
  return path.startsWith("/") ? path : `/${path}`;
}

/** Java's HTTP client asks for HTML like a browser, so an agent is known by its name or its key first. */
const AGENT = /^(?:apm-agent-|elasticapm-)/;

function isForDoor(request: IncomingMessage, doorPaths: ReadonlySet<string>): boolean {
  const path = request.url?.split("?", 1)[0] ?? "/";
  if (path !== "/") return doorPaths.has(path);
  const reads = request.method === "GET" || request.method === "HEAD";
  const isBrowser = reads && asksForHtml(request.headers.accept) && request.headers.authorization === undefined;
  return !isBrowser || AGENT.test(request.headers["user-agent"] ?? "");
}

function mountRoute(app: FastifyInstance, options: ServerOptions, route: Route): void {
  app.route({
    method: route.method,
    url: route.path,
    ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
    async handler(request, reply) {
      const challenge = await challengeOf(options, route, request);
      const viewer = await admit(options, route, request.headers, challenge);
      if (route.method !== "GET" && viewer.via !== "token") refuseForeignOrigin(request.headers);
      const answer = await route.handle({
        viewer,
        challenge,
        address: request.ip,
        params: parse(route.params, request.params, "path"),
        query: parse(route.query, withoutEmpty(request.query), "query"),
        body: parse(route.body, request.body ?? {}, "body"),
        headers: request.headers,
        protocol: request.protocol,
        reply,
      });
      if (route.answer === undefined) return reply;
      return reply.header("cache-control", "no-store").send(answer);
    },
  });
}

async function challengeOf(
  options: ServerOptions,
  route: Route,
  request: FastifyRequest,
): Promise<Challenge | undefined> {
  if (!route.path.startsWith(CHALLENGE_PATH)) return undefined;
  const { slug } = request.params as { slug: string };
  const challenge = await options.challenges.lifecycle.findBySlug(slug);
  if (challenge !== undefined) return challenge;
  // Who is turned away in any case learns as little of what there is as of what there is not.
  const isAsked = isForOutsiders(route) || (await identify(request.headers, options.control, options.hostToken));
  throw isAsked ? new Fault("challenge.unknown", { slug }) : new Fault("auth.required");
}

const isForOutsiders = ({ roles }: Route): boolean => roles.includes("anyone") || roles.includes("participant");

/** The viewer as the first of a session, a ticket and anyone that the route is for. A foreign challenge does not exist. */
async function admit(
  options: ServerOptions,
  route: Route,
  headers: IncomingMessage["headers"],
  challenge: Challenge | undefined,
): Promise<Viewer> {
  const session = await identify(headers, options.control, options.hostToken);
  const atHome = session !== undefined && isAtHome(session, challenge);
  if (session?.locked && atHome && route.roles.includes(session.role) && !route.whileLocked) {
    throw new Fault("auth.locked");
  }
  if (session !== undefined && atHome && route.roles.includes(session.role)) return session;
  if (challenge !== undefined && route.roles.includes("participant")) {
    const holder = await identifyTicket(headers, challenge, options.challenges.tickets);
    if (holder?.ticket !== undefined && session !== undefined && atHome && WORKS_HERE.has(session.role)) {
      await options.challenges.tickets.markStaff(holder.ticket);
    }
    if (holder !== undefined) return holder;
  }
  // A draft is nobody's but its own people's.
  if (challenge?.state === "draft" && !challenge.rehearsal && !atHome && isForOutsiders(route)) {
    throw new Fault("challenge.unknown", { slug: challenge.slug });
  }
  if (route.roles.includes("anyone")) return anyone(challenge?.space ?? DEFAULT_SPACE);
  if (session === undefined) throw new Fault("auth.required");
  if (!atHome) throw new Fault("challenge.unknown", { slug: challenge?.slug ?? "" });
  throw new Fault("auth.forbidden", { role: session.role });
}

/** Their own tickets are found out by the session in the same browser. */
const WORKS_HERE: ReadonlySet<Role> = new Set(["host", "operator", "scanner"]);

function isAtHome(session: Viewer, challenge: Challenge | undefined): boolean {
  if (challenge === undefined) return true;
  return session.space === challenge.space && (session.challenge ?? challenge.id) === challenge.id;
}

/** `?from=&to=` means the same as leaving them out. */
function withoutEmpty(query: unknown): unknown {
  if (typeof query !== "object" || query === null) return query;
  return Object.fromEntries(Object.entries(query).filter(([name, value]) => value !== "" || name === "environment"));
}

function parse<T extends z.ZodType>(schema: T, value: unknown, place: string): z.infer<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new Fault("request.invalid", {
    detail: `${place}${issue?.path.length ? ` ${issue.path.join(".")}` : ""}: ${issue?.message ?? "not valid"}`,
  });
}

function answerError(log: Log, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const fault = asFault(error);
  if (fault.code === "internal") {
    const reference = randomUUID().slice(0, 8);
    log.error({ err: error, reference, route: request.routeOptions.url }, "a request failed");
    return sendFault(reply, new Fault("internal", { reference }));
  }
  return sendFault(reply, fault);
}

function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (
    error instanceof Error &&
    "statusCode" in error &&
    typeof error.statusCode === "number" &&
    error.statusCode < 500
  ) {
    return new Fault("request.invalid", { detail: error.message });
  }
  return new Fault("internal");
}

function sendFault(reply: FastifyReply, fault: Fault): FastifyReply {
  if (fault.status === 503) void reply.header("retry-after", "5");
  if (fault.status === 429) void reply.header("retry-after", "1");
  return reply
    .code(fault.status)
    .header("cache-control", "no-store")
    .send({ error: fault.message, code: fault.code, fix: fault.fix });
}

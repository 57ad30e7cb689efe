import { readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** Nothing but our own files: no inline script or style, no other host, no HTML made from text. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types sadari",
].join("; ");

const PAGE_HEADERS = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "cache-control": "no-cache",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
} as const;

/**
 * The staff's page may use the camera, and where a browser reads no codes by itself it runs a reader of ours, which is
 * WebAssembly. No other page may do either.
 */
const STAFF_HEADERS = {
  "content-security-policy": CONTENT_SECURITY_POLICY.replace(
    "script-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
  ),
  "permissions-policy": "camera=(self), microphone=(), geolocation=()",
} as const;

/** Browsers heed it only there; on plain HTTP in a LAN every page would leave an error in the console. */
const TRUSTWORTHY_ORIGIN_HEADERS = { "cross-origin-opener-policy": "same-origin" } as const;

/** Addresses the browser's router knows, a pairing code among them; any other page is a 404 that still looks like us. */
const KNOWN_PAGE =
  /^\/(?:$|open$|login$|p$|wall(?:\/|$)|services(?:\/|$)|traces\/|e\/[^/]+(?:\/|$)|staff(?:\/|$)|host(?:\/|$)|[A-HJ-NP-Z2-9]{3}-[A-HJ-NP-Z2-9]{3}$)/;

/** Serves the built pages: hashed assets for ever, the one HTML file for every page address. */
export async function mountPages(app: FastifyInstance, pagesDir: string): Promise<void> {
  const html = await keepRead(join(pagesDir, "index.html"));
  await app.register(fastifyStatic, {
    root: join(pagesDir, "assets"),
    prefix: "/assets/",
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: "365d",
    setHeaders(response, path) {
      // Keeps the pages of participants and staff for a reload without network; among the assets it would be heeded there only.
      if (basename(path).startsWith("offline-worker-")) void response.header("service-worker-allowed", "/");
    },
  });
  app.setNotFoundHandler(async (request, reply) => answerUnrouted(request, reply, await html()));
  // Before its body is looked at, which may be broken, too large or of any type.
  app.addHook("onRequest", async (request, reply) => {
    if (request.is404 && request.method !== "GET" && request.method !== "HEAD") return answerUnknown(request, reply);
  });
}

/**
 * The content of a file as it is now; as it was last while it is away. A clone's pages may be built anew beside a
 * running booth, and the page must name the assets that are there.
 */
async function keepRead(path: string): Promise<() => Promise<Buffer>> {
  let content = await readFile(path);
  let { mtimeMs } = await stat(path);
  return async () => {
    try {
      const now = await stat(path);
      if (now.mtimeMs !== mtimeMs) [content, mtimeMs] = [await readFile(path), now.mtimeMs];
    } catch {
      // Between the two builds.
    }
    return content;
  };
}

function answerUnrouted(request: FastifyRequest, reply: FastifyReply, html: Buffer): FastifyReply {
  const path = request.url.split("?", 1)[0] ?? "/";
  const wantsPage = (request.method === "GET" || request.method === "HEAD") && asksForHtml(request.headers.accept);
  if (!wantsPage || path.startsWith("/api/")) return answerUnknown(request, reply);
  return reply
    .code(KNOWN_PAGE.test(path) ? 200 : 404)
    .headers(PAGE_HEADERS)
    .headers(/^\/staff(?:\/|$)/.test(path) ? STAFF_HEADERS : {})
    .headers(isTrustworthy(request) ? TRUSTWORTHY_ORIGIN_HEADERS : {})
    .type("text/html; charset=utf-8")
    .send(html);
}

/** What a browser takes for secure: HTTPS, or this machine itself. */
function isTrustworthy({ protocol, hostname }: FastifyRequest): boolean {
  return protocol === "https" || hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}

/** The 404 that agents know (intake specification 1.3): a JSON object, spread out only where JSON was asked for. */
function answerUnknown(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const accept = request.headers.accept ?? "";
  const asksForJson = accept.includes("application/json") || accept.includes("*/*");
  const body = JSON.stringify({ error: "404 page not found" }, null, asksForJson ? 2 : 0);
  // As bytes: to a text Fastify adds a charset, which agents' own server does not.
  return reply
    .code(404)
    .header("content-type", asksForJson ? "application/json" : "text/plain; charset=utf-8")
    .send(Buffer.from(`${body}\n`));
}

/** Agents ask for JSON or for nothing; only browsers name HTML. */
export function asksForHtml(accept: string | undefined): boolean {
  return accept?.includes("text/html") ?? false;
}

import { PAGES_CACHE } from "./pages-cache.ts";

/** The part of a service worker's events that is used; the compiler's library for pages does not have it. */
interface FetchEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** A lost network may take minutes to say so. */
const PATIENCE_MS = 4_000;

self.addEventListener("fetch", (event) => {
  const { request } = event as FetchEvent;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") (event as FetchEvent).respondWith(page(request));
  else if (pathname.startsWith("/assets/")) (event as FetchEvent).respondWith(asset(request));
});

/** The newest page while the network answers, else the one kept last: it is the same file at every address. */
async function page(request: Request): Promise<Response> {
  const cache = await caches.open(PAGES_CACHE);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (response.ok) await cache.put(new URL(request.url).pathname, response.clone());
    return response;
  } catch (error) {
    const kept = (await cache.match(request, { ignoreSearch: true })) ?? (await anyPage(cache));
    if (kept === undefined) throw error;
    return kept;
  }
}

async function anyPage(cache: Cache): Promise<Response | undefined> {
  const requests = await cache.keys();
  const html = requests.find(({ url }) => !new URL(url).pathname.startsWith("/assets/"));
  return html && cache.match(html);
}

/** Named by their content, so the kept one is the right one. */
async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(PAGES_CACHE);
  const kept = await cache.match(request);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

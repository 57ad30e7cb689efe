import { trustedScriptUrl } from "../live/trusted-script-url.ts";
import workerUrl from "./offline-worker.ts?worker&url";
import { PAGES_CACHE } from "./pages-cache.ts";

const kept = new Set<string>();

/**
 * Keeps the page itself, so that a reload without network still opens it. Browsers offer that on https and on this
 * machine only; on plain http in a LAN a page that stays open goes on working, and one that is reloaded does not.
 */
export function keepPagesForOffline(scope: "/e/" | "/staff" = "/e/"): void {
  if (kept.has(scope) || !("serviceWorker" in navigator)) return;
  kept.add(scope);
  // Without it everything works but the reload, so its failing is nobody's business.
  void keep(scope).catch(() => undefined);
}

async function keep(scope: string): Promise<void> {
  await navigator.serviceWorker.register(trustedScriptUrl(workerUrl), { scope });
  const cache = await caches.open(PAGES_CACHE);
  const loaded = performance
    .getEntriesByType("resource")
    .map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith("/assets/"));
  await cache.addAll([...new Set(loaded.map(({ pathname }) => pathname))]);
  // Asked for as a browser asks for a page: at these addresses the server answers others with JSON.
  const page = await fetch(location.pathname, { headers: { accept: "text/html" } });
  if (page.ok) await cache.put(location.pathname, page);
}

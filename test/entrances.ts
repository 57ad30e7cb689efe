import { type Booth, eventually } from "./booth.ts";
import { sadariPrints } from "./command.ts";

/** The ways into a booth as a browser takes them: each gives the cookie it comes away with. */

export const STAFF_KINDS = ["operator", "scanner", "auditor", "wall", "kiosk"] as const;

/** The one-time or lasting token the booth printed at its start. */
export const printedLink = (booth: Booth, kind: "Host" | "Wall"): Promise<string> =>
  eventually(async () => new RegExp(`${kind} link\\s+\\S+#(\\S+)`).exec(booth.output())?.[1]);

export async function openLink(booth: Pick<Booth, "url">, link: string): Promise<string> {
  const response = await fetch(`${booth.url}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-requested-by": "sadari", origin: booth.url },
    body: JSON.stringify({ link }),
  });
  const cookie = response.headers.get("set-cookie") ?? "";
  if (response.ok && !cookie.includes("HttpOnly; SameSite=Lax")) throw new Error(`scripts may read ${cookie}`);
  return cookieOf(response, "the link");
}

/** `by` is whatever headers let a host in; the host token without it. */
export async function makeLink(
  booth: Pick<Booth, "url" | "hostToken">,
  slug: string,
  kind: string,
  by: Readonly<Record<string, string>> = { authorization: `Bearer ${booth.hostToken}` },
  label = "은영",
): Promise<string> {
  const response = await fetch(`${booth.url}/api/e/${slug}/links`, {
    method: "POST",
    headers: { "content-type": "application/json", ...by },
    body: JSON.stringify({ kind, label }),
  });
  if (!response.ok) throw new Error(`no ${kind} link: ${response.status} ${await response.text()}`);
  const { path } = (await response.json()) as { path: string };
  return path.split("#")[1] ?? "";
}

export async function takeTicket(booth: Pick<Booth, "url">, slug: string): Promise<string> {
  const response = await fetch(`${booth.url}/api/e/${slug}/tickets`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ language: "ko", over14: true }),
  });
  return cookieOf(response, "the ticket");
}

/** A host of another space, and that space's key for agents. */
export async function anotherSpace(
  booth: Booth,
  space = "elsewhere",
): Promise<{ readonly host: string; readonly key: string }> {
  const key = await sadariPrints(booth.dataDir, "key", "create", "--space", space);
  const link = await sadariPrints(booth.dataDir, "link", "create", "host", "--space", space);
  return {
    host: await openLink(booth, /\/open#(\S+)/.exec(link)?.[1] ?? ""),
    key: /sadari_ik_\w+/.exec(key)?.[0] ?? "",
  };
}

async function cookieOf(response: Response, what: string): Promise<string> {
  if (!response.ok) throw new Error(`${what} did not open: ${response.status} ${await response.text()}`);
  return response.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
}

/** Programs that open an address without anybody looking: link previews, crawlers, command lines. */
const PROGRAM =
  /(?<!cu)bot\b|bot[/;) ]|crawl|spider|slurp|preview|scrap|facebookexternalhit|whatsapp\/|embedly|pinterest|validator|monitor|\bcurl\/|wget\/|python|\bjava\/|okhttp|go-http-client|axios\/|node-fetch|undici|libwww|yeti\/|daum(?:oa)?\/|google-read-aloud|lighthouse/i;

/**
 * Whether a request is a person's browser opening the address: not a program, not a page fetched ahead in case, not a look
 * at the headers alone.
 */
export function isByPerson(
  method: string,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): boolean {
  if (method !== "GET") return false;
  const agent = headers["user-agent"];
  if (typeof agent !== "string" || agent === "" || PROGRAM.test(agent)) return false;
  return !["sec-purpose", "purpose", "x-purpose", "x-moz"].some((name) =>
    /prefetch|preview|prerender/i.test(`${headers[name] ?? ""}`),
  );
}

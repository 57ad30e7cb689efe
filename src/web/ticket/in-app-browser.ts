/** An app whose own browser keeps its storage apart from the phone's. */
export type InApp = "kakaotalk" | "naver" | "other";

export function inAppBrowser(userAgent: string): InApp | undefined {
  if (/KAKAOTALK/i.test(userAgent)) return "kakaotalk";
  if (/NAVER\(inapp/i.test(userAgent)) return "naver";
  return /Instagram|FBAN|FBAV|\bLine\/|Twitter|Slack|; wv\)/i.test(userAgent) ? "other" : undefined;
}

/** An address that opens `url` in the phone's browser; undefined where the app has no way but its own menu. */
export function outsideAddress(app: InApp, userAgent: string, url: string): string | undefined {
  if (app === "kakaotalk") return `kakaotalk://web/openExternal?url=${encodeURIComponent(url)}`;
  if (!/Android/i.test(userAgent)) return undefined;
  const { host, pathname, search, hash, protocol } = new URL(url);
  return `intent://${host}${pathname}${search}${hash}#Intent;scheme=${protocol.replace(":", "")};end`;
}

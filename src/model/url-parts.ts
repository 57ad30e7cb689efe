import type { Url } from "./apm-event.ts";

const PARTS = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#([\s\S]*))?$/;
const HOST_PORT = /^(?:([^@]*)@)?(\[[0-9a-fA-F:.%]+\]|[^:[\]@\s%]*)(?::(\d*))?$/;
const MAX_CODE_POINTS = 1024;

/**
 * Takes a URL apart (3.5). Missing scheme and host come from the defaults; what cannot be read as a URL keeps
 * only `original`. Nothing in the result is longer than 1024 code points.
 */
export function urlParts(text: string, defaultScheme = "http", defaultHost = ""): Url {
  const original = cut(text);
  const match = PARTS.exec(original);
  const authority = match && HOST_PORT.exec(match[2] ?? "");
  const path = match && decoded(match[3] ?? "");
  if (!match || !authority || path === undefined || hasControls(original) || startsWithColonSegment(match)) {
    return bare(original);
  }
  const scheme = (match[1] ?? defaultScheme).toLowerCase();
  const named = authority[2] ? authority : HOST_PORT.exec(defaultHost);
  const host = named?.[2] || defaultHost;
  const port = named?.[3] ? Number(named[3]) : undefined;
  const user = authority[1] === undefined ? "" : `${authority[1]}@`;
  // As in `file:///C:/x.html`: an authority may stand there and be empty.
  const hostPort =
    host === "" && match[2] === undefined ? "" : `//${user}${host}${port === undefined ? "" : `:${port}`}`;
  const tail = `${match[4] === undefined ? "" : `?${match[4]}`}${match[5] === undefined ? "" : `#${match[5]}`}`;
  return {
    original,
    full: cut(`${scheme}:${hostPort}${match[3] ?? ""}${tail}`),
    scheme,
    domain: host.replace(/^\[|\]$/g, "") || undefined,
    port,
    path: path || undefined,
    query: match[4] || undefined,
    fragment: match[5] || undefined,
  };
}

/** At most 1024 code points of a text. */
function cut(text: string): string {
  if (text.length <= MAX_CODE_POINTS) return text;
  let end = 0;
  for (let points = 0; points < MAX_CODE_POINTS && end < text.length; points++) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

function bare(original: string): Url {
  return {
    original,
    full: undefined,
    scheme: undefined,
    domain: undefined,
    port: undefined,
    path: undefined,
    query: undefined,
    fragment: undefined,
  };
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

function startsWithColonSegment(match: RegExpExecArray): boolean {
  if (match[1] !== undefined || match[2] !== undefined) return false;
  return (match[3] ?? "").split("/", 1)[0]?.includes(":") ?? false;
}

/**
 * What a line parsed to. `strict` is the same with every integer-valued decimal number turned into NaN; `tolerated`
 * tells that something after its value was ignored.
 */
export type ParsedLine = { readonly value: unknown; readonly strict: unknown; readonly tolerated: boolean } | undefined;

/**
 * Reads the first JSON value of a line and ignores what follows it, as agents' own server does; undefined when
 * there is none.
 *
 * JSON.parse cannot tell `200.0` and `2e2` from `200`, but an integer field refuses them. A line where one might
 * stand is read a second time into `strict`: its decoding shows the errors, `value` the event.
 */
export function parseLine(text: string): ParsedLine {
  let json = text;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    json = firstValue(text);
    try {
      value = JSON.parse(json);
    } catch {
      return undefined;
    }
  }
  return { value, strict: hasDoubtfulInteger(json) ? parseStrictly(json) : undefined, tolerated: json !== text };
}

/**
 * The event-type key: what stands between the first quote of the line, double or single, and the next one of
 * the same kind.
 */
export function eventKey(line: string): string {
  for (let start = 0; start < line.length; start++) {
    const code = line.charCodeAt(start);
    if (code !== 34 && code !== 39) continue;
    const end = line.indexOf(code === 34 ? '"' : "'", start + 1);
    return end < 0 ? "" : line.slice(start + 1, end);
  }
  return "";
}

/** A number with an exponent, or one that ends in `.0`; addresses such as 127.0.0.1 go on after it, or end with a quote. */
const INTEGER_VALUED = /(?:\.0+|\d[eE][+-]?\d+)[,}\]\s]/;
/** Names of integer fields, long and short, before a number that is not written as an integer. */
const INTEGER_FIELD =
  /"(?:timestamp|status_code|transfer_size|encoded_body_size|decoded_body_size|port|pid|ppid|started|dropped|sequence|count|us|ms|lineno|colno|line|log\.origin\.file\.line|rows_affected|id|code|sc|ts|ebs|dbs|sd|dd|seq|po|pi|li|co|cd|@timestamp)"\s*:\s*-?\d+[.eE]|"counts"\s*:\s*\[[^\]]*[.eE]/i;

/** The cheaper look first: nearly every line ends after it. */
function hasDoubtfulInteger(json: string): boolean {
  return INTEGER_VALUED.test(json) && INTEGER_FIELD.test(json);
}

function parseStrictly(json: string): unknown {
  return JSON.parse(json, (_key, value: unknown, ...[context]: { source?: string }[]) =>
    Number.isInteger(value) && !/^-?\d+$/.test(context?.source ?? "") ? Number.NaN : value,
  );
}

/** Names of identifiers that may be sent as integers, long and short. */
const IDENTIFIER = /^(?:id|code|cd)$/i;

/**
 * The identifiers of a line that are integers too large for a number, by what JSON.parse made of them: two people whose
 * ids differ in the last digit are two people.
 */
export function largeIdentifiers(line: string): ReadonlyMap<number, string> {
  const written = new Map<number, string>();
  const collect = (key: string, value: unknown, ...[context]: { source?: string }[]): unknown => {
    const isLarge = typeof value === "number" && !Number.isSafeInteger(value) && IDENTIFIER.test(key);
    if (isLarge && /^-?\d+$/.test(context?.source ?? "")) written.set(value, context?.source ?? "");
    return value;
  };
  try {
    JSON.parse(line, collect);
  } catch {
    JSON.parse(firstValue(line), collect);
  }
  return written;
}

/** The text up to the end of its first object or list, found by counting brackets outside of strings. */
function firstValue(text: string): string {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) {
      i = endOfString(text, i);
    } else if (code === 123 || code === 91) {
      depth++;
    } else if (code === 125 || code === 93) {
      depth--;
      if (depth <= 0) return text.slice(0, i + 1);
    }
  }
  return text;
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 92) i++;
    else if (code === 34) return i;
  }
  return text.length;
}

const PICTURE = /\]\(data:image\/svg\+xml;base64,([A-Za-z0-9+/=]+)\)/g;

export interface RecapFiles {
  readonly markdown: string;
  /** Files that the Markdown names, each with its content. */
  readonly charts: ReadonlyMap<string, string>;
}

/** The recap with its charts as files beside it: readers of a repository are not shown pictures inside the text. */
export function chartsBeside(recap: string, language: "ko" | "en"): RecapFiles {
  const charts = new Map<string, string>();
  const markdown = recap.replace(PICTURE, (_, base64: string) => {
    const file = `charts/${String(charts.size + 1).padStart(2, "0")}-${language}.svg`;
    charts.set(file, Buffer.from(base64, "base64").toString("utf8"));
    return `](${file})`;
  });
  return { markdown, charts };
}

/**
 * The recap without what is another thing in every run: hashes, the count of records in the log, and which lane and app won.
 * Everything else of two runs is equal byte by byte.
 */
export function withoutChance(markdown: string): string {
  return markdown
    .replace(/[0-9a-f]{64}/g, "‹hash›")
    .replace(/^\| ([^|]+) \| \d+ \| \*\*[^|]+\*\* \|$/gm, "| $1 | ‹lane› | ‹app› |")
    .replace(/감사 기록 \d+번|record \d+ of the audit log/g, "‹record›");
}

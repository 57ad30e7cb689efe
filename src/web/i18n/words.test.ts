import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { en } from "./en.ts";
import { ko } from "./ko.ts";

interface Words {
  readonly [key: string]: string | Words;
}

function flatten(words: Words, path = ""): readonly (readonly [key: string, text: string])[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${path}${key}`, value] as const] : flatten(value, `${path}${key}.`),
  );
}

const english = new Map(flatten(en));
const korean = new Map(flatten(ko));
const placeholders = (text: string): readonly string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

/** The same in both languages on purpose: signs, units and names. */
const SAME =
  /^(?:transactions\.p\d\d|trace\.composite|place\.sizes\.a\d|place\.languages\.\w\w|claim\.host\.handedOver|swag\.table\.drew)$/;

describe("the two languages", () => {
  it("have the same keys", () => {
    expect([...korean.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("fill the same places in", () => {
    for (const [key, text] of english)
      expect([key, placeholders(korean.get(key) ?? "")]).toEqual([key, placeholders(text)]);
  });

  it("are both written", () => {
    const untranslated = [...english].filter(([key, text]) => korean.get(key) === text && !SAME.test(key));
    expect(untranslated).toEqual([]);
  });

  it("never put a Korean particle right after an inserted name", () => {
    const named = [...korean].filter(([, text]) =>
      /\{\{(?:name|service|app|transaction)\}\}(?:은|는|이|가|을|를|와|과)(?:\s|$)/.test(text),
    );
    expect(named).toEqual([]);
  });
});

const WEB = join(import.meta.dirname, "..");

function sources(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.tsx?$/.test(name) && !name.includes(".test.") ? [path] : [];
  });
}

describe("the pages", () => {
  const files = sources(WEB).map((path) => [relative(WEB, path), readFileSync(path, "utf8")] as const);
  const outside = files.filter(([file]) => !file.startsWith("i18n/"));

  it("contain no words of their own", () => {
    const betweenTags = />\s*([^<>{}\n=;]*[A-Za-z가-힣]{2,}[^<>{}\n=;]*)\s*<\//g;
    const inAttributes = /\s(?:title|aria-label|placeholder|alt|label|caption)="([^"]*[A-Za-z가-힣]{2,}[^"]*)"/g;
    const found = outside
      .filter(([file]) => file.endsWith(".tsx"))
      .flatMap(([file, text]) =>
        [...text.matchAll(betweenTags), ...text.matchAll(inAttributes)].map((match) => `${file}: ${match[1]}`),
      );
    expect(found).toEqual([]);
    expect(outside.filter(([, text]) => /[가-힣]/.test(text)).map(([file]) => file)).toEqual([]);
  });

  it("use every key", () => {
    const all = outside.map(([, text]) => text).join("\n");
    const unused = [...english.keys()].filter((key) => {
      const plain = key.replace(/_(?:one|other)$/, "");
      const group = plain.slice(0, plain.lastIndexOf(".") + 1);
      return !all.includes(`"${plain}"`) && !all.includes(`\`${group}\${`) && !plain.startsWith("reason.");
    });
    expect(unused).toEqual([]);
  });
});

import type { RecapPreset } from "../../contract/index.ts";

export interface Heading {
  readonly title: string;
  readonly subtitle: string;
  readonly tags: readonly string[];
  readonly category: string;
  /** In the venue's time: `2019-08-18 17:00:00`. */
  readonly localTime: string;
  /** `+09:00` */
  readonly offset: string;
}

const IMAGE = "photos/booth.jpg";

/** The lines between `---` as that generator reads them. Texts are JSON strings, which YAML reads as they are. */
export function frontMatter(preset: RecapPreset, heading: Heading): string {
  const { title, subtitle, tags, category, localTime, offset } = heading;
  const text = (value: string): string => JSON.stringify(value);
  const list = (values: readonly string[]): string => `[${values.map(text).join(", ")}]`;
  const [day, time] = localTime.split(" ");
  const date: Readonly<Record<RecapPreset, string>> = {
    hexo: localTime,
    jekyll: `${localTime} ${offset.replace(":", "")}`,
    hugo: `${day}T${time}${offset}`,
  };
  const lines = [
    ...(preset === "hugo" ? [] : [`layout: ${preset === "jekyll" ? "post" : '"post"'}`]),
    `title: ${text(title)}`,
    `subtitle: ${text(subtitle)}`,
    `date: ${date[preset]}`,
    `header-img: ${text(IMAGE)}`,
    `tags: ${list(tags)}`,
    `categories: ${list([category])}`,
    ...(preset === "hugo" ? ["draft: false"] : []),
  ];
  return `---\n${lines.join("\n")}\n---\n`;
}

/** As its generator wants posts to be called. */
export function postFileName(preset: RecapPreset, slug: string, language: string, day: string): string {
  const name = `${slug}-recap.${language}.md`;
  return preset === "jekyll" ? `${day}-${name}` : name;
}

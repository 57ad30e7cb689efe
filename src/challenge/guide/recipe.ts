import type { Bilingual, Framework } from "../../contract/index.ts";
import type { Target } from "./values.ts";

/** Code of a step: files in `snippets/`, one under the other. `shell` means: as the reader's shell wants it. */
export interface RecipeBlock {
  readonly templates: readonly string[];
  readonly language: "shell" | Exclude<Target, "bash" | "powershell" | "cmd">;
  /** Where the code belongs; undefined for lines of a shell. */
  readonly file?: string;
}

export interface RecipeStep {
  readonly title: Bilingual;
  readonly text: Bilingual;
  readonly blocks: readonly RecipeBlock[];
  readonly asides?: readonly { readonly text: Bilingual; readonly blocks: readonly RecipeBlock[] }[];
}

/** How to connect an app of one framework, before it is filled in. */
export interface Recipe {
  readonly framework: Framework;
  readonly name: Bilingual;
  readonly minutes: number;
  readonly agent: string;
  readonly steps: readonly RecipeStep[];
}

export const both = (ko: string, en: string): Bilingual => ({ ko, en });

export const shell = (...templates: readonly string[]): RecipeBlock => ({ templates, language: "shell" });

export const code = (
  language: RecipeBlock["language"],
  file: string,
  ...templates: readonly string[]
): RecipeBlock => ({
  templates,
  language,
  file,
});

export const INSTALL = both("에이전트 설치", "Install the agent");
export const CONFIGURE = both("몇 줄 더하기", "Add a few lines");
export const RUN = both("실행", "Run it");
export const CLICK = both("페이지 누르기", "Click around");

/** The last step of every framework: somebody has to use the app. */
export const click = (address: string): RecipeStep => ({
  title: CLICK,
  text: both(
    `브라우저에서 \`${address}\` 주소를 열고 이 페이지 저 페이지를 눌러 보세요. 아래 띠에 바로 나타나요.`,
    `Open \`${address}\` in your browser and click from page to page. The strip below tells you at once.`,
  ),
  blocks: [],
});

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Framework, FrameworkGuide, GuideBlock, GuideShell } from "../../contract/index.ts";
import type { Recipe, RecipeBlock } from "./recipe.ts";
import { BROWSER, NOTHING } from "./recipes-browser.ts";
import { GO, RAILS, SPRING } from "./recipes-compiled.ts";
import { EXPRESS, FASTIFY, NEST } from "./recipes-node.ts";
import { DJANGO, FLASK } from "./recipes-python.ts";
import { fill, type GuideValues, type Target } from "./values.ts";

const RECIPES: Readonly<Record<Framework, Recipe>> = {
  django: DJANGO,
  flask: FLASK,
  express: EXPRESS,
  fastify: FASTIFY,
  nest: NEST,
  rails: RAILS,
  spring: SPRING,
  go: GO,
  browser: BROWSER,
  nothing: NOTHING,
};

const SNIPPETS = join(import.meta.dirname, "snippets");
const loaded = new Map<string, string>();

/** The steps that connect an app of the framework, filled in and quoted for the reader's shell. */
export function renderGuide(framework: Framework, shell: GuideShell, values: GuideValues): FrameworkGuide {
  const { name, minutes, agent, steps } = RECIPES[framework];
  const render = (blocks: readonly RecipeBlock[]): GuideBlock[] =>
    blocks.map((block) => renderBlock(block, shell, values));
  return {
    framework,
    name,
    minutes,
    agent,
    steps: steps.map(({ title, text, blocks, asides = [] }) => ({
      title,
      text,
      blocks: render(blocks),
      asides: asides.map((aside) => ({ text: aside.text, blocks: render(aside.blocks) })),
    })),
  };
}

function renderBlock({ templates, language, file }: RecipeBlock, shell: GuideShell, values: GuideValues): GuideBlock {
  const target: Target = language === "shell" ? shell : language;
  const parts = templates.map((name) => fill(language === "shell" ? ofShell(name, shell) : load(name), target, values));
  return { language: target, file: file ?? null, code: parts.join("") };
}

/** Lines that every shell takes are there for bash alone. */
function ofShell(name: string, shell: GuideShell): string {
  const own = `${name}.${shell}`;
  return exists(own) ? load(own) : load(`${name}.bash`);
}

function exists(name: string): boolean {
  return loaded.has(name) || existsSync(join(SNIPPETS, `${name}.tmpl`));
}

function load(name: string): string {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(join(SNIPPETS, `${name}.tmpl`), "utf8");
  loaded.set(name, text);
  return text;
}

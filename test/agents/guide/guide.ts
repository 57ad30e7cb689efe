import { type GuideValues, renderGuide } from "../../../src/challenge/guide/index.ts";
import type { Framework, FrameworkGuide, GuideBlock, GuideShell } from "../../../src/contract/index.ts";
import type { Booth } from "../../booth.ts";

/** What the guide shows to somebody at this booth. */
export function guideAt(
  booth: Pick<Booth, "url" | "secretToken">,
  framework: Framework,
  values: Partial<GuideValues> = {},
  shell: GuideShell = "bash",
): FrameworkGuide {
  return renderGuide(framework, shell, {
    serverUrl: booth.url,
    secretToken: booth.secretToken,
    serviceName: `${framework} toy-7Q2M`,
    environment: "pycon",
    ...values,
  });
}

/** The code that belongs in a file of the visitor's project, as it is copied. */
export function codeFor(guide: FrameworkGuide, file: string): string {
  const code = blocksOf(guide).filter((block) => block.file === file);
  if (code.length === 0) throw new Error(`the guide of ${guide.framework} has nothing for ${file}`);
  return code.map((block) => block.code).join("\n");
}

/** The lines of the main path that are typed into a shell, from a step on. */
export function linesFrom(guide: FrameworkGuide, firstStep: number): string {
  const blocks = guide.steps.slice(firstStep - 1).flatMap((step) => step.blocks);
  return blocks
    .filter((block) => block.file === null)
    .map((block) => block.code)
    .join("");
}

export const blocksOf = (guide: FrameworkGuide): readonly GuideBlock[] =>
  guide.steps.flatMap((step) => [...step.blocks, ...step.asides.flatMap((aside) => aside.blocks)]);

import type { FrameworkGuide, GuideAnswer, GuideBlock } from "../../contract/index.ts";

/** The code with the reader's key in it. Keys are of letters, digits, `_` and `-`, which no language quotes. */
export function withKey(code: string, placeholder: string, secret: string | null): string {
  return secret !== null && /^[\w.-]+$/.test(secret) ? code.replaceAll(placeholder, secret) : code;
}

/** The line of a guide's main path that holds `wanted`: what to copy when it has to change. */
export function lineWith(guide: FrameworkGuide, wanted: string): string | undefined {
  const lines = guide.steps.flatMap((step) => step.blocks).flatMap((block) => block.code.split("\n"));
  return lines.find((line) => line.includes(wanted))?.trim();
}

/** Every block of code with the reader's key in it. */
export function personalGuides(answer: GuideAnswer, secret: string | null): readonly FrameworkGuide[] {
  const personal = (block: GuideBlock): GuideBlock => ({
    ...block,
    code: withKey(block.code, answer.keyPlaceholder, secret),
  });
  return answer.guides.map((guide) => ({
    ...guide,
    steps: guide.steps.map((step) => ({
      ...step,
      blocks: step.blocks.map(personal),
      asides: step.asides.map((aside) => ({ ...aside, blocks: aside.blocks.map(personal) })),
    })),
  }));
}

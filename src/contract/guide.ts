import { z } from "zod";
import { Bilingual, ChallengeState, Framework } from "./challenge.ts";

export const GuideShell = z.enum(["bash", "powershell", "cmd"]);
export type GuideShell = z.infer<typeof GuideShell>;

/** Code to copy, with the viewer's own address, name and, where the server may know it, key in it. */
export const GuideBlock = z.object({
  /** What it is written in: a shell, or a language as editors name it. */
  language: z.string(),
  /** The file it belongs in; null for a line to type into a shell. */
  file: z.string().nullable(),
  code: z.string(),
});
export type GuideBlock = z.infer<typeof GuideBlock>;

/** Text between backticks is code. */
export const GuideStep = z.object({
  title: Bilingual,
  text: Bilingual,
  blocks: z.array(GuideBlock),
  /** What may be different in their project, with the code for it. */
  asides: z.array(z.object({ text: Bilingual, blocks: z.array(GuideBlock) })),
});
export type GuideStep = z.infer<typeof GuideStep>;

/** How an app of one framework is connected, in the order one does it. */
export const FrameworkGuide = z.object({
  framework: Framework,
  name: Bilingual,
  /** How long it takes who does it for the first time, in minutes. */
  minutes: z.number().int(),
  /** The agent and its version, as the code has it. */
  agent: z.string(),
  steps: z.array(GuideStep),
});
export type FrameworkGuide = z.infer<typeof FrameworkGuide>;

export const GuideAnswer = z.object({
  state: ChallengeState,
  keyMode: z.enum(["personal", "shared"]),
  requiredRequests: z.number().int(),
  shell: GuideShell,
  /** Where agents send to, as this browser reached us. */
  serverUrl: z.string(),
  /** The name in the code. */
  serviceName: z.string(),
  environment: z.string(),
  /** What stands in the code where the key belongs, until the page puts it there. */
  keyPlaceholder: z.string(),
  guides: z.array(FrameworkGuide),
  /** Markdown of the host. */
  intro: Bilingual,
  outro: Bilingual,
});
export type GuideAnswer = z.infer<typeof GuideAnswer>;

/** A key for everybody, once the challenge is kept. */
export const PlaygroundKey = z.object({ secret: z.string() });
export type PlaygroundKey = z.infer<typeof PlaygroundKey>;

/** As every agent takes it unchanged. */
export const AgentServiceName = z.string().regex(/^[a-zA-Z0-9 _-]{1,60}$/);

/** How an app is connected: snippets that are tested programs, filled in for the one who reads them. */
export { createGuides, type Guides } from "./guides.ts";
export { Playground } from "./playground.ts";
export { renderGuide } from "./render.ts";
export { codeHash, readTested, type TriedBy, untested } from "./tested.ts";
export type { GuideValues } from "./values.ts";

/** How an app is connected: snippets that are tested programs, filled in for the one who reads them. */
export { renderGuide } from "./render.ts";
export { fill, type GuideValues, isServiceName, literal, suggestServiceName } from "./values.ts";

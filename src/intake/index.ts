/**
 * The doors for agents. A door turns what an agent sends into apm events and hands them to the `EventSink`; it
 * knows nothing of stores, keys or HTTP servers, all of which are handed in. What it answers is fixed by the
 * intake specification, down to the status and the words.
 */
export type { DoorAnswer } from "./elastic/answers.ts";
export type { KeyCheck, KeyVerdict, PresentedKey } from "./elastic/authentication.ts";
export { createElasticDoor, type DoorRequest, type ElasticDoor, type ElasticDoorOptions } from "./elastic/door.ts";
export type { AgentHello } from "./elastic/hello.ts";
export type { IntakeLimits } from "./elastic/limits.ts";
export type { RumOptions } from "./elastic/rum-cors.ts";
export { type BuildInfo, REPORTED_VERSION } from "./elastic/server-info.ts";

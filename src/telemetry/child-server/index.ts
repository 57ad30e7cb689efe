/** ClickHouse as a supervised child of this process. */
export { ChildServer } from "./child-server.ts";
export type { EngineLimits } from "./engine-config.ts";
export { engineLibrary, thisPlatform } from "./library.ts";
export { EnginePasswordsFile } from "./passwords.ts";

/** ClickHouse as a supervised child of this process. */
export { ChildServer, type ChildServerOptions } from "./child-server.ts";
export { ENGINE_LIMITS, type EngineLimits, type LocalCluster } from "./engine-config.ts";
export { engineLibrary, type Platform, thisPlatform } from "./library.ts";

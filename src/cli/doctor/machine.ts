import { existsSync } from "node:fs";
import { totalmem } from "node:os";
import { Fault } from "../../kernel/index.ts";
import { RELEASED_ON } from "../version.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

const NODE_MAJOR = 26;
/** What the booth takes when busy, with room for the system. */
const LEAST_MEMORY = 1.5e9;

export function examineNode(version: string = process.versions.node): Finding {
  const major = Number.parseInt(version, 10);
  if (major >= NODE_MAJOR) return ok("Node", `${version} runs Sadari`);
  return fail(
    "Node",
    `${version} is too old; Sadari needs ${NODE_MAJOR}`,
    "Start it with `npm start` or `sadari`, which bring their own Node.",
  );
}

/** Whether the ClickHouse brought along can run; `locate` finds its library or throws why not. */
export function examineEngine(locate: () => string): Finding {
  try {
    return ok("Engine", `ClickHouse is here: ${locate()}`);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return fail("Engine", error.message, `${error.fix} Or name a ClickHouse server: SADARI_CLICKHOUSE_URL.`);
  }
}

export function examineMemory(total: number = totalmem()): Finding {
  const amount = `${(total / 1e9).toFixed(1)} GB`;
  if (total >= LEAST_MEMORY) return ok("Memory", amount);
  return warn("Memory", `${amount} is little`, "Sadari takes up to 1 GB when busy; close other programs.");
}

export function examineUser(uid: number | undefined = process.getuid?.()): Finding {
  if (uid !== 0) return ok("User", "not root");
  return warn("User", "runs as root", "Run it as a user of its own: it needs no right of root's.");
}

/** A clock before this version was made is surely wrong; a smaller error only a comparison shows. */
export function examineClock(now: Date, synchronised: boolean | undefined = timeIsSynchronised()): Finding {
  const says = `this machine says ${now.toISOString()}`;
  if (now.getTime() < Date.parse(RELEASED_ON)) {
    return fail("Clock", `${says}, which is before this version was made`, "Set the time, best by switching NTP on.");
  }
  if (synchronised === false) {
    return warn("Clock", `${says}; it is not synchronised`, "Switch NTP on: `timedatectl set-ntp true`.");
  }
  return ok("Clock", `${says}; the services page compares it with each browser's clock`);
}

/** As systemd-timesyncd tells; undefined where something else, or nobody, keeps the time. */
function timeIsSynchronised(): boolean | undefined {
  if (!existsSync("/run/systemd/timesync")) return undefined;
  return existsSync("/run/systemd/timesync/synchronized");
}

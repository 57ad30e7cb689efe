import { assertNever, Fault } from "../kernel/index.ts";
import { type Invocation, parseCommandLine, UsageError } from "./command-line.ts";
import { renderHelp } from "./help.ts";
import { type LoadedConfig, loadConfig } from "./load-config.ts";
import { renderTable } from "./table.ts";
import { VERSION } from "./version.ts";

export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

type Env = Readonly<Record<string, string | undefined>>;

const DONE = 0;
const FAILED = 1;
const USAGE = 2;
/** Another Sadari holds the data folder. */
const IN_USE = 3;

/** One command, from the words after `sadari` to the exit code. Only the command's own rooms are loaded. */
export async function run(args: readonly string[], env: Env, terminal: Terminal): Promise<number> {
  try {
    const invocation = parseCommandLine(args);
    const loaded = loadConfig({ flags: invocation.settings, file: invocation.configFile, env });
    if (needsSettings(invocation)) {
      for (const { says, fix } of loaded.warnings) terminal.err(`sadari: warning: ${says}\n  ${fix}\n`);
      if (loaded.problems.length > 0) {
        for (const { says, fix } of loaded.problems) terminal.err(`sadari: ${says}\n  ${fix}\n`);
        return USAGE;
      }
    }
    return await dispatch(invocation, loaded, env, terminal);
  } catch (error) {
    return report(error, terminal);
  }
}

/** `doctor` has a line for each problem; the others need no setting. */
const needsSettings = ({ command }: Invocation): boolean =>
  !["doctor", "help", "verify-draw", "version"].includes(command);

async function dispatch(invocation: Invocation, loaded: LoadedConfig, env: Env, terminal: Terminal): Promise<number> {
  const { command, options } = invocation;
  const { config } = loaded;
  switch (command) {
    case "help":
      terminal.out(renderHelp(invocation.words, speaksKorean(env)));
      return DONE;
    case "version":
      terminal.out(renderVersions(options.has("json")));
      return DONE;
    case "doctor": {
      const { examine, renderFindings } = await import("./doctor/doctor.ts");
      const findings = await examine(loaded);
      terminal.out(options.has("json") ? `${JSON.stringify(findings, null, 2)}\n` : renderFindings(findings));
      return findings.some(({ level }) => level === "fail") ? FAILED : DONE;
    }
    case "verify-draw": {
      const { onVerifyDraw } = await import("./verify-draw.ts");
      return onVerifyDraw(invocation, terminal, speaksKorean(env));
    }
    case "start": {
      const { runStart } = await import("./start.ts");
      await runStart(config, terminal.out);
      return DONE;
    }
    case "retention":
    case "verify-store": {
      const { onStore } = await import("./store-commands.ts");
      return onStore(invocation, config, terminal);
    }
    case "backup":
    case "restore": {
      const { onBackup } = await import("./backup-commands.ts");
      await onBackup(invocation, config, terminal);
      return DONE;
    }
    case "key create":
    case "key list":
    case "key revoke":
    case "link create":
    case "link list":
    case "link revoke": {
      const { onControl } = await import("./keys-and-links.ts");
      terminal.out(await onControl(command, invocation, config));
      return DONE;
    }
    default:
      return assertNever(command);
  }
}

function report(error: unknown, { err }: Terminal): number {
  if (error instanceof UsageError) {
    err(`sadari: ${error.message}\n  ${error.fix}\n`);
    return USAGE;
  }
  if (error instanceof Fault) {
    err(`sadari: ${error.message}\n  ${error.fix}\n`);
    return error.code === "spool.locked" ? IN_USE : FAILED;
  }
  err(`sadari: this should not have happened: ${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  return FAILED;
}

function renderVersions(json: boolean): string {
  const versions = { sadari: VERSION, node: process.versions.node, platform: `${process.platform}-${process.arch}` };
  if (json) return `${JSON.stringify(versions, null, 2)}\n`;
  return renderTable(["sadari", VERSION], Object.entries(versions).slice(1));
}

const speaksKorean = (env: Env): boolean => (env.LC_ALL || env.LC_MESSAGES || env.LANG || "").startsWith("ko");

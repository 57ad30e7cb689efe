import { engineLibrary } from "../../telemetry/index.ts";
import { variableOf } from "../config.ts";
import type { LoadedConfig } from "../load-config.ts";
import { displayWidth, printable } from "../table.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";
import { examineClock, examineEngine, examineMemory, examineNode, examineUser } from "./machine.ts";
import { examineAddresses, examinePort } from "./network.ts";
import { examineDataDir } from "./storage.ts";
import { examineClickhouse, examineControl } from "./stores.ts";

/** Looks at everything a booth needs. Changes nothing, and throws nothing that a finding can say. */
export async function examine(loaded: LoadedConfig): Promise<readonly Finding[]> {
  const { config } = loaded;
  const [dataDir, port, clickhouse, control] = await Promise.all([
    examineDataDir(config.dataDir),
    examinePort(config),
    config.clickhouseUrl === undefined ? examineEngine(engineLibrary) : examineClickhouse(config.clickhouseUrl),
    examineControl(config.dataDir, config.controlUrl),
  ]);
  return [
    ...examineSettings(loaded),
    examineNode(),
    examineUser(),
    examineMemory(),
    examineClock(new Date()),
    ...dataDir,
    clickhouse,
    control,
    port,
    examineAddresses(config),
  ];
}

/** Shorter ones of one's own making can be guessed by whoever reaches the port. */
const LEAST_SECRET_LENGTH = 16;

function examineSettings({ config, problems, warnings, sources }: LoadedConfig): readonly Finding[] {
  const found = [
    ...(["secretToken", "hostToken"] as const)
      .filter((name) => (config[name]?.length ?? LEAST_SECRET_LENGTH) < LEAST_SECRET_LENGTH)
      .map((name) =>
        warn(
          "Settings",
          `${variableOf(name)} is short enough to be guessed`,
          "Take a random one: openssl rand -hex 16",
        ),
      ),
    ...problems.map(({ says, fix }) => fail("Settings", says, fix)),
    ...warnings.map(({ says, fix }) => warn("Settings", says, fix)),
  ];
  if (found.length > 0) return found;
  const chosen = [...sources].filter(([, source]) => source !== "default");
  if (chosen.length === 0) return [ok("Settings", "all have their defaults")];
  return [ok("Settings", chosen.map(([name, source]) => `${name} from ${source}`).join(", "))];
}

/** One line a finding, the remedy below it. */
export function renderFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ subject }) => displayWidth(subject)));
  const lines = findings.flatMap(({ level, subject, says, fix }) => [
    `${level.padEnd(4)}  ${subject.padEnd(width)}  ${printable(says)}`,
    ...(fix === undefined ? [] : [`${" ".repeat(width + 8)}→ ${printable(fix)}`]),
  ]);
  const count = (level: Finding["level"]): number => findings.filter((finding) => finding.level === level).length;
  const [failures, warnings] = [count("fail"), count("warn")];
  const verdict =
    failures > 0
      ? `${failures} of ${findings.length} must be mended before the booth runs well.`
      : warnings > 0
        ? `The booth can run; ${warnings} of ${findings.length} could be better.`
        : "All is well.";
  return `${lines.join("\n")}\n\n${verdict}\n`;
}

import { readFileSync, statSync } from "node:fs";
import { type Config, flagOf, SETTING_NAMES, SETTINGS, type SettingName, settingOf, variableOf } from "./config.ts";
import { nearest } from "./nearest.ts";

/** What is wrong, where, and what to do about it. */
interface ConfigProblem {
  readonly where: string;
  readonly says: string;
  readonly fix: string;
}

export interface LoadedConfig {
  /** Whole even when there are problems: what could not be read has its default, so that `doctor` can go on. */
  readonly config: Config;
  /** Where each value came from, in words. */
  readonly sources: ReadonlyMap<SettingName, string>;
  /** Anything else than `doctor` refuses to run with these. */
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
}

export interface ConfigInput {
  /** Flags of settings as written, by the name of the setting. */
  readonly flags: ReadonlyMap<SettingName, string>;
  /** `--config`, which wins over `SADARI_CONFIG`. */
  readonly file: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Candidate {
  readonly where: string;
  readonly value: unknown;
}

/** The settings in force: flag over environment over file over default. */
export function loadConfig(input: ConfigInput): LoadedConfig {
  const problems: ConfigProblem[] = [];
  const warnings: ConfigProblem[] = unknownVariables(input.env);
  const path = input.file ?? nonEmpty(input.env.SADARI_CONFIG);
  const file = path === undefined ? new Map<string, unknown>() : readConfigFile(path, problems, warnings);
  const sources = new Map<SettingName, string>();
  const values = new Map<SettingName, unknown>();
  for (const name of SETTING_NAMES) {
    const candidate = candidateFor(name, input, path, file);
    const parsed = candidate && settingOf(name).type.schema.safeParse(candidate.value);
    if (candidate !== undefined && parsed?.success === false) problems.push(invalid(name, candidate));
    values.set(name, parsed?.success ? parsed.data : SETTINGS[name].default);
    sources.set(name, candidate !== undefined && parsed?.success ? candidate.where : "default");
  }
  return { config: Object.fromEntries(values) as unknown as Config, sources, problems, warnings };
}

function candidateFor(
  name: SettingName,
  input: ConfigInput,
  path: string | undefined,
  file: ReadonlyMap<string, unknown>,
): Candidate | undefined {
  const flag = input.flags.get(name);
  if (flag !== undefined) return { where: `--${flagOf(name)}`, value: flag };
  const variable = variableOf(name);
  // Compose files and unit files hand over variables that are not set as empty ones.
  const value = nonEmpty(input.env[variable]);
  if (value !== undefined) return { where: variable, value };
  if (file.has(name)) return { where: `${name} in ${path}`, value: file.get(name) };
  return undefined;
}

function invalid(name: SettingName, { where, value }: Candidate): ConfigProblem {
  const { type, secret } = settingOf(name);
  const written = secret === false ? ` is ${JSON.stringify(value)?.slice(0, 200)}, which` : "";
  return { where, says: `${where}${written} is not a valid ${type.name}`, fix: `Expected ${type.expects}.` };
}

function readConfigFile(path: string, problems: ConfigProblem[], warnings: ConfigProblem[]): Map<string, unknown> {
  const none = new Map<string, unknown>();
  const fail = (says: string, fix: string): Map<string, unknown> => {
    problems.push({ where: path, says, fix });
    return none;
  };
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    return fail(`the configuration file ${path} cannot be read (${code})`, "Correct --config or SADARI_CONFIG.");
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return fail(`${path} is not JSON: ${error instanceof Error ? error.message : "unreadable"}`, "Correct the file.");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    return fail(`${path} does not hold one JSON object`, 'Write it like { "port": 8200 }.');
  }
  const entries = new Map<string, unknown>(Object.entries(parsed));
  refuseUnknownKeys(path, [...entries.keys()], problems);
  warnOfReaders(path, entries, warnings);
  return entries;
}

function refuseUnknownKeys(path: string, keys: readonly string[], problems: ConfigProblem[]): void {
  for (const key of keys) {
    if (Object.hasOwn(SETTINGS, key)) continue;
    const meant = nearest(key, SETTING_NAMES);
    problems.push({
      where: `${key} in ${path}`,
      says: `${path} holds the unknown key ${JSON.stringify(key.slice(0, 100))}`,
      fix: meant === undefined ? "See docs/config.md for the keys there are." : `Did you mean "${meant}"?`,
    });
  }
}

function warnOfReaders(path: string, entries: ReadonlyMap<string, unknown>, warnings: ConfigProblem[]): void {
  const holdsSecret = SETTING_NAMES.some((name) => settingOf(name).secret !== false && entries.has(name));
  if (!holdsSecret || (statSync(path).mode & 0o077) === 0) return;
  warnings.push({
    where: path,
    says: `${path} holds a secret and others on this machine can read it`,
    fix: `chmod 600 ${path}`,
  });
}

/** Only a warning: the variable may be another program's. */
function unknownVariables(env: ConfigInput["env"]): ConfigProblem[] {
  const known = [...SETTING_NAMES.map(variableOf), "SADARI_CONFIG"];
  return Object.keys(env)
    .filter((name) => name.startsWith("SADARI_") && !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known);
      return {
        where: name,
        says: `the variable ${name} is not one of Sadari's and has no effect`,
        fix: meant === undefined ? "See docs/config.md for the variables there are." : `Did you mean ${meant}?`,
      };
    });
}

const nonEmpty = (value: string | undefined): string | undefined => (value === "" ? undefined : value);

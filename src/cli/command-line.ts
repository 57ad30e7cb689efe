import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { COMMAND_NAMES, type CommandName, commandOf, isCommand } from "./commands.ts";
import { flagOf, SETTING_NAMES, type SettingName, settingOf, variableOf } from "./config.ts";
import { nearest } from "./nearest.ts";

/** The command line was not understood: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly fix: string;

  constructor(says: string, fix: string) {
    super(says);
    this.fix = fix;
  }
}

export interface Invocation {
  readonly command: CommandName;
  /** The words after the command, as many as it takes. */
  readonly words: readonly string[];
  /** The command's own options; "" for one without a value. */
  readonly options: ReadonlyMap<string, string>;
  readonly settings: ReadonlyMap<SettingName, string>;
  readonly configFile: string | undefined;
}

interface Flag {
  readonly name: string;
  readonly value: string | undefined;
}

const SETTING_BY_FLAG: ReadonlyMap<string, SettingName> = new Map(
  SETTING_NAMES.flatMap((name) => {
    const flag = flagOf(name);
    return flag === undefined ? [] : [[flag, name] as const];
  }),
);

/** Understands the words after `sadari`. Throws `UsageError` with what to write instead. */
export function parseCommandLine(args: readonly string[]): Invocation {
  const { words, flags } = split(args);
  if (flags.some(({ name }) => name === "version")) return plain("version", []);
  if (words.length === 0 || flags.some(({ name }) => name === "help" || name === "h")) {
    return plain("help", words);
  }
  const { command, rest } = findCommand(words);
  const settings = new Map<SettingName, string>();
  const options = new Map<string, string>();
  let configFile: string | undefined;
  for (const flag of flags) {
    const setting = SETTING_BY_FLAG.get(flag.name);
    const option = Object.hasOwn(commandOf(command).options, flag.name)
      ? commandOf(command).options[flag.name]
      : undefined;
    if (option !== undefined) options.set(flag.name, option.value === undefined ? noValue(flag) : givenValue(flag));
    else if (setting !== undefined) settings.set(setting, givenValue(flag));
    else if (flag.name === "config") configFile = givenValue(flag);
    else throw unknownFlag(command, flag.name);
  }
  // Last: the word left over is often the value of a flag that was not understood.
  checkWords(command, rest);
  return { command, words: rest, options, settings, configFile };
}

const plain = (command: CommandName, words: readonly string[]): Invocation => ({
  command,
  words,
  options: new Map(),
  settings: new Map(),
  configFile: undefined,
});

/** `--name value`, `--name=value` and the words between; which flags take a value is known from the tables. */
function split(args: readonly string[]): { words: readonly string[]; flags: readonly Flag[] } {
  const known: ParseArgsOptionsConfig = { config: { type: "string" }, help: { type: "boolean", short: "h" } };
  for (const flag of SETTING_BY_FLAG.keys()) known[flag] = { type: "string" };
  for (const name of COMMAND_NAMES) {
    for (const [flag, { value }] of Object.entries(commandOf(name).options)) {
      known[flag] = { type: value === undefined ? "boolean" : "string" };
    }
  }
  const { tokens } = parseArgs({
    args: [...args],
    options: known,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const words: string[] = [];
  const flags: Flag[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind === "option") flags.push({ name: token.name, value: token.value });
  }
  return { words, flags };
}

/** The longest name that the words begin with: `key create` before `key`. */
function findCommand(words: readonly string[]): { command: CommandName; rest: readonly string[] } {
  const [first = "", second] = words;
  const double = `${first} ${second}`;
  if (second !== undefined && isCommand(double)) return { command: double, rest: words.slice(2) };
  if (isCommand(first)) return { command: first, rest: words.slice(1) };
  const family = COMMAND_NAMES.filter((name) => name.startsWith(`${first} `));
  if (family.length > 0) {
    const says = second === undefined ? `\`${first}\` needs one more word` : `there is no command \`${double}\``;
    throw new UsageError(says, `Write one of: ${family.map((name) => `sadari ${name}`).join(", ")}.`);
  }
  const meant = nearest(second === undefined ? first : double, COMMAND_NAMES) ?? nearest(first, COMMAND_NAMES);
  throw new UsageError(
    `there is no command \`${first}\``,
    meant === undefined ? "`sadari help` lists the commands." : `Did you mean \`sadari ${meant}\`?`,
  );
}

function checkWords(command: CommandName, words: readonly string[]): void {
  const { takes } = commandOf(command);
  const usage = `Write: sadari ${[command, ...takes].join(" ")}`;
  const missing = takes.filter((word) => word.startsWith("<"))[words.length];
  if (missing !== undefined) throw new UsageError(`\`${command}\` needs ${missing}`, usage);
  const extra = words[takes.length];
  if (extra !== undefined) throw new UsageError(`\`${command}\` does not know what to do with \`${extra}\``, usage);
  for (const [index, word] of words.entries()) {
    const choices = takes[index]?.includes("|") ? takes[index].slice(1, -1).split("|") : [word];
    if (!choices.includes(word)) throw new UsageError(`\`${word}\` is neither ${choices.join(" nor ")}`, usage);
  }
}

function givenValue({ name, value }: Flag): string {
  if (value === undefined) throw new UsageError(`--${name} needs a value`, `Write --${name}=…`);
  return value;
}

function noValue({ name, value }: Flag): string {
  if (value !== undefined) throw new UsageError(`--${name} takes no value`, `Write --${name} alone.`);
  return "";
}

function unknownFlag(command: CommandName, name: string): UsageError {
  const says = `\`${command}\` does not know the option ${name.length === 1 ? "-" : "--"}${name}`;
  const secret = SETTING_NAMES.find((setting) => settingOf(setting).secret === true && asFlag(setting) === name);
  if (secret !== undefined) {
    return new UsageError(
      says,
      `A secret on a command line is visible to everybody on this machine: set ${variableOf(secret)}, or "${secret}" in the file of --config.`,
    );
  }
  const meant = nearest(name, [
    ...Object.keys(commandOf(command).options),
    ...SETTING_BY_FLAG.keys(),
    "config",
    "help",
  ]);
  return new UsageError(says, meant === undefined ? `See \`sadari help ${command}\`.` : `Did you mean --${meant}?`);
}

const asFlag = (name: SettingName): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

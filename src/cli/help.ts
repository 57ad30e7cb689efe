import { COMMAND_NAMES, type Command, type CommandName, commandOf, isCommand } from "./commands.ts";
import { flagOf, SETTING_NAMES, settingOf, variableOf } from "./config.ts";
import { displayWidth } from "./table.ts";

/** What `sadari help [command]` prints. */
export function renderHelp(words: readonly string[], korean: boolean): string {
  const [first = "", second = ""] = words;
  const name = [`${first} ${second}`, first].find(isCommand);
  if (name !== undefined) return commandHelp(name, korean);
  const names = COMMAND_NAMES.filter((each) => each.startsWith(`${first} `));
  return overview(names.length > 0 ? names : COMMAND_NAMES, korean);
}

function overview(names: readonly CommandName[], korean: boolean): string {
  const rows = names.map((name) => [usage(name), summary(commandOf(name), korean)] as const);
  const words = korean ? KO : EN;
  return `${words.title}\n\n${words.usage}: sadari <${words.command}> [${words.options}]\n\n${aligned(rows)}\n${words.more}\n`;
}

function commandHelp(name: CommandName, korean: boolean): string {
  const words = korean ? KO : EN;
  const own = Object.entries(commandOf(name).options).map(
    ([flag, option]) =>
      [`--${flag}${option.value === undefined ? "" : ` <${option.value}>`}`, korean ? option.ko : option.en] as const,
  );
  const settings = SETTING_NAMES.map((setting) => {
    const flag = flagOf(setting);
    const { description, type } = settingOf(setting);
    return [flag === undefined ? variableOf(setting) : `--${flag} <${type.name}>`, description] as const;
  });
  const sections = [
    `${words.usage}: sadari ${usage(name)}`,
    summary(commandOf(name), korean),
    ...(own.length > 0 ? [aligned(own).trimEnd()] : []),
    // The others need only to find the data; all settings are in docs/config.md.
    ...(name === "start" ? [`${words.settings}\n\n${aligned(settings).trimEnd()}`] : []),
    `  --config <file>  ${words.config}`,
  ];
  return `${sections.join("\n\n")}\n`;
}

const usage = (name: CommandName): string => [name, ...commandOf(name).takes].join(" ");
const summary = (command: Command, korean: boolean): string => (korean ? command.ko : command.en);

function aligned(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => displayWidth(left)));
  return rows.map(([left, right]) => `  ${left}${" ".repeat(width - displayWidth(left))}  ${right}\n`).join("");
}

const EN = {
  title: "Sadari (사다리): a self-hosted APM challenge booth.",
  usage: "Usage",
  command: "command",
  options: "options",
  more: "`sadari help <command>` explains one. Settings, their flags and variables: docs/config.md.",
  settings: "Settings, each also as a variable (SADARI_PORT) or in the file:",
  config: "settings as JSON; see docs/config.md",
};

const KO: typeof EN = {
  title: "사다리(Sadari): 직접 운영하는 APM 챌린지 부스",
  usage: "사용법",
  command: "명령",
  options: "옵션",
  more: "`sadari help <명령>`이 명령 하나를 설명합니다. 설정과 플래그, 환경 변수: docs/config.md",
  settings: "설정. 환경 변수(SADARI_PORT)나 파일로도 정할 수 있습니다:",
  config: "JSON 설정 파일. docs/config.md 참고",
};

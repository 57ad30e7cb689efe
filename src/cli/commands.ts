/** An option of one command, beside the settings, which every command takes. */
interface CommandOption {
  /** What stands for the value in the help; without it the option takes none. */
  readonly value?: string;
  readonly en: string;
  readonly ko: string;
}

export interface Command {
  /** Words after the name: `<id>` must be there, `[id]` may. */
  readonly takes: readonly `${"<" | "["}${string}`[];
  readonly options: Readonly<Record<string, CommandOption>>;
  readonly en: string;
  readonly ko: string;
}

const json: CommandOption = { en: "print JSON for scripts", ko: "스크립트용 JSON으로 출력" };
const space: CommandOption = { value: "id", en: "the space (default: default)", ko: "스페이스 (기본값: default)" };
const ofSpace: CommandOption = { value: "id", en: "only those of this space", ko: "이 스페이스의 것만" };
const label: CommandOption = { value: "text", en: "a note to tell it from others", ko: "구별하기 위한 메모" };

/** Every command there is; parsing, help and dispatch follow this table. */
const COMMANDS = {
  start: { takes: [], options: {}, en: "run the booth", ko: "부스를 시작합니다" },
  doctor: {
    takes: [],
    options: { json },
    en: "look for what keeps the booth from running well, and say how to mend it",
    ko: "부스가 잘 돌아가지 않는 까닭을 찾고 고치는 법을 알려 줍니다",
  },
  "key create": {
    takes: [],
    options: { space, label, json },
    en: "make a key for agents and show its secret, once",
    ko: "에이전트용 키를 만들고 비밀값을 한 번 보여 줍니다",
  },
  "key list": { takes: [], options: { space: ofSpace, json }, en: "list the keys", ko: "키 목록을 보여 줍니다" },
  "key revoke": {
    takes: ["<id>"],
    options: { json },
    en: "turn a key off, everywhere within 5 seconds",
    ko: "키를 끕니다. 5초 안에 모든 곳에서 적용됩니다",
  },
  "link create": {
    takes: ["<host|wall>"],
    options: {
      space,
      label,
      expires: {
        value: "time",
        en: "30m, 24h or 7d from now, or never (default: host 24h, wall never)",
        ko: "지금부터 30m, 24h, 7d 또는 never (기본값: host 24h, wall never)",
      },
      many: { en: "may be opened more than once (the default of wall)", ko: "여러 번 열 수 있음 (wall의 기본값)" },
      once: { en: "may be opened once (the default of host)", ko: "한 번만 열 수 있음 (host의 기본값)" },
      json,
    },
    en: "make a link that lets people in, and show it, once",
    ko: "사람이 들어오는 링크를 만들고 한 번 보여 줍니다",
  },
  "link list": { takes: [], options: { space: ofSpace, json }, en: "list the links", ko: "링크 목록을 보여 줍니다" },
  "link revoke": {
    takes: ["<id>"],
    options: { json },
    en: "turn a link off and end the sessions made with it",
    ko: "링크를 끄고 그 링크로 만든 세션을 끝냅니다",
  },
  retention: {
    takes: [],
    options: {
      run: { en: "remove now what is due, instead of only reporting it", ko: "보고만 하지 않고 지금 지웁니다" },
      json,
    },
    en: "report what retention would remove; the booth must be stopped (running, it does this itself)",
    ko: "지워질 데이터를 보여 줍니다. 부스를 멈춘 뒤에 실행하세요 (실행 중에는 부스가 스스로 지웁니다)",
  },
  "verify-store": {
    takes: [],
    options: { json },
    en: "check everything stored for damage; the booth must be stopped",
    ko: "저장된 데이터가 손상되지 않았는지 검사합니다. 부스를 멈춘 뒤에 실행하세요",
  },
  backup: {
    takes: ["<file>"],
    options: {
      "with-keys": {
        en: "put in the keys that open what people wrote: whoever has the file can read it, also after a purge",
        ko: "참가자가 적은 내용을 여는 키도 넣습니다. 파일을 가진 사람은 파기 후에도 그 내용을 읽을 수 있습니다",
      },
      json,
    },
    en: "write everything into one file, also while the booth runs; without the keys of what people wrote",
    ko: "모든 데이터를 파일 하나로 저장합니다. 부스가 실행 중이어도 됩니다. 참가자가 적은 내용을 여는 키는 빠집니다",
  },
  restore: {
    takes: ["<file>"],
    options: { json },
    en: "check a backup and bring it back into an empty data folder",
    ko: "백업을 검사하고 빈 데이터 폴더에 되돌립니다",
  },
  "verify-draw": {
    takes: ["<proof.json>"],
    options: {
      "accept-seed-only": {
        en: "accept a draw from the host's seed alone, which nobody can call fair",
        ko: "운영자의 씨앗만으로 한 추첨도 받아들입니다 (공정하다고 할 수 없음)",
      },
      json,
    },
    en: "compute a draw again from its proof (- reads standard input); needs no booth and no network",
    ko: "증명 파일로 추첨을 다시 계산합니다 (-는 표준 입력). 부스도 인터넷도 필요 없습니다",
  },
  version: { takes: [], options: { json }, en: "print the versions of Sadari and its parts", ko: "버전을 출력합니다" },
  help: { takes: ["[command]", "[word]"], options: {}, en: "explain a command", ko: "명령을 설명합니다" },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof COMMANDS;
export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];
export const commandOf = (name: CommandName): Command => COMMANDS[name];
export const isCommand = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);

import { renderUnicodeCompact } from "uqr";

export interface StartPage {
  readonly version: string;
  /** Where others reach the booth, the likeliest address first. */
  readonly urls: readonly [string, ...string[]];
  readonly hostLink: string;
  readonly wallLink: string;
  /** The first key's secret, only on the start that made it; afterwards nobody can show it again. */
  readonly secretToken: string | undefined;
}

/** What the terminal shows when the booth is up. */
export function renderStartPage(page: StartPage, korean: boolean): string {
  const words = korean ? KO : EN;
  const [url, ...others] = page.urls;
  const lines = [
    "",
    `  사다리 · Sadari ${page.version}`,
    "",
    `  ${words.booth}  ${url}${others.length > 0 ? `   (${others.join("  ")})` : ""}`,
    "",
    indent(renderUnicodeCompact(url, { border: 1 })),
    "",
    `  ${words.host}  ${page.hostLink}`,
    `  ${" ".repeat(words.indent)}  ${words.hostNote}`,
    `  ${words.wall}  ${page.wallLink}`,
    "",
    `  ${words.paste}`,
    "",
    `    export ELASTIC_APM_SERVER_URL=${url}`,
    `    export ELASTIC_APM_SECRET_TOKEN=${page.secretToken ?? "sadari_ik_…"}`,
    "    export ELASTIC_APM_SERVICE_NAME=my-app",
    "",
    `  ${words.faster}`,
    "",
    "    export ELASTIC_APM_API_REQUEST_TIME=1s",
    "",
    `  ${page.secretToken === undefined ? words.tokenUnknown : words.tokenOnce}`,
    "",
    `  ${words.stop}`,
    "",
  ];
  return lines.join("\n");
}

const EN = {
  booth: "Booth    ",
  host: "Host link",
  wall: "Wall link",
  indent: 9,
  hostNote: "opens once, within 24 hours; another: npx sadari link create host",
  paste: "Paste where your app starts (PowerShell and cmd: on the page /services), each app with a name of its own:",
  faster: "Optional: its data every second instead of every ten:",
  tokenUnknown: "The token is the one that the first start printed; another: npx sadari key create",
  tokenOnce: "The token is shown this once; keep it. It is stored only as a hash.",
  stop: "Ctrl+C stops the booth; everything acknowledged is kept.",
};

const KO: typeof EN = {
  booth: "부스     ",
  host: "호스트 링크",
  wall: "화면 링크  ",
  indent: 11,
  hostNote: "24시간 안에 한 번 열 수 있어요. 새로 만들기: npx sadari link create host",
  paste: "앱을 시작하는 셸에 붙여 넣고, 이름은 앱마다 다르게 정하세요 (PowerShell과 cmd는 /services 화면에):",
  faster: "선택: 10초 대신 1초마다 데이터를 보냅니다:",
  tokenUnknown: "토큰은 처음 시작할 때 나온 것이에요. 새로 만들기: npx sadari key create",
  tokenOnce: "토큰은 지금 한 번만 보여요. 해시로만 저장되니 따로 보관하세요.",
  stop: "Ctrl+C로 멈춥니다. 받았다고 답한 데이터는 모두 남아 있어요.",
};

function indent(block: string): string {
  return block
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}

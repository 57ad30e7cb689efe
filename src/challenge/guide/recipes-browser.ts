import { both, CLICK, CONFIGURE, click, code, INSTALL, type Recipe, RUN, shell } from "./recipe.ts";

export const BROWSER: Recipe = {
  framework: "browser",
  name: both("브라우저", "Browser"),
  minutes: 5,
  agent: "@elastic/apm-rum 5.17.5",
  steps: [
    {
      title: INSTALL,
      text: both(
        "Vite, React, Vue, Svelte처럼 npm을 쓰는 프로젝트라면 모두 같아요.",
        "The same for every project with npm: Vite, React, Vue, Svelte …",
      ),
      blocks: [shell("browser/install")],
    },
    {
      title: CONFIGURE,
      text: both(
        "페이지가 처음 부르는 파일의 **맨 위**에 붙여 주세요. 이 열쇠는 페이지를 여는 모두에게 보여요. 실습에만 써 주세요.",
        "Paste it at the **very top** of the first file of your page. Everyone who opens the page can see this key: use it here only.",
      ),
      blocks: [code("javascript", "src/main.js", "browser/main.js")],
    },
    {
      title: RUN,
      text: both(
        "내 컴퓨터에서 켜 주세요. `https` 페이지에서는 브라우저가 `http` 부스로 보내지 못하게 막아요.",
        "Run it on your own computer: from an `https` page browsers let nothing through to an `http` booth.",
      ),
      blocks: [shell("browser/run")],
    },
    click("http://localhost:5173"),
  ],
};

export const NOTHING: Recipe = {
  framework: "nothing",
  name: both("프로젝트가 없어요", "I have nothing"),
  minutes: 2,
  agent: "elastic-apm-node 4.18.0",
  steps: [
    {
      title: both("장난감 앱 켜기", "Start a toy app"),
      text: both(
        "Node.js 20 이상만 있으면 돼요. 앱은 이 부스에서 내려받아요. 인터넷이 없어도 돼요.",
        "All you need is Node.js 20 or newer. The app comes from this booth; no internet needed.",
      ),
      blocks: [shell("nothing/run")],
    },
    {
      title: CLICK,
      text: both(
        "터미널에 나온 주소(대개 `http://localhost:3000`)를 열고 책을 눌러 보세요. 고장 난 페이지도 있어요. 아래 띠에 바로 나타나요.",
        "Open the address in the terminal (mostly `http://localhost:3000`) and pick books. One page is broken. The strip below tells you at once.",
      ),
      blocks: [],
    },
  ],
};

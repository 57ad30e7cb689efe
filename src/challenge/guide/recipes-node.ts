import { both, CONFIGURE, click, code, INSTALL, type Recipe, type RecipeStep, RUN, shell } from "./recipe.ts";

const AGENT = "elastic-apm-node 4.18.0";

const install: RecipeStep = {
  title: INSTALL,
  text: both("프로젝트 폴더에서 실행해 주세요.", "In your project's folder."),
  blocks: [shell("node/install")],
};

/** The agent hooks into `require`, so it has to be there before what it watches. */
const startFirst: RecipeStep = {
  title: CONFIGURE,
  text: both(
    "앱을 시작하는 파일의 **맨 위**에 붙여 주세요. 다른 `require`보다 먼저 있어야 해요.",
    "Paste it at the **very top** of the file that starts your app, before any other `require`.",
  ),
  blocks: [code("javascript", "app.js", "node/start.js")],
};

const run: RecipeStep = {
  title: RUN,
  text: both(
    "늘 하던 대로 시작해 주세요. 이미 켜져 있으면 껐다 켜 주세요.",
    "Start it as you always do. If it is running, restart it.",
  ),
  blocks: [shell("node/run")],
  asides: [
    {
      text: both(
        "`import`를 쓰는 프로젝트(ESM)라면 2번의 줄을 `apm.cjs` 파일에 따로 두고 이렇게 시작해요.",
        "If your project uses `import` (ESM), put the lines of step 2 into a file `apm.cjs` and start it like this.",
      ),
      blocks: [shell("node/run-module")],
    },
  ],
};

const node = (framework: "express" | "fastify", name: string): Recipe => ({
  framework,
  name: both(name, name),
  minutes: 5,
  agent: AGENT,
  steps: [install, startFirst, run, click("http://localhost:3000")],
});

export const EXPRESS = node("express", "Express");
export const FASTIFY = node("fastify", "Fastify");

export const NEST: Recipe = {
  framework: "nest",
  name: both("Nest", "Nest"),
  minutes: 6,
  agent: AGENT,
  steps: [
    install,
    {
      title: CONFIGURE,
      text: both(
        "코드는 그대로 두고, 앱을 켤 터미널에 붙여 주세요.",
        "Your code stays as it is: paste this into the terminal that will run your app.",
      ),
      blocks: [shell("shared/environment")],
    },
    {
      title: RUN,
      text: both(
        "같은 터미널에서요. 에이전트가 Nest보다 먼저 시작해야 해서 `-r`이 필요해요. `npm run start:dev`로는 안 돼요.",
        "In the same terminal. `-r` starts the agent before Nest; `npm run start:dev` does not.",
      ),
      blocks: [shell("nest/run")],
      asides: [
        {
          text: both(
            "Nest는 오류를 스스로 처리해서 에이전트가 못 봐요. 오류도 보려면 이 파일을 더하고, `main.ts`에서 `app`을 만든 다음 줄에 붙여 주세요.",
            "Nest handles errors by itself and the agent never sees them. To see them, add this file, and in `main.ts` the line below where `app` is made.",
          ),
          blocks: [
            code("typescript", "src/apm.filter.ts", "nest/filter.ts"),
            code("typescript", "src/main.ts", "nest/use-filter.ts"),
          ],
        },
      ],
    },
    click("http://localhost:3000"),
  ],
};

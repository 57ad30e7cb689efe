import { both, CONFIGURE, click, code, INSTALL, type Recipe, RUN, shell } from "./recipe.ts";

export const RAILS: Recipe = {
  framework: "rails",
  name: both("Rails", "Rails"),
  minutes: 6,
  agent: "elastic-apm (Ruby) 4.9",
  steps: [
    {
      title: INSTALL,
      text: both("`Gemfile`에 한 줄을 더하고 설치해 주세요.", "Add one line to your `Gemfile` and install it."),
      blocks: [code("ruby", "Gemfile", "rails/gemfile.ruby"), shell("rails/install")],
    },
    {
      title: CONFIGURE,
      text: both(
        "`config/elastic_apm.yml` 파일을 새로 만들어 붙여 주세요.",
        "Make a new file `config/elastic_apm.yml` and paste this.",
      ),
      blocks: [code("yaml", "config/elastic_apm.yml", "rails/elastic_apm.yml")],
    },
    {
      title: RUN,
      text: both("이미 켜져 있으면 껐다 켜 주세요.", "If it is running, restart it."),
      blocks: [shell("rails/run")],
    },
    click("http://localhost:3000"),
  ],
};

export const SPRING: Recipe = {
  framework: "spring",
  name: both("Spring Boot", "Spring Boot"),
  minutes: 7,
  agent: "elastic-apm-agent 1.55.1",
  steps: [
    {
      title: INSTALL,
      text: both(
        "프로젝트 폴더에 에이전트를 내려받아요(17 MB). 코드는 바꾸지 않아요.",
        "Download the agent into your project's folder (17 MB). Your code stays as it is.",
      ),
      blocks: [shell("spring/install")],
    },
    {
      title: CONFIGURE,
      text: both("앱을 켤 터미널에 붙여 주세요.", "Paste it into the terminal that will run your app."),
      blocks: [shell("shared/environment")],
    },
    {
      title: RUN,
      text: both(
        "같은 터미널에서요. `my-app.jar`는 내 프로젝트의 이름으로 바꿔 주세요. Gradle이면 `build/libs` 폴더에 있어요.",
        "In the same terminal, with the name of your own jar for `my-app.jar`. Gradle puts it into `build/libs`.",
      ),
      blocks: [shell("spring/build", "spring/run")],
    },
    click("http://localhost:8080"),
  ],
};

export const GO: Recipe = {
  framework: "go",
  name: both("Go", "Go"),
  minutes: 7,
  agent: "go.elastic.co/apm/v2 2.7.1",
  steps: [
    {
      title: INSTALL,
      text: both("`go.mod`가 있는 폴더에서요.", "In the folder with your `go.mod`."),
      blocks: [shell("go/install")],
    },
    {
      title: CONFIGURE,
      text: both(
        "서버를 시작하는 줄에서 핸들러를 `apmhttp.Wrap`으로 감싸 주세요. 라우터를 쓰면 `http.DefaultServeMux` 자리에 넣어요.",
        "Wrap your handler where the server starts. If you have a router, put it in the place of `http.DefaultServeMux`.",
      ),
      blocks: [code("go", "main.go", "go/import.go"), code("go", "main.go", "go/serve.go")],
      asides: [
        {
          text: both(
            "SQL도 보고 싶다면 `sql.Open` 대신 이렇게 열고(예: SQLite), 쿼리에 `request.Context()`를 넘겨 주세요.",
            "To see your SQL too, open it like this instead of `sql.Open` (here SQLite) and pass `request.Context()` to queries.",
          ),
          blocks: [code("go", "main.go", "go/sql-import.go"), code("go", "main.go", "go/sql.go")],
        },
      ],
    },
    {
      title: RUN,
      text: both(
        "터미널에 붙여 주세요. Go 에이전트는 1 ms보다 짧은 쿼리를 버려서, 마지막 설정으로 그것도 남겨요.",
        "Paste it into a terminal. The Go agent drops queries under 1 ms; the last setting keeps them.",
      ),
      blocks: [shell("shared/environment", "go/run")],
    },
    click("http://localhost:8080"),
  ],
};

import { both, CONFIGURE, click, code, INSTALL, type Recipe, RUN, shell } from "./recipe.ts";

const AGENT = "elastic-apm 6.26.2";

export const DJANGO: Recipe = {
  framework: "django",
  name: both("Django", "Django"),
  minutes: 5,
  agent: AGENT,
  steps: [
    {
      title: INSTALL,
      text: both(
        "프로젝트의 가상 환경(venv)을 켠 터미널에서요.",
        "In the terminal where your project's virtual environment is active.",
      ),
      blocks: [shell("django/install")],
    },
    {
      title: CONFIGURE,
      text: both(
        "`settings.py`의 **맨 아래**에 붙여 주세요. `DEBUG` 줄은 개발 서버에서도 데이터를 보내게 해요.",
        "Paste it at the **very end** of `settings.py`. Its `DEBUG` line makes the development server send too.",
      ),
      blocks: [code("python", "settings.py", "django/settings.py")],
    },
    {
      title: RUN,
      text: both("이미 켜져 있으면 껐다 켜 주세요.", "If it is running, restart it."),
      blocks: [shell("django/run")],
    },
    click("http://localhost:8000"),
  ],
};

export const FLASK: Recipe = {
  framework: "flask",
  name: both("Flask", "Flask"),
  minutes: 4,
  agent: AGENT,
  steps: [
    {
      title: INSTALL,
      text: both(
        "프로젝트의 가상 환경(venv)을 켠 터미널에서요.",
        "In the terminal where your project's virtual environment is active.",
      ),
      blocks: [shell("flask/install")],
    },
    {
      title: CONFIGURE,
      text: both(
        "`app = Flask(__name__)` 줄 **바로 아래**에 붙여 주세요. `DEBUG` 줄은 개발 서버에서도 데이터를 보내게 해요.",
        "Paste it **right below** the line `app = Flask(__name__)`. Its `DEBUG` line makes the development server send too.",
      ),
      blocks: [code("python", "app.py", "flask/app.py")],
    },
    {
      title: RUN,
      text: both("이미 켜져 있으면 껐다 켜 주세요.", "If it is running, restart it."),
      blocks: [shell("flask/run")],
    },
    click("http://localhost:5000"),
  ],
};

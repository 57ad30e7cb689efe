import type { ReasonCode } from "../../src/contract/index.ts";

/** What went wrong in 2019, each for one participant. */
export type Trouble = "survey-unfinished" | "wrong-case" | "hangul-keyboard" | "default-name" | "no-data";

export interface Participant {
  /** The name their app sends under. */
  readonly app: string;
  readonly language: "ko" | "en";
  /** A real Node agent, or the recorded lines of one. */
  readonly agent: "real" | "node-express" | "rails";
  readonly trouble?: Trouble;
  /** What they type for the app's name, where it is not the name itself. */
  readonly typed?: string;
}

/** Seventeen people as they came in 2019; five of them with a trouble. */
export const CAST: readonly Participant[] = [
  { app: "outsider-blog", language: "ko", agent: "real" },
  { app: "flask_todo", language: "en", agent: "node-express" },
  { app: "Rails Shop", language: "ko", agent: "rails" },
  { app: "spring-petclinic", language: "ko", agent: "node-express" },
  { app: "my-django-app", language: "en", agent: "real", trouble: "wrong-case", typed: "My-Django-App" },
  { app: "am-app", language: "ko", agent: "node-express", trouble: "hangul-keyboard", typed: "므-메ㅔ" },
  { app: "pycon2019-node", language: "en", agent: "real" },
  { app: "todo-list", language: "ko", agent: "rails" },
  { app: "weather-bot", language: "ko", agent: "node-express", trouble: "survey-unfinished" },
  { app: "chat-server", language: "en", agent: "node-express" },
  { app: "unknown-nodejs-service", language: "ko", agent: "node-express", trouble: "default-name" },
  { app: "cat-pictures", language: "ko", agent: "rails" },
  { app: "late-riser", language: "en", agent: "node-express", trouble: "no-data" },
  { app: "shopping-cart", language: "ko", agent: "node-express" },
  { app: "bus-times", language: "en", agent: "rails" },
  { app: "recipe-book", language: "ko", agent: "node-express" },
  { app: "photo-wall", language: "en", agent: "node-express" },
];

/** What each trouble is called by the rules. With keys of their own nobody types a name, so two of them cannot happen. */
export const REASON_OF = {
  shared: {
    "survey-unfinished": "SURVEY_PARTIAL",
    "wrong-case": "NAME_NEAR",
    "hangul-keyboard": "NAME_NEAR",
    "default-name": "NAME_PLACEHOLDER",
    "no-data": "NAME_UNKNOWN",
  },
  personal: {
    "survey-unfinished": "SURVEY_PARTIAL",
    "wrong-case": undefined,
    "hangul-keyboard": undefined,
    "default-name": "NAME_PLACEHOLDER",
    "no-data": "NO_DATA",
  },
} as const satisfies Record<"shared" | "personal", Record<Trouble, ReasonCode | undefined>>;

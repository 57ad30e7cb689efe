import type { AnswerValue, Question } from "../../contract/index.ts";
import { assertNever, MICROS_PER_SECOND } from "../../kernel/index.ts";

/** A made-up visitor: what they bring, and when they do what, in event time from the begin of the rush. */
export interface Visitor {
  readonly language: "ko" | "en";
  readonly app: {
    readonly name: string;
    readonly agent: string;
    readonly language: string;
    readonly framework: string;
  };
  readonly joinsAt: number;
  /** Undefined for those who never get their app to send. */
  readonly sendsAt: number | undefined;
  /** Undefined for those who never begin the survey. */
  readonly answersAt: number | undefined;
  /** Answers all, or stops half way. */
  readonly finishes: boolean;
}

type Random = () => number;

const STACKS = [
  { agent: "python", language: "python", framework: "Django" },
  { agent: "python", language: "python", framework: "Flask" },
  { agent: "nodejs", language: "javascript", framework: "express" },
  { agent: "nodejs", language: "javascript", framework: "fastify" },
  { agent: "ruby", language: "ruby", framework: "Ruby on Rails" },
  { agent: "java", language: "Java", framework: "Spring Web MVC" },
  { agent: "go", language: "go", framework: "gin" },
] as const;

const FIRST = ["brave", "sleepy", "tiny", "lucky", "night", "paper", "lemon", "cloud", "retro", "happy"] as const;
const SECOND = ["otter", "ladder", "kimchi", "ramen", "turtle", "robot", "panda", "market", "diary", "radio"] as const;

const MEAN_GAP = 20 * MICROS_PER_SECOND;

/** `n` visitors as at a real booth: most succeed, some stop half way, a few never get data or keep a default name. */
export function madeUpCrowd(n: number, random: Random): readonly Visitor[] {
  let joinsAt = 0;
  return Array.from({ length: n }, (_, index) => {
    joinsAt += -Math.log(1 - random() * 0.98) * MEAN_GAP;
    const sendsAt = joinsAt + between(random, 40, 240);
    const answersAt = joinsAt + between(random, 20, 300);
    return {
      language: random() < 0.8 ? "ko" : "en",
      app: { name: appName(index, random), ...pick(STACKS, random) },
      joinsAt,
      sendsAt: random() < 0.9 ? sendsAt : undefined,
      answersAt: random() < 0.9 ? answersAt : undefined,
      finishes: random() < 0.85,
    };
  });
}

function appName(index: number, random: Random): string {
  if (random() < 0.06) return "my-app";
  return `${pick(FIRST, random)}-${pick(SECOND, random)}-${index + 1}`;
}

/** An answer that the question takes. */
export function madeUpAnswer(question: Question, app: string, random: Random): AnswerValue {
  switch (question.type) {
    case "single":
      return { type: "single", option: pick(question.options, random).id, other: "" };
    case "multiple":
      return { type: "multiple", options: [pick(question.options, random).id], other: "" };
    case "rating":
      return { type: "rating", value: 1 + Math.floor(random() * question.steps) };
    case "short":
    case "long":
      return { type: question.type, text: pick(WORDS, random) };
    case "consent":
      return { type: "consent", given: random() < 0.5 };
    case "app":
      // By its name: the survey may come before the data, and then it waits for it.
      return { type: "app", typed: app, service: null };
    default:
      return assertNever(question);
  }
}

const WORDS = ["재미있었어요", "처음 봤어요", "It just worked", "더 보고 싶어요", "Nice ladder"] as const;

const between = (random: Random, from: number, to: number): number =>
  (from + random() * (to - from)) * MICROS_PER_SECOND;

function pick<T>(list: readonly T[], random: Random): T {
  const chosen = list[Math.floor(random() * list.length)];
  if (chosen === undefined) throw new RangeError("nothing to pick from");
  return chosen;
}

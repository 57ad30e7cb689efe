import { expect, it } from "vitest";
import {
  EventDetailAnswer,
  LiveApp,
  RejectionsAnswer,
  ServicesAnswer,
  TraceAnswer,
  TracesAnswer,
  TransactionsAnswer,
} from "../../src/contract/index.ts";
import {
  eventAnswer,
  liveApps,
  rejections,
  servicesAnswer,
  traceAnswer,
  tracesAnswer,
  transactionsAnswer,
} from "./sample-answers.ts";

it("are what the server would send", () => {
  const checks = [
    ServicesAnswer.safeParse(servicesAnswer()),
    RejectionsAnswer.safeParse({ rejections: rejections() }),
    TransactionsAnswer.safeParse(transactionsAnswer("shop-api")),
    TracesAnswer.safeParse(tracesAnswer("shop-api")),
    TraceAnswer.safeParse(traceAnswer()),
    EventDetailAnswer.safeParse(eventAnswer("error", "e1")),
    LiveApp.array().safeParse(liveApps()),
  ];
  expect(checks.map((check) => check.error?.message)).toEqual(checks.map(() => undefined));
});

import type { ChecklistItem, Reason, ReasonCode, Verdict } from "../../contract/index.ts";
import { entryApp } from "./entry-app.ts";
import type { Occasion, TicketFacts } from "./facts.ts";
import { type Finding, findAll, isSurveyDone, type Rule } from "./rules.ts";
import { type Sentence, sentenceOf } from "./sentences.ts";

/** What no override can bring in: it would make somebody of the booth win, or a person twice, or one who left. */
const UNBENDING: ReadonlySet<ReasonCode> = new Set(["STAFF", "WITHDRAWN", "DUPLICATE_PERSON"]);

/** What a tap can still mend between the close and the freeze: the app arrived in time, only its name is unclear. */
const MENDED_BY_A_TAP: ReadonlySet<ReasonCode> = new Set(["NAME_NEAR", "APP_NOT_CHOSEN"]);

/** Whether a ticket is in the draw, why, and what to do: the same answer for participant, staff and host. Pure. */
export function judge(facts: TicketFacts): Verdict {
  const byRule = findAll(facts);
  const findings = decide([...byRule.values()].flat(), facts.override);
  const { occasion } = facts;
  const reasons = findings.map((finding) => reasonOf(finding, occasion));
  const eligible = findings.every(({ code }) => code === "MANUAL_INCLUDE");
  return {
    eligible,
    reasons,
    checklist: checklist(facts, byRule),
    sentence: eligible ? IN : out(findings, occasion),
    deadline: occasion.closedAt === undefined ? (occasion.closesAt ?? null) : null,
  };
}

function decide(found: readonly Finding[], override: TicketFacts["override"]): readonly Finding[] {
  if (override === undefined) return found;
  const { effect, ko, en } = override;
  if (effect === "exclude") return [{ code: "MANUAL_EXCLUDE", params: { ko, en } }, ...found];
  const unbending = found.filter(({ code }) => UNBENDING.has(code));
  return unbending.length > 0 ? unbending : [{ code: "MANUAL_INCLUDE", params: { ko, en } }];
}

function reasonOf(finding: Finding, occasion: Occasion): Reason {
  const said = sentenceOf(finding);
  const { ko, en } = said;
  return { code: finding.code, params: { ...finding.params }, ko, en, fixable: isFixable(finding, said, occasion) };
}

/** By the participant alone: everything until the close, a tap until the freeze. */
function isFixable({ code }: Finding, { todo }: Sentence, { state, closedAt }: Occasion): boolean {
  if (todo === undefined || !CHANGEABLE.has(state)) return false;
  return closedAt === undefined || MENDED_BY_A_TAP.has(code);
}

/** The states before the list of the draw is fixed. */
export const CHANGEABLE: ReadonlySet<Occasion["state"]> = new Set(["draft", "announced", "open", "closed", "review"]);

const IN = { ko: "추첨 대상이에요.", en: "You are in the draw." };

function out(findings: readonly Finding[], occasion: Occasion): Verdict["sentence"] {
  const said = findings.map((finding) => ({ finding, sentence: sentenceOf(finding) }));
  const final = said.find(({ finding, sentence }) => !isFixable(finding, sentence, occasion));
  if (final !== undefined) {
    const { ko, en } = final.sentence;
    return { ko: `추첨 대상이 아니에요. ${ko}`, en: `Not in the draw. ${en}` };
  }
  const todos = said.flatMap(({ sentence: { todo } }) => (todo === undefined ? [] : [todo]));
  return {
    ko: `아직 추첨 대상이 아니에요. ${todos.map(({ ko }) => ko).join(", ")}만 하면 돼요.`,
    en: `Not in the draw yet. Do this: ${todos.map(({ en }) => en).join("; ")}.`,
  };
}

function checklist(facts: TicketFacts, byRule: ReadonlyMap<Rule["id"], readonly Finding[]>): ChecklistItem[] {
  const { occasion, survey, apps, choice } = facts;
  const entry = entryApp(facts);
  const item = (id: ChecklistItem["id"], rule: Rule["id"], isDone: boolean, params: ChecklistItem["params"]) => {
    const [finding] = byRule.get(rule) ?? [];
    const reason = finding === undefined ? null : reasonOf(finding, occasion);
    const open = occasion.closedAt !== undefined && !reason?.fixable ? "blocked" : "todo";
    return { id, state: isDone && reason === null ? "done" : open, reason, params } as const;
  };
  const app = entry.kind === "chosen" || entry.kind === "default-name" ? entry.app : apps[0];
  const name = app?.service ?? choice?.typed;
  const enough = app !== undefined && app.requests >= occasion.requiredRequests;
  return [
    ...(occasion.rules.age14 ? [item("age", "age", facts.over14, {})] : []),
    item("data", "data", enough, {
      ...(app === undefined ? {} : { app: app.service, requests: String(app.requests) }),
      required: String(occasion.requiredRequests),
    }),
    item("app", "app", entry.kind === "chosen", name === undefined ? {} : { app: name }),
    ...(occasion.rules.survey
      ? [
          item("survey", "survey", isSurveyDone(facts, entry), {
            answered: String(survey.answered),
            questions: String(survey.questions),
          }),
        ]
      : []),
    { id: "lane", state: "later", reason: null, params: {} },
  ];
}

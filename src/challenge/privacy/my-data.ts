import type {
  AnswerValue,
  Bilingual,
  MyData,
  MySurvey,
  Question,
  SwagRollView,
  Verdict,
} from "../../contract/index.ts";
import type { Reading } from "../../control/index.ts";
import { Fault, type TicketId } from "../../kernel/index.ts";
import { toMyApp } from "../arrival/index.ts";
import type { Review, VisitorNotes } from "../eligibility/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { contactPlace } from "./consents.ts";

/** Answers other parts of the challenge give about a ticket. */
export interface DataSources {
  readonly survey: (challenge: Challenge, ticket: TicketId) => Promise<MySurvey>;
  readonly verdict: (challenge: Challenge, ticket: TicketId) => Promise<Verdict>;
  readonly review: Pick<Review, "history">;
  readonly notes: VisitorNotes["of"];
  /** Newest first. */
  readonly rolls: (challenge: Challenge, ticket: TicketId) => Promise<readonly SwagRollView[]>;
  readonly vouchers: (challenge: Challenge, ticket: TicketId) => Promise<MyData["vouchers"]>;
}

/** Everything that is held of one ticket, opened, with the very words it was shown. Faults: `ticket.unknown`. */
export async function readMyData(
  kit: Kit,
  sources: DataSources,
  challenge: Challenge,
  ticket: TicketId,
): Promise<MyData> {
  const rows = await kit.records.read((tables) => readRows(tables, ticket));
  if (rows.ticket === undefined) throw new Fault("ticket.unknown", { ticket });
  const decider = { actor: `participant:${ticket}`, person: undefined } as const;
  const [survey, verdict, history, keys, contacts, rolls, vouchers, notes] = await Promise.all([
    sources.survey(challenge, ticket),
    sources.verdict(challenge, ticket),
    sources.review.history(challenge, ticket, decider),
    kit.keys.listOf(ticket),
    openContacts(kit, challenge, rows.contacts),
    sources.rolls(challenge, ticket),
    sources.vouchers(challenge, ticket),
    sources.notes(challenge, ticket),
  ]);
  const { slug, state, setup, purgeAt } = challenge;
  return {
    challenge: { slug, name: setup.name, state, controller: setup.privacy.controller },
    ticket: { ...toTicket(rows.ticket), merged: rows.merged.map(({ id }) => id) },
    devices: rows.devices,
    keys: keys.map(({ id, hint = "", createdAt, ...times }) => ({
      id,
      hint,
      createdAt,
      lastUsedAt: times.lastUsedAt ?? null,
      expiresAt: times.expiresAt ?? null,
      revokedAt: times.revokedAt ?? null,
    })),
    apps: rows.apps.map(toMyApp),
    choice: rows.choice ?? null,
    survey: { ...toSurvey(survey, rows.answers), ...toTimes(rows.response) },
    verdict,
    overrides: history.overrides.map(({ id, effect, reasonKo, reasonEn, at, before, inForce }) => ({
      id,
      effect,
      reasonKo,
      reasonEn,
      at,
      before,
      inForce,
    })),
    appeals: history.appeals,
    consents: rows.consents.map(({ given, ...consent }) => ({ ...consent, given: given === 1 })),
    contacts,
    rolls: rolls.map(({ raffle, seq, nonce, roll, name, size, at, handedOverAt }) => ({
      raffle,
      seq,
      nonce,
      roll,
      item: name,
      size,
      at,
      handedOverAt,
    })),
    vouchers,
    notes: notes.map(({ at, text }) => ({ at, text })),
    heldUntil: purgeAt ?? null,
    exportedAt: kit.clock.now(),
  };
}

const readRows = async (tables: Reading, ticket: TicketId) => ({
  ticket: await tables.selectFrom("ticket").selectAll().where("id", "=", ticket).executeTakeFirst(),
  merged: await tables.selectFrom("ticket").select("id").where("merged_into", "=", ticket).orderBy("id").execute(),
  devices: await tables
    .selectFrom("ticket_device")
    .select(["kind", "created_at as createdAt", "last_seen_at as lastSeenAt", "ended_at as endedAt"])
    .where("ticket", "=", ticket)
    .orderBy("created_at")
    .execute(),
  apps: await tables.selectFrom("app").selectAll().where("ticket", "=", ticket).orderBy("ordinal").execute(),
  choice: await tables
    .selectFrom("app_choice")
    .select(["typed", "service", "status", "chosen_at as chosenAt"])
    .where("ticket", "=", ticket)
    .executeTakeFirst(),
  response: await tables.selectFrom("response").selectAll().where("ticket", "=", ticket).executeTakeFirst(),
  answers: await tables.selectFrom("answer").select(["question", "answered_at"]).where("ticket", "=", ticket).execute(),
  contacts: await tables.selectFrom("contact").selectAll().where("ticket", "=", ticket).orderBy("created_at").execute(),
  consents: await tables
    .selectFrom("consent")
    .innerJoin("notice_text", "notice_text.hash", "consent.notice_hash")
    .select([
      "consent.kind",
      "consent.given",
      "consent.at",
      "consent.withdrawn_at as withdrawnAt",
      "consent.notice_hash as noticeHash",
      "notice_text.version as noticeVersion",
      "notice_text.text as notice",
    ])
    .where("consent.ticket", "=", ticket)
    .orderBy("consent.at")
    .orderBy("consent.id")
    .execute(),
});

type Rows = Awaited<ReturnType<typeof readRows>>;

const toTicket = (row: NonNullable<Rows["ticket"]>): Omit<MyData["ticket"], "merged"> => ({
  id: row.id,
  nickname: row.nickname,
  language: row.language,
  createdAt: row.created_at,
  over14At: row.over_14_at,
  staff: row.staff === 1,
  place: row.place,
});

const toTimes = (row: Rows["response"]) => ({
  startedAt: row?.started_at ?? null,
  completedAt: row?.completed_at ?? null,
});

/** What is not asked any more was answered all the same. */
function toSurvey(survey: MySurvey, answers: Rows["answers"]): Pick<MyData["survey"], "answers"> {
  const questions = new Map<string, Question>(survey.definition.questions.map((question) => [question.id, question]));
  const times = new Map(answers.map(({ question, answered_at }) => [question, answered_at]));
  return {
    answers: Object.entries(survey.answers).map(([question, value]) => ({
      question,
      title: questions.get(question)?.title ?? { ko: "", en: "" },
      value,
      chosen: chosenWords(value, questions.get(question)),
      at: times.get(question) ?? survey.serverTime,
    })),
  };
}

/** The labels of the options that an answer names. */
function chosenWords(value: AnswerValue, question: Question | undefined): Bilingual {
  if (value.type !== "single" && value.type !== "multiple") return { ko: "", en: "" };
  const ids = value.type === "single" ? [value.option] : value.options;
  const options = question !== undefined && "options" in question ? question.options : [];
  const labels = options.filter(({ id }) => ids.includes(id)).map(({ label }) => label);
  const words = (language: "ko" | "en"): string =>
    [...labels.map((label) => label[language] || label.ko || label.en), value.other].filter(Boolean).join(" · ");
  return { ko: words("ko"), en: words("en") };
}

const openContacts = ({ vault }: Kit, { id }: Challenge, rows: Rows["contacts"]) =>
  Promise.all(
    rows.map(async (row) => ({
      purpose: row.purpose,
      value: await vault.open(id, contactPlace(row.id), row.value_sealed),
      createdAt: row.created_at,
    })),
  );

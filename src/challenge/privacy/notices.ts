import { hash } from "node:crypto";
import type { Language, Notice, NoticeKind } from "../../contract/index.ts";
import type { Changing } from "../../control/index.ts";
import { type EpochMicros, randomId, type TicketId } from "../../kernel/index.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { NOTICE_VERSION, NOTICE_WORDS, type NoticeValues } from "./notice-words.ts";

/** What a challenge tells people, in both languages: the kinds that apply to it. */
export function noticesOf({ setup }: Challenge): readonly Notice[] {
  const kinds: readonly NoticeKind[] = [
    "entry-notice",
    ...(setup.privacy.news ? (["news"] as const) : []),
    ...(setup.privacy.wallPhotos ? (["wall-photos"] as const) : []),
    ...(setup.prizes.length > 0 ? (["winner-contact"] as const) : []),
  ];
  return (["ko", "en"] as const).flatMap((language) => kinds.map((kind) => composeNotice(setup, kind, language)));
}

/** One text as it is shown now. Pure: the same setup gives the same hash. */
export function composeNotice(setup: Challenge["setup"], kind: NoticeKind, language: Language): Notice {
  const { controller, contact, processor, purgeAfterDays } = setup.privacy;
  const values: NoticeValues = {
    controller: controller[language] || controller.ko || controller.en,
    contact,
    processor,
    days: purgeAfterDays,
    over14: setup.rules.age14,
    survey: setup.rules.survey,
  };
  const words = NOTICE_WORDS[language][kind](values);
  const text = textOf(words);
  return { kind, language, version: NOTICE_VERSION, hash: hash("sha256", text, "hex"), ...words, text };
}

function textOf({ title, blocks, closing }: Pick<Notice, "title" | "blocks" | "closing">): string {
  const body = blocks.flatMap((block) => [
    ...(block.title === "" ? [] : ["", block.title]),
    ...block.lines.map(({ label, value }) => `${label}: ${value}`),
  ]);
  return [title, ...body, "", ...closing].join("\n").normalize("NFC");
}

/** Keeps the very words, once. */
export async function keepNotice(transaction: Changing, notice: Notice, now: EpochMicros): Promise<void> {
  const { hash: id, kind, language, version, text } = notice;
  await transaction
    .insertInto("notice_text")
    .values({ hash: id, kind, language, version, text, created_at: now })
    .onConflict((conflict) => conflict.column("hash").doNothing())
    .execute();
}

/** Records, with the ticket itself, what somebody was told when it was made. */
export async function noteEntryNotice(
  transaction: Changing,
  { setup }: Challenge,
  ticket: TicketId,
  language: Language,
  now: EpochMicros,
): Promise<void> {
  const notice = composeNotice(setup, "entry-notice", language);
  await keepNotice(transaction, notice, now);
  await transaction
    .insertInto("consent")
    .values({
      id: newConsentId(),
      ticket,
      kind: notice.kind,
      notice_hash: notice.hash,
      given: 1,
      at: now,
      withdrawn_at: null,
    })
    .execute();
}

export const newConsentId = (): string => `cs_${randomId(16)}`;

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiFault } from "../app/api.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { MomentText } from "../ui/age.tsx";
import { nameText } from "../ui/name-text.ts";
import { shiftNotesPath, shiftNotesQuery } from "./api.ts";
import { LetInAgain } from "./let-in-again.tsx";
import classes from "./staff.module.css";
import { newId, type Waiting } from "./staff-queue.ts";

interface ShiftProps {
  readonly slug: string;
  /** Somebody in particular, who can be asked about their note. */
  readonly hasPerson: boolean;
  /** Whether a lost or locked phone of a scanner can be given a new QR here. */
  readonly mayLetIn: boolean;
  readonly waiting: readonly Waiting[];
  readonly onWrite: (change: Waiting) => void;
}

/** What one shift leaves to the next, and who is there now. */
export function ShiftNotes({ slug, hasPerson, mayLetIn, waiting, onWrite }: ShiftProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const shift = useQuery(shiftNotesQuery(slug));
  const unsent = waiting.filter(({ path }) => path === shiftNotesPath(slug));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const id = newId();
    onWrite({ id, path: shiftNotesPath(slug), body: { id, text: text.trim() } });
    setText("");
  };
  const { notes = [], here = [], counts } = shift.data ?? {};
  return (
    <section aria-labelledby="shift-title">
      <h2 id="shift-title" className={classes.heading}>
        {t("staff.shift.title")}
      </h2>
      {shift.data && (
        <p>
          {here.length === 0
            ? t("staff.shift.nobody")
            : t("staff.shift.here", { names: here.map((name) => nameText(name, 30)).join(", ") })}
        </p>
      )}
      {counts && <p className={classes.muted}>{t("staff.shift.counts", counts)}</p>}
      {hasPerson ? (
        <form className={classes.card} onSubmit={onSubmit}>
          <label className={classes.field}>
            <span>{t("staff.shift.label")}</span>
            <textarea
              rows={3}
              maxLength={500}
              required
              aria-describedby="shift-hint"
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          </label>
          <p id="shift-hint" className={classes.hint}>
            {t("staff.shift.hint")}
          </p>
          <Button type="submit" size="md" disabled={text.trim() === ""}>
            {t("staff.shift.send")}
          </Button>
        </form>
      ) : (
        <p className={classes.note}>{t("staff.shift.noPerson")}</p>
      )}
      <h3 className={classes.heading}>{t("staff.shift.last")}</h3>
      {isTold(shift.error) && shift.data === undefined && (
        <FaultNotice error={shift.error} retry={() => void shift.refetch()} />
      )}
      {shift.data && notes.length === 0 && unsent.length === 0 && (
        <p className={classes.empty}>{t("staff.shift.empty")}</p>
      )}
      <ul className={classes.list}>
        {unsent.map(({ id, body }) => (
          <li key={id} className={classes.card}>
            <p className={classes.noteText}>{(body as { text: string }).text}</p>
            <p className={classes.muted}>{t("staff.shift.waiting")}</p>
          </li>
        ))}
        {notes.map(({ id, by, at, text: said }) => (
          <li key={id} className={classes.card}>
            <p className={classes.noteText}>{said}</p>
            <p className={classes.muted}>
              {nameText(by, 40)} · <MomentText at={at} />
            </p>
          </li>
        ))}
      </ul>
      {mayLetIn && <LetInAgain slug={slug} />}
    </section>
  );
}

/** That the network is away is told above; a note can be left all the same. */
const isTold = (error: unknown): boolean => error !== null && !(error instanceof ApiFault && error.status === 0);

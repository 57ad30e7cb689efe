import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StaffTicket } from "../../contract/index.ts";
import { sessionQuery } from "../app/api.ts";
import { MomentText } from "../ui/age.tsx";
import { nameText } from "../ui/name-text.ts";
import { visitorNotePath, visitorQuery } from "./api.ts";
import classes from "./staff.module.css";
import { newId } from "./staff-queue.ts";
import { ownVault } from "./use-staff-lock.ts";
import { useStaffQueue } from "./use-staff-queue.ts";

/** What staff wrote down about this visitor, for whoever helps them next; without network it waits. */
export function VisitorNotes({ slug, visitor }: { readonly slug: string; readonly visitor: StaffTicket }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const queue = useStaffQueue(ownVault());
  const session = useQuery(sessionQuery);
  const [text, setText] = useState("");
  const { id: ticket } = visitor.ticket;
  const path = visitorNotePath(slug, ticket);
  const unsent = queue.waiting.filter((each) => each.path === path);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const id = newId();
    const sent = queue.add({ id, path, body: { id, text: text.trim() } });
    void sent.then(() => client.invalidateQueries({ queryKey: visitorQuery(slug, ticket).queryKey }));
    setText("");
  };
  return (
    <section className={classes.card} aria-labelledby="notes-title">
      <h3 id="notes-title">{t("staff.visitor.notes")}</h3>
      <ul className={classes.plain}>
        {unsent.map(({ id, body }) => (
          <li key={id}>
            <p className={classes.noteText}>{(body as { readonly text: string }).text}</p>
            <p className={classes.muted}>{t("staff.shift.waiting")}</p>
          </li>
        ))}
        {visitor.notes.map(({ id, by, at, text: said }) => (
          <li key={id}>
            <p className={classes.noteText}>{said}</p>
            <p className={classes.muted}>
              {nameText(by, 40)} · <MomentText at={at} />
            </p>
          </li>
        ))}
      </ul>
      {session.data?.person ? (
        <form className={classes.noteForm} onSubmit={submit}>
          <label className={classes.field}>
            <span>{t("staff.visitor.noteLabel")}</span>
            <textarea
              rows={2}
              maxLength={500}
              aria-describedby="note-hint"
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          </label>
          <p id="note-hint" className={classes.hint}>
            {t("staff.visitor.noteHint")}
          </p>
          <Button type="submit" size="md" variant="default" disabled={text.trim() === ""}>
            {t("staff.visitor.noteSend")}
          </Button>
        </form>
      ) : (
        <p className={classes.muted}>{t("staff.shift.noPerson")}</p>
      )}
    </section>
  );
}

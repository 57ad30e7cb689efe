import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MyAppeal, MyTicket } from "../../contract/index.ts";
import classes from "./after-close.module.css";
import { appeal, appealsQuery } from "./api.ts";
import { inLanguage } from "./bilingual.ts";
import { venueTime } from "./time-words.ts";

interface AppealsProps {
  readonly slug: string;
  readonly timeZone: string;
  /** Whether an objection can still change something. */
  readonly open: boolean;
  readonly connected: boolean;
  /** Read anew whenever it changes: an answer is such a change. */
  readonly ticket: MyTicket;
}

/** What this person objected to with the answers, and a way to object: one at a time, read by a person. */
export function Appeals({ slug, timeZone, open, connected, ticket }: AppealsProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const appeals = useQuery({ ...appealsQuery(slug), refetchInterval: 15_000 });
  const said = ticket.serverTime;
  useEffect(() => {
    if (said > 0) void client.invalidateQueries({ queryKey: appealsQuery(slug).queryKey });
  }, [client, slug, said]);
  const [writing, setWriting] = useState(false);
  const known = appeals.data?.appeals ?? [];
  const waits = known.some(({ answer }) => answer === null);
  return (
    <div className={classes.appeals}>
      {known.map((each) => (
        <Written key={each.id} appeal={each} timeZone={timeZone} />
      ))}
      {!open && <p className={classes.quiet}>{t("ticket.appeal.over")}</p>}
      {open && !waits && appeals.data !== undefined && !writing && (
        <Button variant="default" size="md" disabled={!connected} onClick={() => setWriting(true)}>
          {t("ticket.appeal.open")}
        </Button>
      )}
      {open && !waits && writing && <Writing slug={slug} onDone={() => setWriting(false)} />}
    </div>
  );
}

function Written({ appeal: { at, text, answer }, timeZone }: { readonly appeal: MyAppeal; readonly timeZone: string }) {
  const { t, i18n } = useTranslation();
  return (
    <div className={classes.reason}>
      <h3>{t("ticket.appeal.mine")}</h3>
      <p className={classes.text} dir="auto">
        {text}
      </p>
      {answer === null ? (
        <p className={classes.quiet} role="status">
          {t("ticket.appeal.waiting", { t: venueTime(at, timeZone, i18n.language) })}
        </p>
      ) : (
        <>
          <h3>{t("ticket.appeal.answered", { t: venueTime(answer.at, timeZone, i18n.language) })}</h3>
          <p className={classes.text} dir="auto" role="status">
            {inLanguage(answer, i18n.language)}
          </p>
        </>
      )}
    </div>
  );
}

function Writing({ slug, onDone }: { readonly slug: string; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const sending = useMutation({
    mutationFn: () => appeal(slug, text.trim()),
    onSuccess(answer) {
      client.setQueryData(appealsQuery(slug).queryKey, answer);
      onDone();
    },
  });
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        sending.mutate();
      }}
    >
      <h3>{t("ticket.appeal.title")}</h3>
      <p className={classes.quiet} id={`${id}-lead`}>
        {t("ticket.appeal.lead")}
      </p>
      <label htmlFor={id}>{t("ticket.appeal.label")}</label>
      <textarea
        id={id}
        rows={4}
        maxLength={2_000}
        value={text}
        aria-describedby={`${id}-lead`}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.buttons}>
        <Button type="submit" size="md" disabled={text.trim() === ""} loading={sending.isPending}>
          {t("ticket.appeal.send")}
        </Button>
        <Button variant="default" size="md" onClick={onDone}>
          {t("ticket.appeal.cancel")}
        </Button>
      </div>
      {sending.error && <p role="alert">{t("ticket.appeal.refused")}</p>}
    </form>
  );
}

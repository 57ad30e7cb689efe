import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MyTicket } from "../../contract/index.ts";
import { rejectionWords } from "../rejections/rejection-words.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { IconCheck, IconWarning } from "../ui/icons.tsx";
import { nameText } from "../ui/name-text.ts";
import classes from "./live-strip.module.css";
import { isThere, type StripWords, stripWords } from "./strip-words.ts";

interface LiveStripProps {
  readonly slug: string;
  readonly ticket: MyTicket;
  readonly connected: boolean;
  /** The lines that hold key and name in the guide the reader looks at. */
  readonly lines: { readonly key: string | undefined; readonly name: string | undefined };
  readonly serverUrl: string;
}

/** What the booth saw of this reader's app, at the bottom of the guide: always one sentence, and the line to change. */
export function LiveStrip({ slug, ticket, connected, lines, serverUrl }: LiveStripProps) {
  const { t } = useTranslation();
  const { diagnosis } = ticket;
  const words = stripWords(diagnosis);
  const arrived = useArrival(isThere(diagnosis.step));
  const { says, line } = useAdvice(words, ticket, lines, serverUrl);
  return (
    <section className={classes.strip} data-tone={words.tone} data-arrived={arrived} aria-label={t("guide.strip")}>
      <div className={classes.inner}>
        <Sign tone={words.tone} />
        <div className={classes.words} aria-live="polite">
          {arrived && diagnosis.app && (
            <strong className={classes.arrived}>{t("guide.arrived", { app: nameText(diagnosis.app.service) })}</strong>
          )}
          {diagnosis.step === "nothing" && <strong>{t("guide.waiting")}</strong>}
          <p>{says}</p>
        </div>
        {line !== undefined && (
          <span className={classes.line}>
            <code>{line}</code>
            <CopyButton text={line} label={t("guide.copyLine")} />
          </span>
        )}
        {isThere(diagnosis.step) && <Progress seen={diagnosis.requests} required={diagnosis.required} />}
        {words.tone === "done" && (
          <Link to="/e/$slug" params={{ slug }} className={classes.next}>
            {t("guide.ticketHere")}
          </Link>
        )}
      </div>
      {!connected && <p className={classes.offline}>{t("guide.offline")}</p>}
    </section>
  );
}

/** The sentence, and the line that mends it where one does. */
function useAdvice(
  { says, change }: StripWords,
  { diagnosis, serverTime }: MyTicket,
  lines: LiveStripProps["lines"],
  serverUrl: string,
): { readonly says: string; readonly line: string | undefined } {
  const { t } = useTranslation();
  // Which values a sentence takes is known only at run time; a test goes through every reason.
  const say = t as unknown as (key: string, values?: Readonly<Record<string, string>>) => string;
  const name = nameText(diagnosis.app?.service ?? "");
  const line = change && lines[change];
  const changeIt = line === undefined ? "" : ` ${t("guide.changeLine")}`;
  switch (says) {
    case "default_name":
      return { says: t("guide.default_name", { name }) + changeIt, line };
    case "mangled":
      return { says: t("guide.mangled", { name }) + changeIt, line };
    case "wrongKey":
      return { says: t("guide.wrongKey"), line };
    case "need_more":
      return { says: t("guide.need_more", { n: Math.max(diagnosis.required - diagnosis.requests, 1) }), line };
    case "done":
      return { says: `${t("guide.done", { app: name })} ${t("guide.doneNext")}`, line };
    case "refused": {
      if (diagnosis.refusal === null) return { says: t("guide.refused"), line };
      const { reason, values, line: remedy } = rejectionWords(diagnosis.refusal, serverUrl, serverTime);
      const why = values ? say(`reason.${reason}.says`, values) : say(`reason.${reason}.saysBare`);
      return { says: `${t("guide.refused")} ${why} ${say(`reason.${reason}.fix`)}`, line: remedy ?? undefined };
    }
    case "nothing":
    case "connected":
      return { says: t(`guide.${says}`), line };
  }
}

function Sign({ tone }: { readonly tone: StripWords["tone"] }) {
  if (tone === "waiting") return <span className={classes.dot} aria-hidden="true" />;
  return <span className={classes.sign}>{tone === "trouble" ? <IconWarning size={20} /> : <IconCheck />}</span>;
}

function Progress({ seen, required }: { readonly seen: number; readonly required: number }) {
  const { t } = useTranslation();
  const n = Math.min(seen, required);
  return (
    <span className={classes.progress}>
      <progress value={n} max={required} aria-label={t("guide.requests", { n, required })} />
      <span aria-hidden="true">{t("guide.requests", { n, required })}</span>
    </span>
  );
}

const MOMENT_MS = 6_000;

/** True for a moment after `there` became true while the page was open; the phone feels it. */
function useArrival(there: boolean): boolean {
  const before = useRef(there);
  const [moment, setMoment] = useState(false);
  useEffect(() => {
    const arrives = there && !before.current;
    before.current = there;
    if (!arrives) return;
    setMoment(true);
    navigator.vibrate?.(200);
    const timer = setTimeout(() => setMoment(false), MOMENT_MS);
    return () => clearTimeout(timer);
  }, [there]);
  return moment;
}

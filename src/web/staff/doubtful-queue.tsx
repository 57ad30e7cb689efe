import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DecideBody, DoubtfulPair } from "../../contract/index.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { AgeText } from "../ui/age.tsx";
import { Name } from "../ui/name.tsx";
import { nameText } from "../ui/name-text.ts";
import { doubtfulQuery, doubtPath } from "./api.ts";
import classes from "./staff.module.css";
import { newId, type Waiting } from "./staff-queue.ts";

interface QueueProps {
  readonly slug: string;
  readonly mayDecide: boolean;
  /** Why nobody can decide here, where that is not said around it. */
  readonly readOnly?: string;
  readonly waiting: readonly Waiting[];
  readonly onDecide: (change: Waiting) => void;
}

/** Pairs of typed and arrived names that a person has to look at, one card each. */
export function DoubtfulQueue({ slug, mayDecide, readOnly, waiting, onDecide }: QueueProps) {
  const { t } = useTranslation();
  const doubtful = useQuery(doubtfulQuery(slug));
  if (doubtful.error && doubtful.data === undefined) {
    return <FaultNotice error={doubtful.error} retry={() => void doubtful.refetch()} />;
  }
  const onTheWay = new Set(waiting.map(({ path }) => path));
  const pairs = (doubtful.data?.pairs ?? []).filter(({ ticket }) => !onTheWay.has(doubtPath(slug, ticket)));
  return (
    <section aria-labelledby="doubtful-title">
      <h2 id="doubtful-title" className={classes.heading}>
        {t("staff.doubtful.title")}
      </h2>
      <p className={classes.muted}>{t("staff.doubtful.lead")}</p>
      {doubtful.data && pairs.length === 0 && <p className={classes.empty}>{t("staff.doubtful.empty")}</p>}
      {readOnly !== undefined && pairs.length > 0 && <p className={classes.note}>{readOnly}</p>}
      <ul className={classes.list}>
        {pairs.map((pair) => (
          <Pair
            key={`${pair.ticket} ${pair.arrived}`}
            pair={pair}
            mayDecide={mayDecide}
            onDecide={(body) => onDecide({ id: newId(), path: doubtPath(slug, pair.ticket), body })}
          />
        ))}
      </ul>
    </section>
  );
}

const KIND_SIGNS = { name: "≠", shared: "=", "by-hand": "?" } as const;

const SAME_REASONS = ["slip-of-the-key", "other-spelling", "shown-on-laptop", "team-mates", "other"] as const;
const NOT_REASONS = ["somebody-elses", "no-such-app", "by-hand", "other"] as const;

interface PairProps {
  readonly pair: DoubtfulPair;
  readonly mayDecide: boolean;
  readonly onDecide: (body: DecideBody) => void;
}

function Pair({ pair, mayDecide, onDecide }: PairProps) {
  const { t } = useTranslation();
  const [answer, setAnswer] = useState<DecideBody["answer"] | undefined>(undefined);
  const { kind, ticket, nickname, waitsForSecond: second } = pair;
  return (
    <li className={classes.card}>
      <header className={classes.rowHead}>
        <span>
          <code className={classes.id}>{ticket}</code> {nickname}
        </span>
        <span className={classes.tag} data-kind={kind}>
          <span aria-hidden="true">{KIND_SIGNS[kind]}</span> {t(`staff.doubtful.kind.${kind}`)}
        </span>
      </header>
      <Names pair={pair} />
      {second !== null && (
        <p className={classes.note}>
          {second.mine ? t("staff.doubtful.secondMine") : t("staff.doubtful.second", { by: second.by })}
        </p>
      )}
      {mayDecide && !second?.mine && answer === undefined && (
        <div className={classes.buttons}>
          <Button size="md" onClick={() => setAnswer("same")}>
            {t(kind === "by-hand" ? "staff.doubtful.real" : "staff.doubtful.same")}
          </Button>
          <Button size="md" variant="default" onClick={() => setAnswer("not")}>
            {t("staff.doubtful.not")}
          </Button>
        </div>
      )}
      {answer !== undefined && (
        <Reasons
          answer={answer}
          onCancel={() => setAnswer(undefined)}
          onDecide={(reason, note) => onDecide({ answer, service: pair.arrived, reason, note })}
        />
      )}
    </li>
  );
}

/** Both names with what differs marked by colour, line and words for those who hear the page. */
function Names({
  pair: { kind, typed, arrived, differences, framework, lastSeen, other },
}: {
  readonly pair: DoubtfulPair;
}) {
  const { t } = useTranslation();
  return (
    <dl className={classes.names}>
      {kind === "name" && (
        <div>
          <dt>{t("staff.doubtful.typed")}</dt>
          <dd>
            <span className="visually-hidden">{nameText(typed, 200)}</span>
            <Marked differences={differences} side="typed" />
          </dd>
        </div>
      )}
      <div>
        <dt>{t("staff.doubtful.arrived")}</dt>
        <dd>
          <span className="visually-hidden">{nameText(arrived, 200)}</span>
          <Marked differences={differences} side="arrived" />
          {framework !== "" && (
            <small>
              {" "}
              <Name value={framework} longest={30} />
            </small>
          )}
        </dd>
      </div>
      {other !== null && (
        <div>
          <dt>{t("staff.doubtful.holder")}</dt>
          <dd>
            <code className={classes.id}>{other.ticket}</code> {other.nickname}
          </dd>
        </div>
      )}
      {lastSeen !== null && (
        <div>
          <dt>{t("staff.doubtful.lastSeen")}</dt>
          <dd>
            <AgeText at={lastSeen} />
          </dd>
        </div>
      )}
    </dl>
  );
}

function Marked(props: { readonly differences: DoubtfulPair["differences"]; readonly side: "typed" | "arrived" }) {
  const { t } = useTranslation();
  let offset = 0;
  return (
    <bdi lang="" className={classes.marked} aria-hidden="true">
      {props.differences.map(({ kind, text }) => {
        const key = `${kind} ${offset}`;
        offset += text.length;
        if (kind === "same") return <span key={key}>{text}</span>;
        if (kind !== props.side) return null;
        const title = t(kind === "typed" ? "staff.doubtful.onlyTyped" : "staff.doubtful.onlyArrived", { text });
        return (
          <mark key={key} data-side={kind} title={title}>
            {text.replaceAll(" ", "␣")}
          </mark>
        );
      })}
    </bdi>
  );
}

interface ReasonsProps {
  readonly answer: DecideBody["answer"];
  readonly onCancel: () => void;
  readonly onDecide: (reason: DecideBody["reason"], note: string) => void;
}

function Reasons({ answer, onCancel, onDecide }: ReasonsProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState<DecideBody["reason"] | undefined>(undefined);
  const [note, setNote] = useState("");
  const chips = answer === "same" ? SAME_REASONS : NOT_REASONS;
  return (
    <div className={classes.reasons}>
      <fieldset>
        <legend>{t("staff.doubtful.reason")}</legend>
        {chips.map((chip) => (
          <label key={chip} className={classes.chip} data-on={reason === chip}>
            <input type="radio" name="reason" checked={reason === chip} onChange={() => setReason(chip)} />
            {t(`staff.doubtful.chip.${chip}`)}
          </label>
        ))}
      </fieldset>
      <label className={classes.field}>
        <span>{t("staff.doubtful.note")}</span>
        <input maxLength={300} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      </label>
      <div className={classes.buttons}>
        <Button
          size="md"
          disabled={reason === undefined || (reason === "other" && note.trim() === "")}
          onClick={() => reason !== undefined && onDecide(reason, note.trim())}
        >
          {t("staff.doubtful.decide")}
        </Button>
        <Button size="md" variant="default" onClick={onCancel}>
          {t("staff.visitor.cancel")}
        </Button>
      </div>
    </div>
  );
}

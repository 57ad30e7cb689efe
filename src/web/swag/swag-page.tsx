import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MySwag, SwagDay, SwagRollView } from "../../contract/index.ts";
import { assertNever } from "../../kernel/index.ts";
import { ApiFault } from "../app/api.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { challengeQuery } from "../ticket/api.ts";
import { inLanguage } from "../ticket/bilingual.ts";
import { TicketFrame } from "../ticket/ticket-frame.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { mySwagQuery, rollSwag } from "./api.ts";
import { FaultWords } from "./fault-words.tsx";
import { keepRoll, keptRoll, nonceFor } from "./kept-roll.ts";
import { OddsTable } from "./odds-table.tsx";
import { RollCheck, RollResult } from "./roll-result.tsx";
import classes from "./swag.module.css";

const route = getRouteApi("/e/$slug/swag");

/** The gift raffle on a phone: odds and stock first, one press, an item or an honest blank. */
export function SwagPage() {
  const { t, i18n } = useTranslation();
  const { slug } = route.useParams();
  usePageTitle(t("swag.title"));
  const challenge = useQuery(challengeQuery(slug));
  const swag = useQuery(mySwagQuery(slug));
  const name = challenge.data && inLanguage(challenge.data.name, i18n.language);
  const stranger = swag.error instanceof ApiFault && swag.error.status === 401;
  return (
    <TicketFrame name={name} rehearsal={challenge.data?.rehearsal}>
      <h1 className={classes.title}>{t("swag.title")}</h1>
      {stranger ? (
        <section className={classes.why}>
          <p>{t("swag.noTicket")}</p>
          <Link to="/e/$slug" params={{ slug }} className={classes.go}>
            {t("swag.join")}
          </Link>
        </section>
      ) : swag.data ? (
        <Loaded slug={slug} swag={swag.data} />
      ) : swag.error ? (
        <FaultNotice error={swag.error} retry={() => void swag.refetch()} />
      ) : (
        <p className="visually-hidden" aria-live="polite">
          {t("swag.loading")}
        </p>
      )}
    </TicketFrame>
  );
}

function Loaded({ slug, swag }: { readonly slug: string; readonly swag: MySwag }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [fresh, setFresh] = useState<SwagRollView | undefined>(undefined);
  const { now } = swag;
  if (now === null) return <p className={classes.why}>{t("swag.none")}</p>;
  const mine = fresh !== undefined && fresh.raffle === now.raffle ? (swag.mine ?? fresh) : swag.mine;
  const done = (roll: SwagRollView) => {
    setFresh(roll);
    void client.invalidateQueries({ queryKey: mySwagQuery(slug).queryKey });
  };
  return (
    <>
      {mine && <RollResult slug={slug} roll={mine} day={now} fresh={fresh?.seq === mine.seq} />}
      {!mine && swag.whyNot !== "" && swag.whyNot !== "drawn" && <WhyNot slug={slug} swag={swag} day={now} />}
      <OddsTable day={now} />
      {!mine && swag.whyNot === "" && <RollForm slug={slug} day={now} onDone={done} />}
      {mine && <RollCheck roll={mine} />}
      {swag.earlier.map((roll) => (
        <section key={`${roll.raffle} ${roll.seq}`} className={classes.earlier}>
          <Earlier roll={roll} />
          <RollCheck roll={roll} />
        </section>
      ))}
    </>
  );
}

function Earlier({ roll }: { readonly roll: SwagRollView }) {
  const { t, i18n } = useTranslation();
  const item = roll.name === null ? null : inLanguage(roll.name, i18n.language);
  return (
    <p className={classes.quiet}>
      {roll.day} · {item === null ? t("swag.alreadyBlank") : t("swag.already", { item })}
    </p>
  );
}

function WhyNot({ slug, swag, day }: { readonly slug: string; readonly swag: MySwag; readonly day: SwagDay }) {
  const { t } = useTranslation();
  const words = () => {
    switch (swag.whyNot) {
      case "":
      case "drawn":
        return null;
      case "no-raffle":
        return t("swag.none");
      case "not-open":
        return day.state === "planned" ? t("swag.planned", { day: day.day }) : t("swag.closed");
      case "sold-out":
        return day.state === "open" ? t("swag.emptyNow") : t("swag.soldOut");
      case "survey":
        return t("swag.survey");
      case "staff":
        return t("swag.staff");
      default:
        return assertNever(swag.whyNot);
    }
  };
  return (
    <section className={classes.why}>
      <p>{words()}</p>
      {swag.whyNot === "survey" && (
        <Link to="/e/$slug/survey" params={{ slug }} className={classes.go}>
          {t("swag.surveyGo")}
        </Link>
      )}
    </section>
  );
}

const REVEAL_MS = 1_200;

interface FormProps {
  readonly slug: string;
  readonly day: SwagDay;
  readonly onDone: (roll: SwagRollView) => void;
}

/** One button. A press that got lost on the way is repeated with the same nonce, which is the same roll. */
function RollForm({ slug, day, onDone }: FormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [code, setCode] = useState("");
  const roll = useMutation({
    async mutationFn() {
      const nonce = nonceFor(day.raffle, day.commit);
      const asked = performance.now();
      const made = await rollSwag(slug, { nonce, code });
      keepRoll(day.raffle, { nonce, commit: keptRoll(day.raffle)?.commit ?? day.commit, roll: made });
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const wait = still ? 0 : REVEAL_MS - (performance.now() - asked);
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      return made;
    },
    onSuccess: onDone,
    onError: (error) => {
      const stale = error instanceof ApiFault && error.code !== "swag.code-wrong" && error.status === 409;
      if (stale) void client.invalidateQueries({ queryKey: mySwagQuery(slug).queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    roll.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      {day.presence && (
        <label>
          <span>{t("swag.presence")}</span>
          <input
            className={classes.digits}
            inputMode="numeric"
            autoComplete="off"
            pattern="[0-9]{4}"
            maxLength={4}
            required
            aria-describedby={roll.error ? "swag-hint swag-fault" : "swag-hint"}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value.replace(/\D/g, ""))}
          />
          <span id="swag-hint" className={classes.quiet}>
            {t("swag.presenceHint")}
          </span>
        </label>
      )}
      {roll.error && <FaultWords error={roll.error} id="swag-fault" />}
      {roll.isPending && (
        <p className={classes.rolling} role="status">
          <span className={classes.ball} aria-hidden="true" />
          {t("swag.drawing")}
        </p>
      )}
      <Button type="submit" size="lg" disabled={roll.isPending || (day.presence && code.length !== 4)}>
        {t("swag.draw")}
      </Button>
      <p className={classes.quiet}>{t("swag.once")}</p>
    </form>
  );
}

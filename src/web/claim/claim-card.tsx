import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MyClaim, Notice } from "../../contract/index.ts";
import { PRIZE_TAX_PERCENT, TAX_FREE_PRIZE_WON } from "../../kernel/index.ts";
import { NewsConsent } from "../privacy/news-consent.tsx";
import { inLanguageOf, NoticeText } from "../privacy/notice-text.tsx";
import { inLanguage } from "../ticket/bilingual.ts";
import { QrCode } from "../wall/qr-code.tsx";
import { myClaimQuery, tellContact } from "./api.ts";
import classes from "./claim.module.css";
import { clock } from "./clock.ts";
import { PrizePicture } from "./prize-picture.tsx";

/** What a winner shows at the booth, or where somebody stands in line; nothing for everybody else. */
export function ClaimCard({ slug }: { readonly slug: string }) {
  const { data: mine } = useQuery(myClaimQuery(slug));
  return mine ? <Mine slug={slug} mine={mine} /> : null;
}

function Mine({ slug, mine }: { readonly slug: string; readonly mine: MyClaim }) {
  const { t, i18n } = useTranslation();
  const { claim, reserve, timeZone } = mine;
  const state = claim === null ? "" : `${claim.prize.id} ${claim.state}`;
  useEffect(() => {
    if (state.endsWith("open")) navigator.vibrate?.(200);
  }, [state]);
  if (claim === null) {
    if (reserve === null) return null;
    return (
      <section className={classes.card} aria-live="polite">
        <h2>{t("claim.notThisTime")}</h2>
        <p className={classes.until}>{t("claim.reserve", { k: reserve.place })}</p>
        {reserve.until !== null && (
          <p>{t("claim.reserveUntil", { t: clock(reserve.until, i18n.language, timeZone) })}</p>
        )}
      </section>
    );
  }
  return (
    <section className={classes.card} data-state={claim.state} aria-live="polite">
      <PrizePicture slug={slug} prize={claim.prize.id} large />
      <h2>
        {t("claim.title", {
          rank: rankWords(claim.prize.rank, i18n.language),
          prize: inLanguage(claim.prize.name, i18n.language),
        })}
      </h2>
      {claim.fromReserve !== null && <p>{t("claim.fromReserve", { k: claim.fromReserve })}</p>}
      {claim.state === "handed-over" && <Receipt claim={claim} timeZone={timeZone} />}
      {claim.state === "forfeited" && <p>{t("claim.passedOn")}</p>}
      {(claim.state === "open" || claim.state === "claimed") && <Waiting slug={slug} claim={claim} mine={mine} />}
    </section>
  );
}

type Claim = NonNullable<MyClaim["claim"]>;

/** 1st, 2nd, 3rd in English; the number alone in Korean, whose sentence has the word for it. */
function rankWords(rank: number, language: string): string {
  if (language === "ko") return String(rank);
  const endings: Readonly<Record<string, string>> = { one: "st", two: "nd", few: "rd" };
  return `${rank}${endings[new Intl.PluralRules("en", { type: "ordinal" }).select(rank)] ?? "th"}`;
}

/** The winner's half of the receipt; the other stands in the hand-over table. */
function Receipt({ claim, timeZone }: { readonly claim: Claim; readonly timeZone: string }) {
  const { t, i18n } = useTranslation();
  const { handedOverAt, receipt, deadline } = claim;
  return (
    <div role="status" className={classes.receipt}>
      <p className={classes.until}>
        {t("claim.received", { t: clock(handedOverAt ?? deadline, i18n.language, timeZone) })}
      </p>
      {receipt !== null && <p>{t("claim.receipt", { how: t(`claim.receiptBy.${receipt}`) })}</p>}
    </div>
  );
}

function Waiting({ slug, claim, mine }: { readonly slug: string; readonly claim: Claim; readonly mine: MyClaim }) {
  const { t, i18n } = useTranslation();
  const [changing, setChanging] = useState(false);
  const asks = claim.state === "open" || changing;
  const notice = inLanguageOf(mine.notices, "winner-contact", i18n.language) ?? mine.notices[0];
  return (
    <>
      <p className={classes.until}>
        {claim.state === "open"
          ? t("claim.show", { t: clock(claim.deadline, i18n.language, mine.timeZone) })
          : t("claim.showNow")}
      </p>
      <div className={classes.code}>
        <QrCode text={claim.code} label={t("claim.code")} />
        <p>
          <span>{t("claim.code")}</span>
          <strong translate="no">
            {claim.code.slice(0, 5)} {claim.code.slice(5)}
          </strong>
          <span className={classes.quiet}>{t("claim.codeHint")}</span>
        </p>
      </div>
      {claim.taxed && <p className={classes.note}>{t("claim.tax", taxWords(t(`claim.taxWho.${claim.taxPaidBy}`)))}</p>}
      {asks && notice ? (
        <ContactForm slug={slug} notice={notice} onDone={() => setChanging(false)} />
      ) : (
        <p className={classes.done} role="status">
          {t("claim.sent", { name: claim.maskedName })}{" "}
          <button type="button" className={classes.link} onClick={() => setChanging(true)}>
            {t("claim.change")}
          </button>
        </p>
      )}
      {claim.state === "claimed" && !changing && <NewsConsent slug={slug} />}
    </>
  );
}

const taxWords = (who: string) => ({
  won: TAX_FREE_PRIZE_WON.toLocaleString("en-US"),
  percent: PRIZE_TAX_PERCENT,
  who,
});

function ContactForm({
  slug,
  notice,
  onDone,
}: {
  readonly slug: string;
  readonly notice: Notice;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<"phone" | "email">("phone");
  const [value, setValue] = useState("");
  const telling = useMutation({
    mutationFn: () =>
      tellContact(slug, { name: name.trim(), reach: { kind, value: value.trim() }, noticeHash: notice.hash }),
    onSuccess: (mine) => {
      queryClient.setQueryData(myClaimQuery(slug).queryKey, mine);
      onDone();
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    telling.mutate();
  };
  return (
    <form className={classes.form} onSubmit={onSubmit}>
      <p className={classes.until}>{t("claim.why", { d: 30 })}</p>
      <NoticeText notice={notice} />
      <label>
        <span>{t("claim.name")}</span>
        <input
          required
          maxLength={60}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <fieldset>
        <legend>{t("claim.by")}</legend>
        {(["phone", "email"] as const).map((each) => (
          <label key={each} className={classes.choice}>
            <input type="radio" name="reach" checked={kind === each} onChange={() => setKind(each)} />
            {t(`claim.${each}`)}
          </label>
        ))}
      </fieldset>
      <label>
        <span>{t(`claim.${kind}`)}</span>
        <input
          required
          type={kind === "phone" ? "tel" : "email"}
          autoComplete={kind === "phone" ? "tel" : "email"}
          maxLength={254}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      </label>
      {telling.error && (
        <p role="alert" className={classes.wrong}>
          {t("claim.invalid")}
        </p>
      )}
      <Button type="submit" size="md" loading={telling.isPending}>
        {t("claim.send")}
      </Button>
    </form>
  );
}

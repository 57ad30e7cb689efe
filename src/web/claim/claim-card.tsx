import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MyClaim, Notice } from "../../contract/index.ts";
import { inLanguage } from "../ticket/bilingual.ts";
import { QrCode } from "../wall/qr-code.tsx";
import { myClaimQuery, tellContact } from "./api.ts";
import classes from "./claim.module.css";
import { clock } from "./clock.ts";

/** What a winner shows at the booth, or where somebody stands in line; nothing for everybody else. */
export function ClaimCard({ slug }: { readonly slug: string }) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(myClaimQuery(slug));
  const key = data?.claim ? `${data.claim.prize.id} ${data.claim.state}` : "";
  useEffect(() => {
    if (key.endsWith("open")) navigator.vibrate?.(200);
  }, [key]);
  if (!data) return null;
  const { claim, reserve } = data;
  if (claim === null) {
    if (reserve === null) return null;
    return (
      <section className={classes.card} aria-live="polite">
        <h2>{t("claim.reserve", { k: reserve.place })}</h2>
        {reserve.until !== null && <p>{t("claim.reserveUntil", { t: clock(reserve.until, i18n.language) })}</p>}
      </section>
    );
  }
  return (
    <section className={classes.card} data-state={claim.state} aria-live="polite">
      <h2>{t("claim.title", { rank: claim.prize.rank, prize: inLanguage(claim.prize.name, i18n.language) })}</h2>
      {claim.fromReserve !== null && <p>{t("claim.fromReserve", { k: claim.fromReserve })}</p>}
      {claim.state === "handed-over" && (
        <p>{t("claim.received", { t: clock(claim.handedOverAt ?? claim.deadline, i18n.language) })}</p>
      )}
      {claim.state === "forfeited" && <p>{t("claim.passedOn")}</p>}
      {(claim.state === "open" || claim.state === "claimed") && <Waiting slug={slug} claim={claim} mine={data} />}
    </section>
  );
}

type Claim = NonNullable<MyClaim["claim"]>;

function Waiting({ slug, claim, mine }: { readonly slug: string; readonly claim: Claim; readonly mine: MyClaim }) {
  const { t, i18n } = useTranslation();
  const [changing, setChanging] = useState(false);
  const asks = claim.state === "open" || changing;
  const notice = mine.notices.find(({ language }) => language === i18n.language) ?? mine.notices[0];
  return (
    <>
      <p className={classes.until}>
        {claim.state === "open" ? t("claim.show", { t: clock(claim.deadline, i18n.language) }) : t("claim.showNow")}
      </p>
      <div className={classes.code}>
        <QrCode text={claim.code} label={t("claim.code")} />
        <p>
          <span>{t("claim.code")}</span>
          <strong>
            {claim.code.slice(0, 5)} {claim.code.slice(5)}
          </strong>
        </p>
      </div>
      <p className={classes.quiet}>{t("claim.codeHint")}</p>
      {claim.taxed && <p className={classes.note}>{t("claim.tax")}</p>}
      {asks && notice ? (
        <ContactForm slug={slug} notice={notice} onDone={() => setChanging(false)} />
      ) : (
        <p className={classes.done}>
          {t("claim.sent", { name: claim.maskedName })}{" "}
          <button type="button" className={classes.link} onClick={() => setChanging(true)}>
            {t("claim.change")}
          </button>
        </p>
      )}
    </>
  );
}

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
      <p>{t("claim.why", { d: 30 })}</p>
      <details>
        <summary>{t("claim.notice")}</summary>
        <p className={classes.notice}>{notice.text}</p>
      </details>
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

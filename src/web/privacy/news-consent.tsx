import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MyConsents, Notice } from "../../contract/index.ts";
import { ApiFault } from "../app/api.ts";
import { useFaultText } from "../app/fault-text.ts";
import { consentsQuery, giveNews, myDataQuery, privacyQuery, withdrawNews } from "./api.ts";
import { inLanguageOf, NoticeText } from "./notice-text.tsx";
import classes from "./privacy.module.css";
import { venueDate } from "./venue-date.ts";

/**
 * The one optional consent, wherever a page wants it: unticked, apart from everything else, and as easy to take back.
 * Shows nothing where the host sends no news.
 */
export function NewsConsent({ slug }: { readonly slug: string }) {
  const { i18n } = useTranslation();
  const { data: told } = useQuery(privacyQuery(slug));
  const { data: mine } = useQuery(consentsQuery(slug));
  const notice = told && inLanguageOf(told.notices, "news", i18n.language);
  if (told === undefined || mine === undefined) return null;
  if (mine.news?.given) return <Given slug={slug} news={mine.news} timeZone={told.timeZone} />;
  if (notice === undefined) return null;
  return <Ask slug={slug} notice={notice} withdrawn={mine.news !== null} />;
}

function useDecision(slug: string, decide: (email: string) => Promise<MyConsents>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: decide,
    onSuccess: (answer) => {
      client.setQueryData(consentsQuery(slug).queryKey, answer);
      void client.invalidateQueries({ queryKey: myDataQuery(slug).queryKey });
    },
    onError: () => void client.invalidateQueries({ queryKey: privacyQuery(slug).queryKey }),
  });
}

function Ask(props: { readonly slug: string; readonly notice: Notice; readonly withdrawn: boolean }) {
  const { slug, notice, withdrawn } = props;
  const { t } = useTranslation();
  const [agrees, setAgrees] = useState(false);
  const [email, setEmail] = useState("");
  const id = useId();
  const giving = useDecision(slug, (address) => giveNews(slug, address, notice.hash));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (agrees && email.trim() !== "") giving.mutate(email.trim());
  };
  return (
    <form className={classes.news} onSubmit={submit}>
      {withdrawn && <p role="status">{t("privacy.news.withdrawn")}</p>}
      <NoticeText notice={notice} />
      <label className={classes.tick}>
        <input type="checkbox" checked={agrees} onChange={(event) => setAgrees(event.target.checked)} />
        <span>{t("privacy.news.consent")}</span>
      </label>
      {agrees && (
        <div className={classes.field}>
          <label htmlFor={id}>
            {t("privacy.news.email")} <span>{t("privacy.news.emailHint")}</span>
          </label>
          <input
            id={id}
            type="email"
            inputMode="email"
            autoComplete="email"
            maxLength={254}
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
          <Button type="submit" size="md" disabled={giving.isPending}>
            {giving.isPending ? t("privacy.news.sending") : t("privacy.news.send")}
          </Button>
        </div>
      )}
      {giving.error && <Refused error={giving.error} />}
    </form>
  );
}

function Given(props: {
  readonly slug: string;
  readonly news: NonNullable<MyConsents["news"]>;
  readonly timeZone: string;
}) {
  const { slug, news, timeZone } = props;
  const { t } = useTranslation();
  const taking = useDecision(slug, () => withdrawNews(slug));
  return (
    <section className={classes.news} aria-label={t("privacy.mine.news")}>
      <h2>{t("privacy.mine.news")}</h2>
      <p>{t("privacy.news.given", { email: news.email ?? "" })}</p>
      <p className={classes.quiet}>{t("privacy.news.givenAt", { t: venueDate(news.at, timeZone) })}</p>
      <Button variant="default" size="md" disabled={taking.isPending} onClick={() => taking.mutate("")}>
        {t("privacy.news.withdraw")}
      </Button>
      {taking.error && <Refused error={taking.error} />}
    </section>
  );
}

function Refused({ error }: { readonly error: Error }) {
  const { t } = useTranslation();
  const faultText = useFaultText();
  const code = error instanceof ApiFault ? error.code : "";
  const words =
    code === "privacy.notice-changed"
      ? t("privacy.news.changed")
      : code === "request.invalid"
        ? t("privacy.news.invalid")
        : faultText(error);
  return (
    <p className={classes.alert} role="alert">
      {words}
    </p>
  );
}

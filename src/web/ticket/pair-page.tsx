import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../app/notice-pages.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { myTicketQuery, pair } from "./api.ts";
import { lastKeptSlug } from "./kept-ticket.ts";
import classes from "./ticket.module.css";
import { TicketFrame } from "./ticket-frame.tsx";

const IN_ADDRESS = /^\/([A-HJ-NP-Za-hj-np-z2-9]{3}-?[A-HJ-NP-Za-hj-np-z2-9]{3})$/;

/**
 * Where a laptop enters the code of the phone, at `/p` or with the code in the address. A code in a link is filled in
 * but never used by itself: the link may be somebody else's.
 */
export function PairPage() {
  const { t } = useTranslation();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const given = IN_ADDRESS.exec(path)?.[1]?.toUpperCase() ?? "";
  const [code, setCode] = useState(given);
  const field = useId();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [known] = useState(lastKeptSlug);
  usePageTitle(t("ticket.pair.title"));
  const pairing = useMutation({
    mutationFn: () => pair(code, known),
    onSuccess: async ({ slug }) => {
      client.removeQueries({ queryKey: myTicketQuery(slug).queryKey });
      await navigate({ to: isPhone() ? "/e/$slug" : "/e/$slug/guide", params: { slug }, replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() !== "") pairing.mutate();
  };
  return (
    <TicketFrame>
      <form className={classes.pair} onSubmit={submit}>
        <h1>{t("ticket.pair.title")}</h1>
        <p>{given === "" ? t("ticket.pair.lead") : t("ticket.pair.confirm")}</p>
        <label htmlFor={field}>{t("ticket.pair.label")}</label>
        <input
          id={field}
          className={classes.codeField}
          value={code}
          maxLength={12}
          placeholder={t("ticket.pair.example")}
          autoCapitalize="characters"
          autoComplete="one-time-code"
          spellCheck={false}
          onChange={(event) => setCode(event.currentTarget.value.toUpperCase())}
        />
        {known !== undefined && <p className={classes.quiet}>{t("ticket.pair.merges")}</p>}
        <Button type="submit" size="lg" fullWidth loading={pairing.isPending}>
          {t("ticket.pair.button")}
        </Button>
        <p className="visually-hidden" aria-live="polite">
          {pairing.isPending ? t("ticket.pair.opening") : ""}
        </p>
        {pairing.error && <FaultNotice error={pairing.error} />}
      </form>
    </TicketFrame>
  );
}

const isPhone = (): boolean => matchMedia("(pointer: coarse)").matches && window.innerWidth < 700;

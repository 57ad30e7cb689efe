import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../app/notice-pages.tsx";
import { pair, recover } from "./api.ts";
import classes from "./ticket.module.css";

interface RecoverFormProps {
  readonly slug: string;
  readonly onEntered: () => void;
}

const looksLikeCode = (text: string): boolean => /^[A-Za-z0-9]{3}[\s-]?[A-Za-z0-9]{3}$/.test(text.trim());

/** Six words or a code; whichever it is shows by itself. */
export function RecoverForm({ slug, onEntered }: RecoverFormProps) {
  const { t } = useTranslation();
  const field = useId();
  const [text, setText] = useState("");
  const entering = useMutation({
    mutationFn: () => (looksLikeCode(text) ? pair(text, slug) : recover(slug, text)),
    onSuccess: onEntered,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== "") entering.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <p>{t("ticket.recover.lead")}</p>
      <label htmlFor={field}>{t("ticket.recover.label")}</label>
      <textarea
        id={field}
        rows={2}
        value={text}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={entering.isPending}>
        {t("ticket.recover.button")}
      </Button>
      {entering.error && <FaultNotice error={entering.error} />}
      <p className={classes.quiet}>{t("ticket.recover.staff")}</p>
    </form>
  );
}

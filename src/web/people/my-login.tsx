import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiFault, sessionQuery } from "../app/api.ts";
import { useFaultText } from "../app/fault-text.ts";
import { setMyLogin } from "./api.ts";
import classes from "./people.module.css";

/** A name and password for oneself; the host token has none. */
export function MyLogin() {
  const { t } = useTranslation();
  const faultText = useFaultText();
  const queryClient = useQueryClient();
  const session = useQuery(sessionQuery);
  const person = session.data?.person;
  const [loginName, setLoginName] = useState<string | null>(null);
  const [password, setPassword] = useState("");
  const saving = useMutation({
    mutationFn: () => setMyLogin(loginName ?? person?.loginName ?? "", password),
    onSuccess: () => {
      setPassword("");
      return queryClient.invalidateQueries({ queryKey: ["people"] });
    },
  });
  if (!person) return null;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <section className={classes.panel} aria-labelledby="my-login">
      <h2 id="my-login">{t("login.myLogin")}</h2>
      <p className={classes.lead}>{t("login.myLoginLead")}</p>
      <form className={classes.form} onSubmit={onSubmit}>
        <label className={classes.field}>
          {t("login.name")}
          <input
            name="username"
            autoComplete="username"
            required
            minLength={2}
            maxLength={60}
            value={loginName ?? person.loginName ?? ""}
            onChange={(event) => setLoginName(event.currentTarget.value)}
          />
        </label>
        <label className={classes.field}>
          {t("login.password")}
          <input
            name="new-password"
            type="password"
            autoComplete="new-password"
            required
            minLength={12}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        {saving.error && (
          <p role="alert" className={classes.error}>
            {saving.error instanceof ApiFault ? faultText(saving.error) : t("login.failed")}
          </p>
        )}
        <Button type="submit" loading={saving.isPending}>
          {t("login.myLoginSave")}
        </Button>
        {saving.isSuccess && (
          <p role="status" className={classes.done}>
            {t("login.myLoginSaved")}
          </p>
        )}
      </form>
    </section>
  );
}

import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiFault, sessionQuery } from "../app/api.ts";
import { Notice } from "../app/notice-pages.tsx";
import { homeOf } from "../app/open-page.tsx";
import { logIn, loginWaysQuery } from "../people/api.ts";
import classes from "../people/people.module.css";
import { usePageTitle } from "../ui/page-title.ts";

/** For people who have been here before: name and password, or their organisation's identity provider. */
export function LoginPage() {
  const { t } = useTranslation();
  usePageTitle(t("login.title"));
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const ways = useQuery(loginWaysQuery);
  const [loginName, setLoginName] = useState("");
  const [password, setPassword] = useState("");
  const enter = useMutation({
    mutationFn: () => logIn(loginName, password),
    onSuccess: (session) => {
      queryClient.setQueryData(sessionQuery.queryKey, session);
      return navigate({ to: homeOf(session), replace: true });
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate();
  };
  const failure = enter.error ?? signOnFailure();
  return (
    <main>
      <Notice title={t("login.title")} lead={t("login.lead")}>
        {failure && (
          <p role="alert" className={classes.error}>
            <Failure error={failure} />
          </p>
        )}
        <form className={classes.form} onSubmit={onSubmit}>
          <label className={classes.field}>
            {t("login.name")}
            <input
              name="username"
              autoComplete="username"
              required
              maxLength={60}
              value={loginName}
              onChange={(event) => setLoginName(event.currentTarget.value)}
            />
          </label>
          <label className={classes.field}>
            {t("login.password")}
            <input
              name="password"
              type="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          </label>
          <Button type="submit" size="md" loading={enter.isPending}>
            {t("login.enter")}
          </Button>
        </form>
        {ways.data?.singleSignOn && (
          <Button component="a" href="/api/login/sign-on" variant="default" size="md">
            {t("login.signOn", { provider: ways.data.singleSignOn })}
          </Button>
        )}
      </Notice>
    </main>
  );
}

function Failure({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  if (!(error instanceof ApiFault)) return t("login.failed");
  if (error.code === "auth.login-wrong") return t("login.wrong");
  if (error.code === "auth.too-many-attempts") return t("login.tooMany", { detail: error.message });
  if (error.code === "auth.sign-on-refused") return t("login.refused");
  return t("login.failed");
}

/** The way back from an identity provider tells its failure in the address, by a code of ours. */
function signOnFailure(): ApiFault | undefined {
  const code = new URLSearchParams(window.location.search).get("failed");
  return code === null ? undefined : new ApiFault(403, { error: code, code, fix: "" });
}

import { Button } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../ui/copy-button.tsx";
import { Mark } from "../ui/icons.tsx";
import { ApiFault } from "./api.ts";
import { useFaultText } from "./fault-text.ts";
import classes from "./notice-pages.module.css";
import { isUnloaded, useReload } from "./unloaded.ts";

interface NoticeProps {
  readonly title: string;
  readonly lead: ReactNode;
  readonly children?: ReactNode;
  readonly inside?: boolean;
}

/** A page, or a part of one, that says one thing in words. */
export function Notice({ title, lead, children, inside = false }: NoticeProps) {
  return (
    <section className={inside ? classes.inside : classes.page}>
      {!inside && <Mark />}
      <h1>{title}</h1>
      <p className={classes.lead}>{lead}</p>
      {children}
    </section>
  );
}

/** One command or line to paste, with its copy button. */
export function CodeLine({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  return (
    <span className={classes.codeLine}>
      <code>{text}</code>
      <CopyButton text={text} label={t("app.copy")} compact />
    </span>
  );
}

/** What is left when a page throws while drawing, or does not come at all. */
export function CrashPage({ error }: ErrorComponentProps) {
  return isUnloaded(error) ? <UnloadedPage error={error} /> : <BrokenPage error={error} />;
}

/** A page whose script or style did not come. */
function UnloadedPage({ error }: Pick<ErrorComponentProps, "error">) {
  const { t } = useTranslation();
  const state = useReload();
  if (state === "stuck") return <BrokenPage error={error} />;
  return (
    <div role="alert">
      {state === "away" ? (
        <Notice title={t("fault.offlineTitle")} lead={t("fault.offlineFix")} />
      ) : (
        <p className="visually-hidden">{t("app.loading")}</p>
      )}
    </div>
  );
}

function BrokenPage({ error }: Pick<ErrorComponentProps, "error">) {
  const { t } = useTranslation();
  return (
    <Notice title={t("fault.crashTitle")} lead={t("fault.crashLead")}>
      <Button onClick={() => window.location.reload()}>{t("fault.reload")}</Button>
      <code className={classes.detail}>{String(error).slice(0, 300)}</code>
    </Notice>
  );
}

/** What went wrong with a request, what to do about it, and the button to try again. */
export function FaultNotice({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const { t } = useTranslation();
  const faultText = useFaultText();
  const fault = error instanceof ApiFault ? error : null;
  const offline = fault?.status === 0;
  return (
    <div role="alert">
      <Notice inside title={offline ? t("fault.offlineTitle") : t("fault.title")} lead={fault ? faultText(fault) : ""}>
        {retry && (
          <Button variant="default" onClick={retry}>
            {t("app.retry")}
          </Button>
        )}
        {fault && !offline && <code className={classes.detail}>{t("fault.code", { code: fault.code })}</code>}
      </Notice>
    </div>
  );
}

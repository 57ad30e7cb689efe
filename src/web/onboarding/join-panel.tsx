import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { sessionQuery } from "../app/api.ts";
import { CodeLine } from "../app/notice-pages.tsx";
import { useServerNow } from "../live/use-live.ts";
import type { ServiceLine } from "../services/service-lines.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { IconClose, IconWarning } from "../ui/icons.tsx";
import { Name } from "../ui/name.tsx";
import { inShell, isLoopback, joinLines, SHELLS, type Shell } from "./join-lines.ts";
import classes from "./join-panel.module.css";

interface JoinPanelProps {
  /** True when no app has sent anything yet: then this is the page. */
  readonly empty: boolean;
  readonly lines: readonly ServiceLine[];
  readonly onClose: (() => void) | undefined;
}

/** The lines that connect an app, with our address as this browser reached us, and the wait for its first event. */
export function JoinPanel({ empty, lines, onClose }: JoinPanelProps) {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  const intakeUrl = session.data?.intakeUrl ?? window.location.origin;
  return (
    <section className={classes.panel} aria-label={t("join.title")}>
      <div className={classes.head}>
        <div>
          <h2>{t(empty ? "join.emptyTitle" : "join.title")}</h2>
          <p className={classes.lead}>{t("join.emptyLead")}</p>
        </div>
        {onClose && (
          <button
            type="button"
            className={classes.close}
            aria-label={t("join.hide")}
            title={t("join.hide")}
            onClick={onClose}
          >
            <IconClose />
          </button>
        )}
      </div>
      {isLoopback(intakeUrl) && (
        <p className={classes.warning}>
          <IconWarning />
          {t("join.loopback")}
        </p>
      )}
      <JoinCode intakeUrl={intakeUrl} />
      <p className={classes.lostKey}>
        {t("join.lostKey")} <CodeLine text="npx sadari key create" />
      </p>
      <Waiting empty={empty} lines={lines} />
    </section>
  );
}

const SHELL_NAMES = { bash: "bash · zsh", powershell: "PowerShell", cmd: "cmd" } as const satisfies Record<
  Shell,
  string
>;

function JoinCode({ intakeUrl }: { readonly intakeUrl: string }) {
  const { t } = useTranslation();
  const [shell, setShell] = useState<Shell>(likelyShell);
  const lines = joinLines(intakeUrl, t("join.keyPlaceholder"));
  return (
    <div className={classes.code}>
      <div className={classes.codeHead}>
        <fieldset className={classes.shells}>
          <legend className="visually-hidden">{t("join.shell")}</legend>
          {SHELLS.map((name) => (
            <label key={name}>
              <input type="radio" name="shell" value={name} checked={shell === name} onChange={() => setShell(name)} />
              <span>{SHELL_NAMES[name]}</span>
            </label>
          ))}
        </fieldset>
        <CopyButton text={`${lines.map((line) => inShell(shell, line)).join("\n")}\n`} label={t("join.copyLines")} />
      </div>
      <ol className={classes.lines}>
        {lines.map((line) => (
          <li key={line.variable}>
            <code>{inShell(shell, line)}</code>
            <span className={classes.why}>{t(`join.${line.why}`)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Waiting({ empty, lines }: Pick<JoinPanelProps, "empty" | "lines">) {
  const { t } = useTranslation();
  const now = useServerNow();
  const [openedAt] = useState(now);
  const arrived = lines.find((line) => line.firstSeen > openedAt);
  return (
    <p className={classes.waiting} data-arrived={arrived !== undefined} aria-live="polite">
      <span className={classes.dot} aria-hidden="true" />
      {arrived ? (
        <span>
          {t("join.arrived", { name: "" })}
          <strong>
            <Name value={arrived.name} />
          </strong>
          {!arrived.hasData && ` · ${t("services.waiting")}`}
        </span>
      ) : (
        t(empty ? "join.waiting" : "join.waitingMore")
      )}
    </p>
  );
}

function likelyShell(): Shell {
  return /windows/i.test(navigator.userAgent) ? "powershell" : "bash";
}

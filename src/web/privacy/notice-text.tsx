import { useTranslation } from "react-i18next";
import type { Notice } from "../../contract/index.ts";
import classes from "./privacy.module.css";

/** The words as they are kept: what has to be stressed is larger and stronger, never by colour alone. */
export function NoticeText({ notice }: { readonly notice: Notice }) {
  const { t } = useTranslation();
  return (
    <section className={classes.notice} lang={notice.language} aria-label={notice.title}>
      <h2>{notice.title}</h2>
      {notice.blocks.map((block) => (
        <div key={block.title} className={classes.block}>
          {block.title !== "" && <h3>{block.title}</h3>}
          <dl>
            {block.lines.map(({ label, value, strong }) => (
              <div key={label} data-strong={strong}>
                <dt>{label}</dt>
                <dd>{strong ? <strong>{value}</strong> : value}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
      {notice.closing.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <p className={classes.print}>
        <span className="visually-hidden">{t("privacy.versionLabel")}: </span>
        {t("privacy.version", { version: notice.version, hash: notice.hash.slice(0, 12) })}
      </p>
    </section>
  );
}

export const inLanguageOf = (notices: readonly Notice[], kind: Notice["kind"], language: string): Notice | undefined =>
  notices.find((notice) => notice.kind === kind && notice.language === (language === "ko" ? "ko" : "en"));

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { takePairingCode } from "./api.ts";
import { inAppBrowser, outsideAddress } from "./in-app-browser.ts";
import classes from "./ticket.module.css";

/**
 * In the browser inside KakaoTalk and its like: a slim bar that leads out of it, never a wall. With a ticket its code
 * goes along, so that the ticket is there too.
 */
export function InAppBar({ slug }: { readonly slug: string | undefined }) {
  const { t } = useTranslation();
  const [manual, setManual] = useState<{ readonly code: string | undefined } | null>(null);
  const app = inAppBrowser(navigator.userAgent);
  if (app === undefined) return null;
  const leave = async () => {
    const code = slug === undefined ? undefined : (await takePairingCode(slug).catch(() => undefined))?.code;
    const url = code === undefined ? location.href : `${location.origin}/${code}`;
    const outside = outsideAddress(app, navigator.userAgent, url);
    if (outside === undefined) setManual({ code });
    else location.href = outside;
  };
  return (
    <aside className={classes.inapp}>
      <span>
        {manual === null
          ? t("ticket.inapp.lead")
          : manual.code === undefined
            ? t("ticket.inapp.byMenuPlain")
            : t("ticket.inapp.byMenu", { code: manual.code })}
      </span>
      {manual === null && (
        <button type="button" onClick={() => void leave()}>
          {t("ticket.inapp.open")}
        </button>
      )}
    </aside>
  );
}

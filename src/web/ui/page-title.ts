import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { nameText } from "./name-text.ts";

/** Names the page in the tab and in the history while it is shown. `name` may be an outsider's word. */
export function usePageTitle(name: string): void {
  const { t } = useTranslation();
  const title = `${nameText(name)} · ${t("app.name")}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}

import { useTranslation } from "react-i18next";
import type { Bilingual } from "../../contract/index.ts";
import { inLanguage } from "./answer-text.ts";

/** A host's text, marked with its language where that is not the page's. */
export function HostText({ text }: { readonly text: Bilingual }) {
  const { i18n } = useTranslation();
  const shown = inLanguage(text, i18n.language);
  return shown.lang === i18n.language ? shown.text : <span lang={shown.lang}>{shown.text}</span>;
}

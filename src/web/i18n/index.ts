import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Language } from "../app/preferences.ts";
import { en } from "./en.ts";
import { ko } from "./ko.ts";

/** Loads both languages (a booth switches often, and together they weigh less than one picture). */
export async function startI18n(language: Language): Promise<void> {
  i18next.on("languageChanged", (next) => {
    document.documentElement.lang = next;
  });
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: "en",
    resources: { ko: { translation: ko }, en: { translation: en } },
    // React escapes what it renders; escaping here as well would show `&amp;` to people.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

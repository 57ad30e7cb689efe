import { useTranslation } from "react-i18next";
import { faultsKo, SAYS_WHICH } from "../i18n/faults-ko.ts";
import { ApiFault } from "./api.ts";

/** What went wrong and what to do about it, in the reader's language as far as there are words for it. */
export function faultText(error: unknown, language: string): string {
  if (!(error instanceof ApiFault)) return String(error);
  const own = [error.message, error.fix].filter(Boolean).join(" ");
  const korean = language === "ko" ? faultsKo[error.code] : undefined;
  if (korean === undefined) return own;
  return SAYS_WHICH.has(error.code) && error.message !== "" ? `${korean} (${error.message})` : korean;
}

/** The same for a component, which also knows what to say of a server that cannot be reached. */
export function useFaultText(): (error: unknown) => string {
  const { t, i18n } = useTranslation();
  return (error) =>
    error instanceof ApiFault && error.status === 0 ? t("fault.offlineFix") : faultText(error, i18n.language);
}

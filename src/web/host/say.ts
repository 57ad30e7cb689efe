import { useTranslation } from "react-i18next";

export type Say = (key: string, params?: Readonly<Record<string, string>>) => string;

/** Words for ids that the server sent; "" for those younger than this page. */
export function useSay(): Say {
  const { t, i18n } = useTranslation();
  return (key, params) => (i18n.exists(key, params) ? String(t(key as never, params as never)) : "");
}

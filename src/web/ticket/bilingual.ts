import type { Bilingual } from "../../contract/index.ts";

/** The reader's language where the host wrote it, else the other. */
export const inLanguage = ({ ko, en }: Bilingual, language: string): string =>
  language === "ko" ? ko || en : en || ko;

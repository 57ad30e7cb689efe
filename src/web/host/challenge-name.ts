import type { Bilingual } from "../../contract/index.ts";

/** In the reader's language, else in the other. */
export const nameOf = ({ ko, en }: Bilingual, language: string): string =>
  (language === "ko" ? ko || en : en || ko).trim();

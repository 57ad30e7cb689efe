import { readFileSync } from "node:fs";

/** The text of a statement that lies beside this file. */
export const sql = (name: string): string => readFileSync(new URL(`./${name}.sql`, import.meta.url), "utf8");

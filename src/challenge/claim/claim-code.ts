import { randomId } from "../../kernel/index.ts";

/** Fifty random bits: a ticket's id is public on the wall, this is not. */
const CODE_LENGTH = 10;

export const newClaimCode = (): string => randomId(CODE_LENGTH).toUpperCase();

/** As people read codes aloud or off a screen: case, blanks and the look-alikes O/0 and I/L/1 do not matter. */
export const readCode = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[^0-9A-Z]+/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");

export const isClaimCode = (code: string): boolean => code.length === CODE_LENGTH;

import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { DeskList, ScanAnswer, StaffDesk, TicketRow } from "../../contract/index.ts";
import { CLAIM_KEY } from "../../kernel/index.ts";

/** As the server reads it: case, blanks and look-alikes do not matter. */
export const readCode = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[^0-9A-Z]+/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");

const CLAIM_CODE_LENGTH = 10;
const MOST_FOUND = 30;

/** What a row of a search shows. */
export type FoundRow = Pick<TicketRow, "id" | "nickname" | "app" | "eligible" | "fixable" | "sentence">;

/** What the list says of a scanned or typed code; undefined where the list may simply be too old to know it. */
export function scanFrom(list: DeskList, code: string): ScanAnswer | undefined {
  return code.length === CLAIM_CODE_LENGTH ? ofClaim(list, code) : ofTicket(list, code);
}

function ofTicket(list: DeskList, code: string): ScanAnswer | undefined {
  const scanned = list.tickets.find(({ id }) => id === code);
  const says = scanned && list.says[scanned.says];
  if (scanned === undefined || says === undefined) return undefined;
  const { holder, nickname, prize } = scanned;
  const title = says.kind === "ticket" ? { ko: nickname, en: nickname } : says.title;
  return {
    ...says,
    title,
    ticket: says.kind === "withdrawn" ? null : { id: holder, nickname },
    prize: list.prizes.find(({ id }) => id === prize) ?? null,
    maskedName: "",
    undoUntil: null,
    serverTime: list.serverTime,
  };
}

function ofClaim(list: DeskList, code: string): ScanAnswer | undefined {
  const { iterations: c, bytes: dkLen } = CLAIM_KEY;
  const key = bytesToHex(pbkdf2(sha256, code, list.salt, { c, dkLen }));
  const claim = list.claims.find((each) => each.key === key);
  const says = claim && list.says[claim.says];
  if (claim === undefined || says === undefined) return undefined;
  return {
    ...says,
    ticket: { id: claim.ticket, nickname: claim.nickname },
    prize: list.prizes.find(({ id }) => id === claim.prize) ?? null,
    maskedName: "",
    undoUntil: null,
    serverTime: list.serverTime,
  };
}

/** Tickets by number, nickname or app, newest first. */
export function findIn(list: DeskList, query: string): readonly FoundRow[] {
  const [asId, asName] = [readCode(query), fold(query)];
  return list.tickets
    .filter(({ id, nickname, app }) => {
      if (query.trim() === "") return true;
      if (asId.length >= 3 && id.includes(asId)) return true;
      return asName !== "" && (fold(nickname).includes(asName) || fold(app).includes(asName));
    })
    .slice(0, MOST_FOUND)
    .map(({ id, nickname, app, eligible, fixable, says }) => ({
      id,
      nickname,
      app,
      eligible,
      fixable,
      sentence: list.says[says]?.sentence ?? { ko: "", en: "" },
    }));
}

const fold = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_-]+/gu, "");

type Kept = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const LIST = "sadari.staff.list";
const DESK = "sadari.staff.desk";

/** The newest list of one challenge, for the next reload without network. Of another challenge nothing is kept. */
export const keepList = (store: Kept, slug: string, list: DeskList): void => keep(store, LIST, { slug, list });

export function keptList(store: Kept, slug: string): DeskList | undefined {
  const kept = read<{ readonly slug: string; readonly list: DeskList }>(store, LIST);
  return kept?.slug === slug ? kept.list : undefined;
}

/** Where this person may help, for the same reload. */
export const keepDesk = (store: Kept, desk: StaffDesk): void => keep(store, DESK, desk);

export const keptDesk = (store: Kept): StaffDesk | undefined => read<StaffDesk>(store, DESK);

/** Of visitors nothing is kept behind the lock; where one helps is kept sealed. */
export const wipeList = (store: Kept): void => store.removeItem(LIST);

export function wipeDesk(store: Kept): void {
  wipeList(store);
  store.removeItem(DESK);
}

function keep(store: Kept, key: string, value: unknown): void {
  try {
    store.setItem(key, JSON.stringify(value));
  } catch {
    // A full storage keeps the older one; the open page has the newest anyway.
  }
}

function read<T>(store: Kept, key: string): T | undefined {
  try {
    return (JSON.parse(store.getItem(key) ?? "null") as T | null) ?? undefined;
  } catch {
    return undefined;
  }
}

import type { DrawLane, DrawView, Prize } from "../../contract/index.ts";
import type { Reading } from "../../control/index.ts";
import type { EpochMicros, TicketId } from "../../kernel/index.ts";
import { hashWords, listHash, modePromise, readEntries, readPrizes } from "../draw/index.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { roomSoFar } from "./room.ts";
import type { Draw } from "./rows.ts";

export interface Viewing {
  readonly tables: Reading;
  readonly challenge: Challenge;
  readonly now: EpochMicros;
  readonly addresses: (round: number) => readonly string[];
  /** Who would be in the list before it is fixed. */
  readonly eligible: () => Promise<ReadonlySet<TicketId>>;
  /** Names that no wall may show. */
  readonly unshown: () => Promise<ReadonlySet<string>>;
}

export async function viewDraw(draw: Draw, viewing: Viewing): Promise<DrawView> {
  const { tables, challenge, now, addresses } = viewing;
  const list = draw.entriesText === undefined ? await beforeFreeze(draw, viewing) : await afterFreeze(draw, viewing);
  return {
    id: draw.id,
    name: draw.name,
    ordinal: draw.ordinal,
    simulated: draw.simulated,
    mode: draw.mode,
    promise: modePromise(draw.mode === "A+B" ? "AB" : draw.mode),
    state: draw.state,
    commit: draw.commit,
    commitWords: hashWords(draw.commit),
    prizes: prizesOf(draw, challenge),
    prizesHash: listHash(draw.prizesText),
    announcedAt: draw.announcedAt,
    plannedAt: draw.plannedAt,
    round: draw.round ?? null,
    roundAt: draw.roundAt ?? null,
    beaconAddresses: draw.round === undefined ? [] : [...addresses(draw.round)],
    closedAt: draw.closedAt ?? null,
    listShownAt: draw.listShownAt ?? null,
    frozenAt: draw.frozenAt ?? null,
    ...list,
    entriesHash: draw.entriesHash ?? null,
    entriesWords: draw.entriesHash === undefined ? null : hashWords(draw.entriesHash),
    frozenAfterRound: draw.frozenAfterRound ?? null,
    roomWindows: await roomSoFar(tables, draw, now),
    drawnAt: draw.drawnAt ?? null,
    showStartedAt: draw.showStartedAt ?? null,
    cancelled:
      draw.cancelled === undefined
        ? null
        : { at: draw.cancelled.at, reason: { ko: draw.cancelled.ko, en: draw.cancelled.en } },
    serverTime: now,
  };
}

/** The announced prizes, best first, under the names that the host gives them. */
export function prizesOf({ prizesText }: Draw, { setup }: Challenge): Prize[] {
  return (readPrizes(prizesText) ?? []).map(({ prize, quantity }, at) => {
    const known = setup.prizes.find(({ id }) => id === prize);
    return known === undefined
      ? { id: prize, rank: at + 1, name: { ko: prize, en: prize }, quantity, valueWon: 0 }
      : { ...known, quantity };
  });
}

type List = Pick<DrawView, "n" | "taken" | "lanes">;

async function beforeFreeze({ id, state }: Draw, { tables, eligible }: Viewing): Promise<List> {
  if (state === "announced" || state === "cancelled") return { n: null, taken: [], lanes: [] };
  const isIn = await eligible();
  const rows = await tables
    .selectFrom("draw_entry")
    .select(["ticket", "lane"])
    .where("draw", "=", id)
    .where("lane", "is not", null)
    .orderBy("lane")
    .execute();
  const picked = rows.flatMap(({ ticket, lane }) => (lane !== null && isIn.has(ticket) ? [lane] : []));
  return { n: isIn.size, taken: picked, lanes: [] };
}

async function afterFreeze(draw: Draw, { tables, challenge, unshown }: Viewing): Promise<List> {
  const read = readEntries(draw.entriesText ?? "");
  const entries = read.ok ? read.entries : [];
  const names = await appNames(
    tables,
    challenge,
    entries.map(({ entry }) => entry),
  );
  const hidden = await unshown();
  const lanes = entries.map(({ entry }, at): DrawLane => {
    const app = names.get(entry) ?? "";
    return { lane: at + 1, entry, app: hidden.has(app) ? "" : app };
  });
  return { n: lanes.length, taken: lanes.map(({ lane }) => lane), lanes };
}

/** Apps and never people: the app that each enters with. */
async function appNames(
  tables: Reading,
  { id }: Challenge,
  entries: readonly TicketId[],
): Promise<ReadonlyMap<TicketId, string>> {
  const listed = new Set(entries);
  const chosen = await tables
    .selectFrom("app_choice")
    .innerJoin("ticket", "ticket.id", "app_choice.ticket")
    .select(["app_choice.ticket", "app_choice.service"])
    .where("ticket.challenge", "=", id)
    .execute();
  const own = await tables
    .selectFrom("app")
    .select(["ticket", "service"])
    .where("challenge", "=", id)
    .where("ticket", "is not", null)
    .orderBy("ordinal", "desc")
    .execute();
  const names = new Map<TicketId, string>();
  for (const { ticket, service } of [...own, ...chosen]) {
    if (ticket !== null && service !== null && listed.has(ticket)) names.set(ticket, service);
  }
  return names;
}

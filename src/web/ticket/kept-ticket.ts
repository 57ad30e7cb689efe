import type { MyTicket, PublicChallenge } from "../../contract/index.ts";
import { keysOf, openStore, readJson, writeJson } from "../survey/storage.ts";

/** The last that was seen of a ticket, so that its page shows without a network; nothing of it opens anything. */
export interface KeptTicket {
  readonly ticket: MyTicket;
  readonly challenge: PublicChallenge | undefined;
  /** By this device's clock, in milliseconds. */
  readonly at: number;
}

const PREFIX = "sadari.ticket.";

export const keepTicket = (slug: string, kept: KeptTicket): boolean => writeJson(openStore(), PREFIX + slug, kept);

export const keptTicket = (slug: string): KeptTicket | undefined => readJson<KeptTicket>(openStore(), PREFIX + slug);

export const dropTicket = (slug: string): void => openStore().removeItem(PREFIX + slug);

/** The challenge of the ticket that was last looked at in this browser. */
export function lastKeptSlug(): string | undefined {
  const store = openStore();
  const slugs = keysOf(store, PREFIX).map((key) => key.slice(PREFIX.length));
  return slugs.sort((a, b) => (keptTicket(b)?.at ?? 0) - (keptTicket(a)?.at ?? 0))[0];
}

/** Answers of the survey that this device still has to send. */
export const answersWaiting = (slug: string, ticket: string): number =>
  keysOf(openStore(), `sadari.answers.${slug}.${ticket}.`).length;

import { hash } from "node:crypto";
import type { ChallengeId, TicketId } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";

/** The ticket behind a browser. */
export interface TicketHolder {
  readonly ticket: TicketId;
  readonly challenge: ChallengeId;
  readonly device: "phone" | "laptop" | "kiosk";
}

export interface Tickets {
  /** Whose the device token of a cookie is; undefined when it is nobody's (any more). */
  identify(deviceToken: string): Promise<TicketHolder | undefined>;
}

export function createTickets({ records }: Kit): Tickets {
  return {
    async identify(deviceToken) {
      if (!/^[0-9a-hjkmnp-tv-z]{52}$/.test(deviceToken)) return undefined;
      const row = await records.read((tables) =>
        tables
          .selectFrom("ticket_device")
          .innerJoin("ticket", "ticket.id", "ticket_device.ticket")
          .select(["ticket.id", "ticket.challenge", "ticket_device.kind"])
          .where("ticket_device.token_hash", "=", hash("sha256", deviceToken, "hex"))
          .where("ticket_device.ended_at", "is", null)
          .where("ticket.withdrawn_at", "is", null)
          .executeTakeFirst(),
      );
      return row && { ticket: row.id, challenge: row.challenge, device: row.kind };
    },
  };
}

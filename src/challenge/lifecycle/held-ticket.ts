import type { ExpressionBuilder } from "kysely";
import type { TicketTable } from "../../control/index.ts";

/** Where the ticket of a visit to the shared tablet came from, as a poster's place is kept. */
export const KIOSK_PLACE = "kiosk";

/** A ticket that somebody holds, not what a visitor of the tablet left and no phone took over yet. */
export const isEntry = ({ or, eb }: ExpressionBuilder<{ ticket: TicketTable }, "ticket">) =>
  or([eb("ticket.place", "is", null), eb("ticket.place", "<>", KIOSK_PLACE)]);

/**
 * Who a participant is: a ticket on their devices, without an account; its words and codes that open it elsewhere, and
 * the keys that say whose an app is.
 */
export type { DeviceKind, TicketHolder } from "./devices.ts";
export type { JoinInput } from "./join.ts";
export type { VerdictOf } from "./my-ticket.ts";
export { createTickets, type Entered, type Tickets } from "./tickets.ts";

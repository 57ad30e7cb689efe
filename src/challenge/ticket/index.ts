/**
 * Who a participant is: a ticket on their devices, without an account; its words and codes that open it elsewhere, and
 * the keys that say whose an app is.
 */
export type { TicketHolder } from "./devices.ts";
export { createTickets, type Tickets } from "./tickets.ts";

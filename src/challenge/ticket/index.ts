/** Who a participant is: a ticket on their devices, without an account. */
export { createTickets, type TicketHolder, type Tickets } from "./tickets.ts";

/** The live hub: arrivals, one-second figures and rejections, and the SSE answer that carries them. */
export { announceArrivals } from "./arrivals.ts";
export { LiveHub } from "./hub.ts";
export { answerLive } from "./sse.ts";
export { answerTicket, type TicketStream } from "./ticket-stream.ts";

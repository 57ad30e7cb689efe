/** The live hub: arrivals, one-second figures and rejections, what walls show, and the SSE answers that carry them. */
export { announceArrivals } from "./arrivals.ts";
export { LiveHub } from "./hub.ts";
export { answerLive } from "./sse.ts";
export { answerTicket } from "./ticket-stream.ts";
export { WallHub } from "./wall-hub.ts";

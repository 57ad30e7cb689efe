/**
 * The HTTP server: the doors for agents, the API, the live stream and the pages on one port.
 * Routes are thin: who may ask stands in one table, what is asked is parsed once, every failure is a fault.
 */

export { apiRoutes, type ServerOptions } from "./app.ts";
export { announceArrivals, LiveHub } from "./live/index.ts";
export { CONTENT_SECURITY_POLICY } from "./pages.ts";
export { createSingleSignOn } from "./single-sign-on.ts";
export { type HttpServer, startServer } from "./start-server.ts";
export { type Role, SESSION_COOKIE } from "./viewer.ts";

/**
 * Who has a prize, by the order of the draw: told on the winner's phone, handed over at the booth, passed on to the next
 * where nobody comes. Every step is one transaction with its line in the audit log.
 */
export { type Claims, createClaims } from "./claims.ts";

/**
 * What people decided, kept in SQL: spaces, the keys of agents, the links and sessions of people. SQLite in the
 * data folder, or PostgreSQL when several nodes share it. Secrets are stored as hashes and shown once.
 * When the database is away, known keys still open the door for ten minutes and changes fail at once with
 * `control.unavailable`.
 */
export type { AppTable, ChallengeState, ChallengeTable, PurgeTable, TicketTable } from "./challenge-tables.ts";
export { type Control, openControl } from "./control.ts";
export type {
  ClaimTable,
  DrawTable,
  SwagItemTable,
  SwagRaffleTable,
  SwagRollTable,
  VoucherTable,
} from "./draw-tables.ts";
export type { Key, Keys, KeysOf, KeyVerdict, PresentedKey } from "./keys.ts";
export { type Link, type Links, personOf } from "./links.ts";
export type { LoggedIn, OutsideIdentity, People, Person } from "./people.ts";
export { probePostgresql } from "./postgresql.ts";
export type { Changing, Reading, Records } from "./records.ts";
export { whyUnavailable } from "./reporting.ts";
export type { Session } from "./sessions.ts";
export type { Space, Spaces } from "./spaces.ts";
export { copySqlite, probeSqlite } from "./sqlite.ts";
export { type LinkId, linkId, type Role } from "./tables.ts";

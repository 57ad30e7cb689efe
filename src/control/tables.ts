import type { Brand, ChallengeId, EpochMicros, KeyId, PersonId, SpaceId, TicketId } from "../kernel/index.ts";
import type { ChallengeTables } from "./challenge-tables.ts";
import type { DrawTables } from "./draw-tables.ts";

export type LinkId = Brand<string, "LinkId">;
export const linkId = (value: string): LinkId => value as LinkId;

/**
 * What a session may do. A host everything in the space; an operator runs the booth of one challenge; a scanner hands
 * over and helps, and sees no contact data; an auditor reads everything and changes nothing; a wall only looks; a
 * kiosk takes surveys of whoever stands before it.
 */
export type Role = "host" | "operator" | "scanner" | "auditor" | "wall" | "kiosk";

/** The tables of `migrations/` as Kysely sees them. */
export interface Tables extends ChallengeTables, DrawTables {
  space: SpaceTable;
  change_counter: { topic: "key"; version: number };
  agent_key: KeyTable;
  link: LinkTable;
  session: SessionTable;
  person: PersonTable;
  login_failure: { subject: string; failures: number; last_at: EpochMicros };
}

export interface SpaceTable {
  id: SpaceId;
  name: string;
  created_at: EpochMicros;
}

export interface KeyTable {
  id: KeyId;
  space: SpaceId;
  label: string;
  secret_hash: string;
  created_at: EpochMicros;
  revoked_at: EpochMicros | null;
  last_used_at: EpochMicros | null;
  changed_version: number;
  /** Whose apps it brings; null for keys of the host. */
  ticket: TicketId | null;
  challenge: ChallengeId | null;
  expires_at: EpochMicros | null;
  hint: string | null;
  /** Sealed by its challenge's key; only of keys that participants use. */
  secret_sealed: string | null;
}

export interface LinkTable {
  id: LinkId;
  kind: Role;
  space: SpaceId;
  challenge: ChallengeId | null;
  label: string;
  token_hash: string;
  once: 0 | 1;
  created_at: EpochMicros;
  expires_at: EpochMicros | null;
  sessions_until: EpochMicros | null;
  used_at: EpochMicros | null;
  revoked_at: EpochMicros | null;
}

export interface SessionTable {
  token_hash: string;
  link: LinkId | null;
  person: PersonId | null;
  role: Role;
  space: SpaceId;
  challenge: ChallengeId | null;
  created_at: EpochMicros;
  last_seen_at: EpochMicros;
  expires_at: EpochMicros;
  ended_at: EpochMicros | null;
  /** Of a phone behind the table; null before it was chosen. */
  pin_hash: string | null;
  /** Wrong ones since the last right one. */
  pin_failures: number;
  locked_at: EpochMicros | null;
}

export interface PersonTable {
  id: PersonId;
  space: SpaceId;
  name: string;
  role: "host" | "operator" | "scanner" | "auditor";
  login_name: string | null;
  password_hash: string | null;
  oidc_issuer: string | null;
  oidc_subject: string | null;
  created_at: EpochMicros;
  disabled_at: EpochMicros | null;
}

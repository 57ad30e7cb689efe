import type { Brand, EpochMicros, KeyId, SpaceId } from "../kernel/index.ts";

export type LinkId = Brand<string, "LinkId">;
export const linkId = (value: string): LinkId => value as LinkId;

/** What a person may do: a host everything in the space, a wall only look. */
export type Role = "host" | "wall";

/** The tables of `migrations/` as Kysely sees them. */
export interface Tables {
  space: SpaceTable;
  change_counter: { topic: "key"; version: number };
  agent_key: KeyTable;
  link: LinkTable;
  session: SessionTable;
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
}

export interface LinkTable {
  id: LinkId;
  kind: Role;
  space: SpaceId;
  label: string;
  token_hash: string;
  once: 0 | 1;
  created_at: EpochMicros;
  expires_at: EpochMicros | null;
  used_at: EpochMicros | null;
  revoked_at: EpochMicros | null;
}

export interface SessionTable {
  token_hash: string;
  link: LinkId;
  role: Role;
  space: SpaceId;
  created_at: EpochMicros;
  last_seen_at: EpochMicros;
  expires_at: EpochMicros;
  ended_at: EpochMicros | null;
}

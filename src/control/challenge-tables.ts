import type { ChallengeId, EpochMicros, PersonId, SpaceId, TicketId } from "../kernel/index.ts";

type Flag = 0 | 1;

/** The tables of `0002_challenge.sql` that belong to the event at the booth; what a column means stands there. */
export interface ChallengeTables {
  challenge: ChallengeTable;
  audit_record: AuditRecordTable;
  shift_note: { id: string; challenge: ChallengeId; person: PersonId; at: EpochMicros; text_sealed: string };
  visitor_note: VisitorNoteTable;
  ticket: TicketTable;
  ticket_device: TicketDeviceTable;
  pairing: {
    code_hash: string;
    ticket: TicketId;
    created_at: EpochMicros;
    expires_at: EpochMicros;
    used_at: EpochMicros | null;
  };
  app: AppTable;
  app_choice: AppChoiceTable;
  survey_version: { challenge: ChallengeId; version: number; definition: string; created_at: EpochMicros };
  response: ResponseTable;
  answer: { ticket: TicketId; question: string; value_sealed: string; answered_at: EpochMicros };
  client_nonce: { ticket: TicketId; nonce: string; at: EpochMicros };
  eligibility_override: EligibilityOverrideTable;
  appeal: AppealTable;
  notice_text: {
    hash: string;
    kind: string;
    language: string;
    version: number;
    text: string;
    created_at: EpochMicros;
  };
  consent: ConsentTable;
  contact: {
    id: string;
    challenge: ChallengeId;
    ticket: TicketId;
    purpose: string;
    value_sealed: string;
    created_at: EpochMicros;
  };
  stray_service: StrayServiceTable;
  purge: PurgeTable;
  wall_state: WallStateTable;
  released_name: { space: SpaceId; name_hash: string; released_at: EpochMicros };
}

export type ChallengeState =
  | "draft"
  | "announced"
  | "open"
  | "closed"
  | "review"
  | "frozen"
  | "drawn"
  | "handing-over"
  | "kept"
  | "purged";

export interface ChallengeTable {
  id: ChallengeId;
  space: SpaceId;
  slug: string;
  state: ChallengeState;
  state_changed_at: EpochMicros;
  state_before: ChallengeState | null;
  undo_until: EpochMicros | null;
  setup: string;
  opens_at: EpochMicros | null;
  closes_at: EpochMicros | null;
  purge_at: EpochMicros | null;
  rehearsal: Flag;
  cloned_from: ChallengeId | null;
  created_at: EpochMicros;
  version: number;
}

export interface AuditRecordTable {
  chain: string;
  i: number;
  t: EpochMicros;
  actor: string;
  type: string;
  data: string;
  prev: string;
  hash: string;
}

export interface TicketTable {
  id: TicketId;
  challenge: ChallengeId;
  nickname: string;
  language: "ko" | "en";
  created_at: EpochMicros;
  recovery_hash: string;
  staff: Flag;
  over_14_at: EpochMicros | null;
  simulated: Flag;
  merged_into: TicketId | null;
  withdrawn_at: EpochMicros | null;
  place: string | null;
  /** Whoever has no attempt to ask for again may leave it out. */
  join_nonce?: string | null | undefined;
}

export interface TicketDeviceTable {
  token_hash: string;
  ticket: TicketId;
  kind: "phone" | "laptop" | "kiosk";
  created_at: EpochMicros;
  last_seen_at: EpochMicros;
  ended_at: EpochMicros | null;
}

export interface AppTable {
  challenge: ChallengeId;
  service: string;
  /** The id of the key that brought it; '' where it is a shared one. */
  agent_key: string;
  ticket: TicketId | null;
  ordinal: number;
  environment: string;
  agent: string;
  language: string;
  framework: string;
  first_seen: EpochMicros;
  last_seen: EpochMicros;
  transactions: number;
  spans: number;
  errors: number;
  shown: "shown" | "held" | "hidden";
  shown_reason: string | null;
  simulated: Flag;
}

export interface AppChoiceTable {
  ticket: TicketId;
  typed: string;
  service: string | null;
  status: "waiting" | "exact" | "confirmed" | "staff";
  chosen_at: EpochMicros;
  decided_by: string | null;
  reason: string | null;
}

export interface ResponseTable {
  ticket: TicketId;
  challenge: ChallengeId;
  version: number;
  language: "ko" | "en";
  started_at: EpochMicros;
  changed_at: EpochMicros;
  completed_at: EpochMicros | null;
}

export interface EligibilityOverrideTable {
  id: string;
  challenge: ChallengeId;
  ticket: TicketId;
  effect: "include" | "exclude";
  reason_ko: string;
  reason_en: string;
  verdict_before: string;
  person: string;
  at: EpochMicros;
  needs_second: Flag;
  second_person: string | null;
  second_at: EpochMicros | null;
  revoked_at: EpochMicros | null;
  revoked_by: string | null;
}

export interface AppealTable {
  id: string;
  challenge: ChallengeId;
  ticket: TicketId;
  at: EpochMicros;
  text_sealed: string;
  answered_at: EpochMicros | null;
  answered_by: string | null;
  answer_ko: string | null;
  answer_en: string | null;
}

export interface ConsentTable {
  id: string;
  ticket: TicketId;
  kind: string;
  notice_hash: string;
  given: Flag;
  at: EpochMicros;
  withdrawn_at: EpochMicros | null;
}

export interface StrayServiceTable {
  challenge: ChallengeId;
  service: string;
  agent_key: string;
  ticket: TicketId | null;
  at: EpochMicros;
  forget_since: EpochMicros | null;
}

export interface PurgeTable {
  challenge: ChallengeId;
  begun_at: EpochMicros;
  actor: string;
  progress: string;
  holder: string | null;
  holder_until: EpochMicros | null;
  failures: number;
  failed_at: EpochMicros | null;
  failure: string | null;
  at: EpochMicros | null;
  certificate: string | null;
}

export interface WallStateTable {
  challenge: ChallengeId;
  scene: string;
  paused: Flag;
  message_ko: string;
  message_en: string;
  changed_at: EpochMicros;
  changed_by: string;
}

export interface VisitorNoteTable {
  id: string;
  challenge: ChallengeId;
  ticket: TicketId;
  person: PersonId;
  at: EpochMicros;
  text_sealed: string;
}

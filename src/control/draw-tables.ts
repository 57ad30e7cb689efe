import type { ChallengeId, EpochMicros, PersonId, TicketId } from "../kernel/index.ts";

type Flag = 0 | 1;

/** The tables of `0004_draw_and_swag.sql`; what a column means stands there. */
export interface DrawTables {
  draw: DrawTable;
  draw_entry: { draw: string; ticket: TicketId; lane: number | null; picked: Flag; lucky: string };
  room_number: { draw: string; ticket: TicketId; commit_hash: string; reveal: string | null };
  claim: ClaimTable;
  swag_raffle: SwagRaffleTable;
  swag_item: SwagItemTable;
  swag_size: { raffle: string; item: string; size: string; place: number; amount: number; taken: number };
  swag_release: {
    id: string;
    raffle: string;
    item: string;
    amount: number;
    due_at: EpochMicros;
    released_at: EpochMicros | null;
  };
  swag_roll: SwagRollTable;
  swag_count: {
    id: string;
    raffle: string;
    item: string;
    at: EpochMicros;
    person: string;
    counted: number;
    expected: number;
    delta: number | null;
    reason: string;
  };
  voucher: VoucherTable;
  voucher_batch: {
    challenge: ChallengeId;
    id: string;
    name_ko: string;
    name_en: string;
    returned_at: EpochMicros | null;
  };
  picture: {
    challenge: ChallengeId;
    kind: "prize" | "swag";
    subject: string;
    name: string;
    type: "image/jpeg" | "image/png" | "image/webp";
    width: number;
    height: number;
    content: string;
  };
  place: {
    slug: string;
    challenge: ChallengeId;
    name: string;
    target: "join" | "guide" | "survey" | "wall" | "proof" | "swag";
    created_at: EpochMicros;
    closed_at: EpochMicros | null;
  };
  place_hour: { place: string; hour: EpochMicros; scans: number; visitors: number; bots: number };
  recap_text: {
    challenge: ChallengeId;
    language: "ko" | "en";
    part: string;
    text: string;
    changed_at: EpochMicros;
  };
}

export interface DrawTable {
  id: string;
  challenge: ChallengeId;
  ordinal: number;
  mode: "A" | "A+B" | "B" | "C";
  state: "announced" | "closed" | "frozen" | "drawn" | "revealed" | "cancelled";
  commit_hash: string;
  server_seed_sealed: string | null;
  prizes_text: string;
  planned_at: EpochMicros;
  round: number | null;
  announced_at: EpochMicros;
  closed_at: EpochMicros | null;
  list_shown_at: EpochMicros | null;
  frozen_at: EpochMicros | null;
  entries_text: string | null;
  entries_hash: string | null;
  frozen_after_round: number | null;
  beacon: string | null;
  room: string | null;
  drawn_at: EpochMicros | null;
  bundle: string | null;
  show_started_at: EpochMicros | null;
  cancelled_at: EpochMicros | null;
  cancel_reason_ko: string | null;
  cancel_reason_en: string | null;
  simulated: Flag;
}

export interface ClaimTable {
  id: string;
  challenge: ChallengeId;
  draw: string;
  slot: number;
  prize: string;
  ticket: TicketId;
  state: "open" | "claimed" | "handed-over" | "forfeited";
  made_at: EpochMicros;
  deadline: EpochMicros;
  claimed_at: EpochMicros | null;
  handed_over_at: EpochMicros | null;
  handed_over_by: PersonId | string | null;
  receipt: string | null;
  receipt_sealed: string | null;
  forfeited_at: EpochMicros | null;
  forfeited_by: string | null;
  reason: string | null;
}

export interface SwagRaffleTable {
  id: string;
  challenge: ChallengeId;
  day: string;
  state: "planned" | "open" | "closed" | "revealed";
  commit_hash: string;
  day_seed_sealed: string | null;
  day_seed: string | null;
  blank_num: number;
  blank_den: number;
  blank_was: string | null;
  parent: string | null;
  weights: "remaining" | "fixed";
  last_seq: number;
  presence: Flag;
  presence_key: string;
  opened_at: EpochMicros | null;
  closed_at: EpochMicros | null;
  simulated: Flag;
}

export interface SwagItemTable {
  raffle: string;
  id: string;
  name_ko: string;
  name_en: string;
  initial: number;
  remaining: number;
  reserved: number;
  weight: number;
}

export interface SwagRollTable {
  raffle: string;
  seq: number;
  pid: string;
  nonce: string;
  at: EpochMicros;
  blank_num: number;
  blank_den: number;
  over: string;
  roll: number;
  pick: number | null;
  item: string;
  remaining_after: number | null;
  size: string | null;
  staff: string | null;
  device: string | null;
  handed_over_at: EpochMicros | null;
  handed_over_by: string | null;
}

export interface VoucherTable {
  id: string;
  challenge: ChallengeId;
  batch: string;
  code_hash: string;
  code_sealed: string;
  valid_until: EpochMicros | null;
  ticket: TicketId | null;
  given_at: EpochMicros | null;
}

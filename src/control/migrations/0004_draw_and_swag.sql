-- The second half of the event: the ladder draw, the SWAG raffle, claims and hand-over, vouchers, places and visits.

-- One draw id is drawn once. What is announced stays as it was announced.
create table draw (
  -- `<slug>/<name>`, as it stands in the proof.
  id text primary key,
  challenge text not null references challenge (id),
  -- The nth draw of its challenge, from 1; of its tries, from -1 down.
  ordinal bigint not null,
  mode text not null check (mode in ('A', 'A+B', 'B', 'C')),
  state text not null check (state in ('announced', 'closed', 'frozen', 'drawn', 'revealed', 'cancelled')),
  commit_hash text not null,
  -- Sealed until the reveal, then null: it stands in the bundle.
  server_seed_sealed text,
  prizes_text text not null,
  planned_at bigint not null,
  -- The beacon's round for the planned time; null without a beacon.
  round bigint,
  announced_at bigint not null,
  closed_at bigint,
  -- When everybody was shown who is in and asked to pick a lane.
  list_shown_at bigint,
  frozen_at bigint,
  entries_text text,
  entries_hash text,
  -- Newest beacon round known at the freeze.
  frozen_after_round bigint,
  beacon text,
  room text,
  drawn_at bigint,
  bundle text,
  -- When the show on the wall began, for phones that keep step with it.
  show_started_at bigint,
  cancelled_at bigint,
  cancel_reason_ko text,
  cancel_reason_en text,
  simulated bigint not null check (simulated in (0, 1)),
  unique (challenge, ordinal)
);

create table draw_entry (
  draw text not null references draw (id),
  ticket text not null references ticket (id),
  -- Picked by the participant, or given at the freeze; from 1.
  lane bigint,
  picked bigint not null check (picked in (0, 1)),
  -- 32 hexadecimal digits the participant's phone made; 32 zeros where it made none.
  lucky text not null,
  primary key (draw, ticket)
);

create unique index draw_entry_by_lane on draw_entry (draw, lane);

-- Commit and reveal of the people in the room (modes B and A+B).
create table room_number (
  draw text not null references draw (id),
  ticket text not null references ticket (id),
  commit_hash text not null,
  reveal text,
  primary key (draw, ticket)
);

-- Who has a prize, by the order of the draw; the next reserve follows when a claim is forfeited.
create table claim (
  id text primary key,
  challenge text not null references challenge (id),
  draw text not null references draw (id),
  -- The place in the drawn order, from 0; places from the number of prizes on are reserves.
  slot bigint not null,
  prize text not null,
  ticket text not null references ticket (id),
  state text not null check (state in ('open', 'claimed', 'handed-over', 'forfeited')),
  made_at bigint not null,
  deadline bigint not null,
  claimed_at bigint,
  handed_over_at bigint,
  handed_over_by text,
  -- How it was confirmed: a signature (sealed) or a second look at the winner's code.
  receipt text,
  receipt_sealed text,
  forfeited_at bigint,
  forfeited_by text,
  reason text,
  unique (draw, slot)
);

create index claim_by_ticket on claim (ticket);

-- At most one live claim a prize piece is held by the code; a ticket has at most one of a draw.
create unique index claim_once_a_ticket on claim (draw, ticket);

create table swag_raffle (
  id text primary key,
  challenge text not null references challenge (id),
  -- The day it is for, in the venue's time zone: 2026-11-23.
  day text not null,
  state text not null check (state in ('planned', 'open', 'closed', 'revealed')),
  commit_hash text not null,
  day_seed_sealed text,
  day_seed text,
  -- Chance of a blank as a fraction of whole numbers.
  blank_num bigint not null check (blank_num >= 0),
  blank_den bigint not null check (blank_den > 0),
  -- The chance before its last change while open, and when it changed: {"num","den","at"}; null without a change.
  blank_was text,
  -- The day whose stock a device without network holds a share of; its own day is then `2026-11-23+<device>`.
  parent text references swag_raffle (id),
  weights text not null check (weights in ('remaining', 'fixed')),
  last_seq bigint not null,
  presence bigint not null check (presence in (0, 1)),
  presence_key text not null,
  opened_at bigint,
  closed_at bigint,
  simulated bigint not null check (simulated in (0, 1)),
  unique (challenge, day)
);

create table swag_item (
  raffle text not null references swag_raffle (id),
  -- a-z, 0-9 and hyphens; the odds go by the order of ids.
  id text not null,
  name_ko text not null,
  name_en text not null,
  initial bigint not null check (initial >= 0),
  remaining bigint not null check (remaining >= 0),
  -- Handed to a device that may draw without network.
  reserved bigint not null check (reserved >= 0),
  weight bigint not null check (weight > 0),
  primary key (raffle, id)
);

-- Sizes of an item, for whoever won one to choose among; all that will ever be there, releases with it.
create table swag_size (
  raffle text not null references swag_raffle (id),
  item text not null,
  size text not null,
  -- As the host listed them.
  place bigint not null,
  amount bigint not null check (amount >= 0),
  taken bigint not null check (taken >= 0),
  check (taken <= amount),
  primary key (raffle, item, size)
);

-- Amounts that become available at a time; 0 in `released_at` until then.
create table swag_release (
  id text primary key,
  raffle text not null references swag_raffle (id),
  item text not null,
  amount bigint not null check (amount > 0),
  due_at bigint not null,
  released_at bigint
);

create index swag_release_by_raffle on swag_release (raffle, due_at);

-- Every roll, blanks too; gap-free by `seq`.
create table swag_roll (
  raffle text not null references swag_raffle (id),
  seq bigint not null,
  -- Without one on a device that drew for somebody without a ticket.
  pid text not null,
  nonce text not null,
  at bigint not null,
  blank_num bigint not null,
  blank_den bigint not null,
  -- The live items and weights it was rolled over, for the check at home.
  over text not null,
  roll bigint not null,
  pick bigint,
  -- '' is a blank.
  item text not null,
  remaining_after bigint,
  -- Of the item, once its winner chose; null until then and where there is no choice.
  size text,
  staff text,
  device text,
  handed_over_at bigint,
  handed_over_by text,
  primary key (raffle, seq),
  unique (raffle, pid)
);

create unique index swag_roll_by_nonce on swag_roll (raffle, nonce);

-- What somebody counted on the table, or what came and went beside the raffle.
create table swag_count (
  id text primary key,
  raffle text not null references swag_raffle (id),
  item text not null,
  at bigint not null,
  person text not null,
  counted bigint not null,
  expected bigint not null,
  -- How many came (or went) when it was no count; null for a count.
  delta bigint,
  -- Free words of staff, until the purge.
  reason text not null
);

-- A code of a batch, given to one ticket once. Found by its hash, read back only by its owner.
create table voucher (
  id text primary key,
  challenge text not null references challenge (id),
  batch text not null,
  code_hash text not null,
  code_sealed text not null,
  valid_until bigint,
  ticket text references ticket (id),
  given_at bigint,
  unique (challenge, code_hash)
);

create index voucher_by_batch on voucher (challenge, batch, ticket);

create unique index voucher_once_a_ticket on voucher (challenge, ticket);

create table voucher_batch (
  challenge text not null references challenge (id),
  id text not null,
  name_ko text not null,
  name_en text not null,
  returned_at bigint,
  primary key (challenge, id)
);

-- One of a prize or of a gift of the raffle, by the ids they have in the setup and in `swag_item`.
create table picture (
  challenge text not null references challenge (id),
  kind text not null check (kind in ('prize', 'swag')),
  subject text not null,
  -- The first 32 hexadecimal digits of the hash of its bytes: its address.
  name text not null,
  type text not null check (type in ('image/jpeg', 'image/png', 'image/webp')),
  width bigint not null,
  height bigint not null,
  -- In base64, which both databases keep alike.
  content text not null,
  primary key (challenge, kind, subject)
);

create index picture_by_name on picture (challenge, name);

-- A short address /s/<slug>, one for each place a poster hangs at.
create table place (
  slug text primary key,
  challenge text not null references challenge (id),
  name text not null,
  -- One of our own pages by its name.
  target text not null check (target in ('join', 'guide', 'survey', 'wall', 'proof', 'swag')),
  created_at bigint not null,
  closed_at bigint
);

create index place_by_challenge on place (challenge, created_at);

-- Scans of a place an hour: how many, by how many browsers, how many of them took a ticket.
create table place_hour (
  place text not null references place (slug),
  hour bigint not null,
  scans bigint not null,
  visitors bigint not null,
  bots bigint not null,
  primary key (place, hour)
);

create table recap_text (
  challenge text not null references challenge (id),
  language text not null check (language in ('ko', 'en')),
  -- What the host wrote beside the computed numbers, by the part it stands in.
  part text not null,
  text text not null,
  changed_at bigint not null,
  primary key (challenge, language, part)
);

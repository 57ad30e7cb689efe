-- The event at the booth: challenges, people, tickets, apps, survey, eligibility, privacy, wall, and the audit log.
-- Times are microseconds since 1970-01-01T00:00:00Z, flags are 0 or 1, documents are JSON text, `…_sealed` is
-- encrypted with the challenge's own key, which its purge destroys.

create table challenge (
  id text primary key,
  space text not null references space (id),
  -- In addresses: /e/<slug>. Unique over the whole server.
  slug text not null unique,
  state text not null check (state in ('draft', 'announced', 'open', 'closed', 'review', 'frozen', 'drawn', 'handing-over', 'kept', 'purged')),
  state_changed_at bigint not null,
  -- Where the last change came from, as long as it can be undone.
  state_before text,
  undo_until bigint,
  setup text not null,
  opens_at bigint,
  closes_at bigint,
  purge_at bigint,
  rehearsal bigint not null check (rehearsal in (0, 1)),
  cloned_from text references challenge (id),
  created_at bigint not null,
  -- Taken by every change, so that of two hosts who save together the second is told.
  version bigint not null
);

create index challenge_by_space on challenge (space, created_at);

create index challenge_by_closing on challenge (state, closes_at);

-- One hash chain a challenge, and one a space for what belongs to no challenge (`space:<id>`).
create table audit_record (
  chain text not null,
  i bigint not null,
  t bigint not null,
  actor text not null,
  type text not null,
  data text not null,
  prev text not null,
  hash text not null,
  primary key (chain, i)
);

create table person (
  id text primary key,
  space text not null references space (id),
  name text not null,
  role text not null check (role in ('host', 'operator', 'scanner', 'auditor')),
  -- Normalised (NFKC, trimmed, case folded); null for people who came by a link.
  login_name text unique,
  password_hash text,
  oidc_issuer text,
  oidc_subject text,
  created_at bigint not null,
  disabled_at bigint,
  unique (oidc_issuer, oidc_subject)
);

create index person_by_space on person (space, created_at);

create table link_kept as select * from link;

create table session_kept as select * from session;

drop table session;

drop table link;

create table link (
  id text primary key,
  kind text not null check (kind in ('host', 'operator', 'scanner', 'auditor', 'wall', 'kiosk')),
  space text not null references space (id),
  challenge text references challenge (id),
  -- The name a staff member gets who opens it.
  label text not null,
  token_hash text not null unique,
  once bigint not null check (once in (0, 1)),
  created_at bigint not null,
  expires_at bigint,
  -- When the sessions made with it end; with the shift.
  sessions_until bigint,
  used_at bigint,
  revoked_at bigint
);

insert into link (id, kind, space, label, token_hash, once, created_at, expires_at, used_at, revoked_at)
  select id, kind, space, label, token_hash, once, created_at, expires_at, used_at, revoked_at from link_kept;

create index link_by_space on link (space, created_at);

create table session (
  token_hash text primary key,
  link text references link (id),
  person text references person (id),
  role text not null check (role in ('host', 'operator', 'scanner', 'auditor', 'wall', 'kiosk')),
  space text not null references space (id),
  challenge text references challenge (id),
  created_at bigint not null,
  last_seen_at bigint not null,
  expires_at bigint not null,
  ended_at bigint,
  -- Of a phone behind the table; null before it was chosen.
  pin_hash text,
  -- Wrong ones since the last right one.
  pin_failures bigint not null default 0,
  locked_at bigint
);

insert into session (token_hash, link, role, space, created_at, last_seen_at, expires_at, ended_at)
  select token_hash, link, role, space, created_at, last_seen_at, expires_at, ended_at from session_kept;

drop table session_kept;

drop table link_kept;

create index session_by_link on session (link);

create index session_by_person on session (person);

create index session_by_expiry on session (expires_at);

create table login_failure (
  -- `name:<login name>` or `address:<address>`.
  subject text primary key,
  failures bigint not null,
  last_at bigint not null
);

create table shift_note (
  id text primary key,
  challenge text not null references challenge (id),
  person text not null references person (id),
  at bigint not null,
  text_sealed text not null
);

create index shift_note_by_challenge on shift_note (challenge, at);

-- A participant's identity on their devices. Holds nothing personal.
create table ticket (
  -- Eight Crockford characters, upper case; public, never a secret.
  id text primary key,
  challenge text not null references challenge (id),
  nickname text not null,
  language text not null check (language in ('ko', 'en')),
  created_at bigint not null,
  recovery_hash text not null unique,
  -- Staff and hosts may play, and never win.
  staff bigint not null check (staff in (0, 1)),
  over_14_at bigint,
  -- Of a rehearsal: wiped with it and counted nowhere.
  simulated bigint not null check (simulated in (0, 1)),
  merged_into text references ticket (id),
  withdrawn_at bigint,
  -- Arrived by which poster; for conversions.
  place text,
  -- Of the attempt that made it, hashed: an answer that got lost is asked for again and finds this ticket.
  join_nonce text unique
);

-- What staff wrote down about one visitor, for whoever helps them next.
create table visitor_note (
  id text primary key,
  challenge text not null references challenge (id),
  ticket text not null references ticket (id),
  person text not null references person (id),
  at bigint not null,
  text_sealed text not null
);

create index visitor_note_by_ticket on visitor_note (ticket, at);

create index ticket_by_challenge on ticket (challenge, created_at);

create table ticket_device (
  token_hash text primary key,
  ticket text not null references ticket (id),
  kind text not null check (kind in ('phone', 'laptop', 'kiosk')),
  created_at bigint not null,
  last_seen_at bigint not null,
  ended_at bigint
);

create index ticket_device_by_ticket on ticket_device (ticket);

create table pairing (
  code_hash text primary key,
  ticket text not null references ticket (id),
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint
);

create index pairing_by_ticket on pairing (ticket);

alter table agent_key add column ticket text references ticket (id);

alter table agent_key add column challenge text references challenge (id);

alter table agent_key add column expires_at bigint;

-- The characters after the prefix that tell keys apart on a screen; not enough to use one.
alter table agent_key add column hint text;

-- Of keys that a guide shows again and again; the host's own are shown once and kept as hashes alone.
alter table agent_key add column secret_sealed text;

create index agent_key_by_ticket on agent_key (ticket);

-- A service seen while the challenge ran. `agent_key` is '' where a shared key brought it.
create table app (
  challenge text not null references challenge (id),
  service text not null,
  agent_key text not null,
  ticket text references ticket (id),
  -- In the order of arrival, from 1.
  ordinal bigint not null,
  environment text not null,
  agent text not null,
  language text not null,
  framework text not null,
  first_seen bigint not null,
  last_seen bigint not null,
  transactions bigint not null,
  spans bigint not null,
  errors bigint not null,
  -- What staff decided of its name on the wall, and why.
  shown text not null check (shown in ('shown', 'held', 'hidden')),
  shown_reason text,
  simulated bigint not null check (simulated in (0, 1)),
  primary key (challenge, service, agent_key)
);

create index app_by_ticket on app (ticket);

-- Which app a ticket enters with: picked from its own, or typed and then confirmed.
create table app_choice (
  ticket text primary key references ticket (id),
  typed text not null,
  -- Null while the name matches no app.
  service text,
  status text not null check (status in ('waiting', 'exact', 'confirmed', 'staff')),
  chosen_at bigint not null,
  decided_by text,
  reason text
);

create table survey_version (
  challenge text not null references challenge (id),
  version bigint not null,
  definition text not null,
  created_at bigint not null,
  primary key (challenge, version)
);

-- One a ticket, edited until the close.
create table response (
  ticket text primary key references ticket (id),
  challenge text not null references challenge (id),
  version bigint not null,
  language text not null,
  started_at bigint not null,
  changed_at bigint not null,
  completed_at bigint
);

create index response_by_challenge on response (challenge);

create table answer (
  ticket text not null references ticket (id),
  question text not null,
  value_sealed text not null,
  -- Of the device that wrote it, so that an older one that arrives late does not win.
  answered_at bigint not null,
  primary key (ticket, question)
);

-- Writes from devices that may repeat them: each counts once.
create table client_nonce (
  ticket text not null references ticket (id),
  nonce text not null,
  at bigint not null,
  primary key (ticket, nonce)
);

create table eligibility_override (
  id text primary key,
  challenge text not null references challenge (id),
  ticket text not null references ticket (id),
  effect text not null check (effect in ('include', 'exclude')),
  -- The sentence the participant reads.
  reason_ko text not null,
  reason_en text not null,
  verdict_before text not null,
  person text not null,
  at bigint not null,
  needs_second bigint not null check (needs_second in (0, 1)),
  second_person text,
  second_at bigint,
  revoked_at bigint,
  revoked_by text
);

create index eligibility_override_by_ticket on eligibility_override (ticket, at);

create table appeal (
  id text primary key,
  challenge text not null references challenge (id),
  ticket text not null references ticket (id),
  at bigint not null,
  text_sealed text not null,
  answered_at bigint,
  answered_by text,
  answer_ko text,
  answer_en text
);

create index appeal_by_challenge on appeal (challenge, at);

-- The very words somebody was shown or agreed to.
create table notice_text (
  hash text primary key,
  kind text not null,
  language text not null,
  version bigint not null,
  text text not null,
  created_at bigint not null
);

create table consent (
  id text primary key,
  ticket text not null references ticket (id),
  kind text not null,
  notice_hash text not null references notice_text (hash),
  given bigint not null check (given in (0, 1)),
  at bigint not null,
  withdrawn_at bigint
);

create index consent_by_ticket on consent (ticket, kind, at);

-- What a person gave us to reach them: e-mail for news now, contact of winners later.
create table contact (
  id text primary key,
  challenge text not null references challenge (id),
  ticket text not null references ticket (id),
  purpose text not null,
  value_sealed text not null,
  created_at bigint not null
);

create index contact_by_ticket on contact (ticket);

-- Services whose events came by the challenge's keys and that have no row in app, because the list was final, there
-- were too many, or their owner had them removed; kept so that their events can be removed from the store too.
create table stray_service (
  challenge text not null references challenge (id),
  service text not null,
  agent_key text not null,
  ticket text references ticket (id),
  at bigint not null,
  -- Since when their events are to be removed; null while they may stay.
  forget_since bigint,
  primary key (challenge, service, agent_key)
);

create table purge (
  challenge text primary key references challenge (id),
  begun_at bigint not null,
  actor text not null,
  -- What was destroyed so far: a purge that was cut short goes on from there.
  progress text not null,
  -- The node at work, and until when it may be taken for alive.
  holder text,
  holder_until bigint,
  failures bigint not null,
  failed_at bigint,
  failure text,
  -- Null until everything is destroyed.
  at bigint,
  certificate text
);

-- Names our words hold that a host let onto the walls of a space without a challenge; SHA-256 of space and name.
create table released_name (
  space text not null references space (id),
  name_hash text not null,
  released_at bigint not null,
  primary key (space, name_hash)
);

create table wall_state (
  challenge text primary key references challenge (id),
  -- '' rotates by itself.
  scene text not null,
  paused bigint not null check (paused in (0, 1)),
  message_ko text not null,
  message_en text not null,
  changed_at bigint not null,
  changed_by text not null
);

-- Times are microseconds since 1970-01-01T00:00:00Z, flags are 0 or 1, secrets are SHA-256 in hexadecimal.
-- Only what SQLite and PostgreSQL both understand.

create table space (
  id text primary key,
  name text not null,
  created_at bigint not null
);

-- One row a topic. Every change of a key takes the next version of topic 'key' and stamps the row with it;
-- whoever holds a copy asks for the rows above the version it knows.
create table change_counter (
  topic text primary key,
  version bigint not null
);

insert into change_counter (topic, version) values ('key', 0);

create table agent_key (
  id text primary key,
  space text not null references space (id),
  label text not null,
  secret_hash text not null unique,
  created_at bigint not null,
  revoked_at bigint,
  last_used_at bigint,
  changed_version bigint not null
);

create index agent_key_by_space on agent_key (space, created_at);

create index agent_key_by_change on agent_key (changed_version);

create table link (
  id text primary key,
  kind text not null check (kind in ('host', 'wall')),
  space text not null references space (id),
  label text not null,
  token_hash text not null unique,
  once bigint not null check (once in (0, 1)),
  created_at bigint not null,
  expires_at bigint,
  used_at bigint,
  revoked_at bigint
);

create index link_by_space on link (space, created_at);

create table session (
  token_hash text primary key,
  link text not null references link (id),
  role text not null check (role in ('host', 'wall')),
  space text not null references space (id),
  created_at bigint not null,
  last_seen_at bigint not null,
  expires_at bigint not null,
  ended_at bigint
);

create index session_by_link on session (link);

create index session_by_expiry on session (expires_at);

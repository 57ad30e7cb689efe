import type { Transaction } from "kysely";
import {
  type ChallengeId,
  type Clock,
  type EpochMicros,
  epochMicros,
  Fault,
  MICROS_PER_DAY,
  type PersonId,
  personId,
  type SpaceId,
} from "../kernel/index.ts";
import type { Database } from "./database.ts";
import { reporting } from "./reporting.ts";
import { hashSecret, MAX_SECRET_LENGTH, newLinkId, newLinkToken, newSessionToken } from "./secrets.ts";
import { UNLOCKED } from "./session-lock.ts";
import type { Sessions } from "./sessions.ts";
import type { LinkId, LinkTable, Role, Tables } from "./tables.ts";

/** A way in for people: an address with a secret in it. Opening it makes a session of the link's role. */
export interface Link {
  readonly id: LinkId;
  readonly kind: Role;
  readonly space: SpaceId;
  /** The one challenge its sessions are for; undefined for the whole space. */
  readonly challenge: ChallengeId | undefined;
  readonly label: string;
  /** Good for one session only. */
  readonly once: boolean;
  readonly createdAt: EpochMicros;
  readonly expiresAt: EpochMicros | undefined;
  /** When its sessions end whatever happens in them. */
  readonly sessionsUntil: EpochMicros | undefined;
  /** When a session was last made with it. */
  readonly usedAt: EpochMicros | undefined;
  readonly revokedAt: EpochMicros | undefined;
}

export interface Links {
  /**
   * Makes a link and returns its token, which cannot be had again. With a `token` of the caller's choice it is
   * idempotent: the link of that token, made when there is none; a revoked one stays revoked.
   * Faults: `control.space-unknown`, `control.secret-taken` (the token belongs to a link of another space or kind).
   */
  create(input: {
    kind: Role;
    space: SpaceId;
    label: string;
    token?: string | undefined;
    once: boolean;
    expiresAt?: EpochMicros | undefined;
    challenge?: ChallengeId | undefined;
    /** When its sessions end whatever happens in them: with the shift. */
    sessionsUntil?: EpochMicros | undefined;
  }): Promise<{ readonly link: Link; readonly token: string }>;
  /** Newest last; of one space or of all. */
  list(space?: SpaceId): Promise<readonly Link[]>;
  /** Turns a link off and ends the sessions made with it. Faults: `control.link-unknown`. */
  revoke(id: LinkId): Promise<Link>;
  /** A new session; undefined when the link is unknown, used up, expired or revoked. */
  redeem(token: string): Promise<OpenedLink | undefined>;
}

export interface OpenedLink {
  readonly session: string;
  readonly role: Role;
  readonly space: SpaceId;
  readonly challenge: ChallengeId | undefined;
  readonly person: PersonId | undefined;
}

/** The longest a session lives, whatever happens in it. */
const SESSION_DAYS: Readonly<Record<Role, number>> = {
  host: 7,
  operator: 1,
  scanner: 1,
  auditor: 7,
  wall: 30,
  kiosk: 7,
};

export function createLinks(database: Database, sessions: Pick<Sessions, "forget">, clock: Clock): Links {
  return {
    create: (input) => reporting(() => create(database, input, clock)),
    list: (space) =>
      reporting(async () => {
        let query = database.tables.selectFrom("link").selectAll().orderBy("created_at").orderBy("id");
        if (space !== undefined) query = query.where("space", "=", space);
        return (await query.execute()).map(toLink);
      }),
    revoke: (id) =>
      reporting(async () => {
        const row = await revoke(database, id, clock);
        if (row === undefined) throw new Fault("control.link-unknown", { link: id });
        sessions.forget();
        return toLink(row);
      }),
    redeem: (token) => reporting(() => redeem(database, token, clock)),
  };
}

async function create(
  database: Database,
  input: Parameters<Links["create"]>[0],
  clock: Clock,
): Promise<{ link: Link; token: string }> {
  const token = input.token ?? newLinkToken();
  if (token === "" || token.length > MAX_SECRET_LENGTH) {
    throw new Fault("request.invalid", { detail: `a link token has 1 to ${MAX_SECRET_LENGTH} characters` });
  }
  const row: LinkTable = {
    id: newLinkId(),
    kind: input.kind,
    space: input.space,
    challenge: input.challenge ?? null,
    label: input.label,
    token_hash: hashSecret(token),
    once: input.once ? 1 : 0,
    created_at: clock.now(),
    expires_at: input.expiresAt ?? null,
    sessions_until: input.sessionsUntil ?? null,
    used_at: null,
    revoked_at: null,
  };
  const stored = await database.write(async (transaction) => {
    const space = await transaction.selectFrom("space").select("id").where("id", "=", input.space).executeTakeFirst();
    if (space === undefined) throw new Fault("control.space-unknown", { space: input.space });
    await transaction
      .insertInto("link")
      .values(row)
      .onConflict((conflict) => conflict.column("token_hash").doNothing())
      .execute();
    return transaction
      .selectFrom("link")
      .selectAll()
      .where("token_hash", "=", row.token_hash)
      .executeTakeFirstOrThrow();
  });
  if (stored.space !== input.space || stored.kind !== input.kind) throw new Fault("control.secret-taken", {});
  return { link: toLink(stored), token };
}

async function revoke(database: Database, id: LinkId, clock: Clock): Promise<LinkTable | undefined> {
  return database.write(async (transaction) => {
    // The link first: a redemption running now either finds it revoked or has its session ended below.
    await transaction
      .updateTable("link")
      .set({ revoked_at: clock.now() })
      .where("id", "=", id)
      .where("revoked_at", "is", null)
      .execute();
    await transaction
      .updateTable("session")
      .set({ ended_at: clock.now() })
      .where("link", "=", id)
      .where("ended_at", "is", null)
      .execute();
    return transaction.selectFrom("link").selectAll().where("id", "=", id).executeTakeFirst();
  });
}

async function redeem(database: Database, token: string, clock: Clock): Promise<OpenedLink | undefined> {
  if (token === "" || token.length > MAX_SECRET_LENGTH) return undefined;
  const tokenHash = hashSecret(token);
  // A made-up token is turned away without taking the write lock.
  const known = await database.tables
    .selectFrom("link")
    .select("id")
    .where("token_hash", "=", tokenHash)
    .executeTakeFirst();
  if (known === undefined) return undefined;
  return database.write(async (transaction) => {
    const now = clock.now();
    // One statement decides, so that of many who open a one-time link together exactly one gets in.
    const link = await transaction
      .updateTable("link")
      .set({ used_at: now })
      .where("token_hash", "=", tokenHash)
      .where("revoked_at", "is", null)
      .where((row) => row.or([row("expires_at", "is", null), row("expires_at", ">", now)]))
      .where((row) => row.or([row("once", "=", 0), row("used_at", "is", null)]))
      .returning(["id", "kind", "space", "challenge", "label", "sessions_until"])
      .executeTakeFirst();
    if (link === undefined) return undefined;
    const session = newSessionToken();
    const person = await staffPerson(transaction, link, now);
    if (person === "disabled") return undefined;
    const latest = epochMicros(now + SESSION_DAYS[link.kind] * MICROS_PER_DAY);
    await transaction
      .insertInto("session")
      .values({
        token_hash: hashSecret(session),
        link: link.id,
        person: person ?? null,
        role: link.kind,
        space: link.space,
        challenge: link.challenge,
        created_at: now,
        last_seen_at: now,
        expires_at: epochMicros(Math.min(latest, link.sessions_until ?? latest)),
        ended_at: null,
        ...UNLOCKED,
      })
      .execute();
    await transaction.deleteFrom("session").where("expires_at", "<", now).execute();
    return { session, role: link.kind, space: link.space, challenge: link.challenge ?? undefined, person };
  });
}

/** Who comes in by a link, the same however often it is opened. */
export const personOf = ({ id }: Pick<Link, "id">): PersonId => personId(`p_${id.slice(2)}`);

/** Everybody who acts has a name in the audit log: a link makes its person when it is opened for the first time. */
async function staffPerson(
  transaction: Transaction<Tables>,
  link: Pick<LinkTable, "id" | "kind" | "space" | "label">,
  now: EpochMicros,
): Promise<PersonId | "disabled" | undefined> {
  if (link.kind === "wall" || link.kind === "kiosk") return undefined;
  const id = personOf(link);
  await transaction
    .insertInto("person")
    .values({
      id,
      space: link.space,
      name: link.label,
      role: link.kind,
      login_name: null,
      password_hash: null,
      oidc_issuer: null,
      oidc_subject: null,
      created_at: now,
      disabled_at: null,
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
  const { disabled_at } = await transaction
    .selectFrom("person")
    .select("disabled_at")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return disabled_at === null ? id : "disabled";
}

const toLink = (row: LinkTable): Link => ({
  id: row.id,
  kind: row.kind,
  space: row.space,
  challenge: row.challenge ?? undefined,
  label: row.label,
  once: row.once === 1,
  createdAt: row.created_at,
  expiresAt: row.expires_at ?? undefined,
  sessionsUntil: row.sessions_until ?? undefined,
  usedAt: row.used_at ?? undefined,
  revokedAt: row.revoked_at ?? undefined,
});

import {
  type ChallengeId,
  type Clock,
  type EpochMicros,
  MICROS_PER_HOUR,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  type PersonId,
  type SpaceId,
} from "../kernel/index.ts";
import type { Log } from "../self/index.ts";
import type { Database } from "./database.ts";
import { reporting, whyUnavailable } from "./reporting.ts";
import { hashSecret } from "./secrets.ts";
import { lockOf, lockSession, type SessionLock, setPin, unlockSession } from "./session-lock.ts";
import type { LinkId, Role, SessionTable } from "./tables.ts";

/** Who a browser is, from the link it came in by. */
export interface Session {
  readonly role: Role;
  readonly space: SpaceId;
  readonly link: LinkId | undefined;
  /** Who it is, where the link or a login made them known. */
  readonly person: PersonId | undefined;
  /** The one challenge it is for; undefined for the whole space. */
  readonly challenge: ChallengeId | undefined;
  readonly createdAt: EpochMicros;
  readonly expiresAt: EpochMicros;
  readonly lock: SessionLock;
}

export interface Sessions {
  /**
   * The session of that token while it lives: a host's 8 h after its last use and 7 days at most, a wall's 30
   * days. Answers are up to 2 s old, so an end or a revoked link holds everywhere within 5 s.
   */
  find(token: string): Promise<Session | undefined>;
  /** Signs out. An unknown token changes nothing. */
  end(token: string): Promise<void>;
  /** Chooses the PIN that opens a locked session, once. Faults: `auth.pin-chosen`. */
  setPin(token: string, pin: string): Promise<void>;
  /** Locks; a session without a PIN stays as it is. */
  lock(token: string): Promise<void>;
  /** Faults: `auth.pin-wrong`, `auth.pin-spent`, after which the session is over. */
  unlock(token: string, pin: string): Promise<void>;
  /** Drops what is remembered, so that a change made through this process holds at once. */
  forget(): void;
  /** Told when some session may have changed or ended through this process. The returned function ends it. */
  onChange(listener: () => void): () => void;
}

const IDLE_US: Readonly<Record<Role, number>> = {
  host: 8 * MICROS_PER_HOUR,
  operator: 8 * MICROS_PER_HOUR,
  scanner: 8 * MICROS_PER_HOUR,
  auditor: 8 * MICROS_PER_HOUR,
  wall: Number.POSITIVE_INFINITY,
  kiosk: Number.POSITIVE_INFINITY,
};
const FRESH_US = 2 * MICROS_PER_SECOND;
/** How long a known session outlives a database that went away. */
const STALE_US = MICROS_PER_MINUTE;
const REMEMBERED = 2_000;
const TOKEN = /^[0-9a-hjkmnp-tv-z]{52}$/;

interface Remembered {
  readonly session: Session | undefined;
  /** Monotonic. */
  readonly at: number;
}

export function createSessions(database: Database, clock: Clock, log: Log): Sessions {
  /** In the order of reading: the oldest leaves first. */
  const remembered = new Map<string, Remembered>();
  const listeners = new Set<() => void>();
  const forget = (): void => {
    remembered.clear();
    for (const listener of listeners) listener();
  };

  const remember = (tokenHash: string, session: Session | undefined, at: number): void => {
    remembered.delete(tokenHash);
    remembered.set(tokenHash, { session, at });
    for (const oldest of remembered.keys()) {
      if (remembered.size <= REMEMBERED) break;
      remembered.delete(oldest);
    }
  };

  const read = async (tokenHash: string): Promise<Session | undefined> => {
    const row = await database.tables
      .selectFrom("session")
      .selectAll()
      .where("token_hash", "=", tokenHash)
      .executeTakeFirst();
    const now = clock.now();
    if (row === undefined || !isAlive(row, now)) return undefined;
    const session = toSession(row, now);
    // Seen again, it would look awake.
    if (session.lock === "locked" && row.locked_at === null) await lockSession(database, tokenHash, now);
    if (now - row.last_seen_at >= MICROS_PER_MINUTE) await touch(database, tokenHash, now, log);
    return session;
  };
  const changing = (token: string, change: (tokenHash: string) => Promise<void>): Promise<void> =>
    reporting(async () => {
      try {
        await change(hashSecret(token));
      } finally {
        forget();
      }
    });

  return {
    async find(token) {
      if (!TOKEN.test(token)) return undefined;
      const tokenHash = hashSecret(token);
      const known = remembered.get(tokenHash);
      const at = clock.monotonic();
      if (known !== undefined && at - known.at <= FRESH_US) return known.session;
      try {
        const session = await reporting(() => read(tokenHash));
        remember(tokenHash, session, at);
        return session;
      } catch (error) {
        if (known?.session !== undefined && at - known.at <= STALE_US) return known.session;
        throw error;
      }
    },
    end: (token) =>
      changing(token, async (tokenHash) => {
        await database.write((transaction) =>
          transaction
            .updateTable("session")
            .set({ ended_at: clock.now() })
            .where("token_hash", "=", tokenHash)
            .where("ended_at", "is", null)
            .execute(),
        );
      }),
    setPin: (token, pin) => changing(token, (tokenHash) => setPin(database, tokenHash, pin)),
    lock: (token) => changing(token, (tokenHash) => lockSession(database, tokenHash, clock.now())),
    unlock: (token, pin) => changing(token, (tokenHash) => unlockSession(database, clock, tokenHash, pin)),
    forget,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const isAlive = (row: SessionTable, now: EpochMicros): boolean =>
  row.ended_at === null && row.expires_at > now && row.last_seen_at + IDLE_US[row.role] > now;

/** At most once a minute a session; a session that cannot be marked as used is still one. */
async function touch(database: Database, tokenHash: string, now: EpochMicros, log: Log): Promise<void> {
  try {
    await database.write((transaction) =>
      transaction
        .updateTable("session")
        .set({ last_seen_at: now })
        .where("token_hash", "=", tokenHash)
        .where("last_seen_at", "<", now)
        .execute(),
    );
  } catch (error) {
    log.warn({ detail: whyUnavailable(error) ?? String(error) }, "the last use of a session could not be written");
  }
}

const toSession = (row: SessionTable, now: EpochMicros): Session => ({
  role: row.role,
  space: row.space,
  link: row.link ?? undefined,
  person: row.person ?? undefined,
  challenge: row.challenge ?? undefined,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lock: lockOf(row, now),
});

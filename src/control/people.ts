import type { Transaction } from "kysely";
import {
  type Clock,
  type EpochMicros,
  epochMicros,
  Fault,
  MICROS_PER_DAY,
  MICROS_PER_SECOND,
  type PersonId,
  personId,
  randomId,
  type SpaceId,
} from "../kernel/index.ts";
import type { Database } from "./database.ts";
import { AttemptGate, forgetFailures, nameMustWait, noteFailure } from "./login-limiter.ts";
import { checkPassword, hashPassword, refuseWeakPassword } from "./passwords.ts";
import { reporting } from "./reporting.ts";
import { hashSecret, newSessionToken } from "./secrets.ts";
import { UNLOCKED } from "./session-lock.ts";
import type { Sessions } from "./sessions.ts";
import type { PersonTable, Tables } from "./tables.ts";

/** Somebody who works at the booth, known by a name in the audit log. */
export interface Person {
  readonly id: PersonId;
  readonly space: SpaceId;
  readonly name: string;
  readonly role: PersonTable["role"];
  /** What they log in with; undefined for people who come by links only. */
  readonly loginName: string | undefined;
  readonly singleSignOn: boolean;
  readonly createdAt: EpochMicros;
  readonly disabledAt: EpochMicros | undefined;
}

/** Who an identity provider says it is: its issuer and its never reused subject, never an e-mail address. */
export interface OutsideIdentity {
  readonly issuer: string;
  readonly subject: string;
}

export interface People {
  /** Of one space, oldest first. */
  list(space: SpaceId): Promise<readonly Person[]>;
  find(id: PersonId): Promise<Person | undefined>;
  /**
   * Gives a person a name and password to log in with and ends their other sessions.
   * Faults: `auth.password-weak`, `auth.name-taken`, `auth.person-unknown`.
   */
  setLogin(id: PersonId, loginName: string, password: string): Promise<Person>;
  /**
   * A new session for name and password. Takes the same time and says the same whether the name exists or not.
   * Faults: `auth.login-wrong`, `auth.too-many-attempts`.
   */
  logIn(loginName: string, password: string, address: string): Promise<LoggedIn>;
  /** A new session for an identity already known; undefined when nobody has it. */
  logInAs(identity: OutsideIdentity): Promise<LoggedIn | undefined>;
  /** Makes a host of an identity that was found entitled, and logs them in. */
  admit(identity: OutsideIdentity, space: SpaceId, name: string): Promise<LoggedIn>;
  /** Shuts a person out and ends their sessions at once. Faults: `auth.person-unknown`. */
  disable(id: PersonId): Promise<Person>;
}

export interface LoggedIn {
  readonly session: string;
  readonly person: Person;
}

const SESSION_DAYS = 7;

export function createPeople(database: Database, sessions: Pick<Sessions, "forget">, clock: Clock): People {
  const gate = new AttemptGate(clock);
  return {
    list: (space) =>
      reporting(async () => {
        const rows = database.tables.selectFrom("person").selectAll().where("space", "=", space);
        return (await rows.orderBy("created_at").orderBy("id").execute()).map(toPerson);
      }),
    find: (id) =>
      reporting(async () => {
        const row = await database.tables.selectFrom("person").selectAll().where("id", "=", id).executeTakeFirst();
        return row && toPerson(row);
      }),
    setLogin: (id, loginName, password) =>
      reporting(async () => {
        const name = normaliseLogin(loginName);
        refuseWeakPassword(password, name);
        const hash = await hashPassword(password);
        const person = await database.write((transaction) => setLogin(transaction, id, name, hash, clock));
        sessions.forget();
        return toPerson(person);
      }),
    logIn: (loginName, password, address) =>
      reporting(() => logIn(database, gate, clock, loginName, password, address)),
    logInAs: (identity) =>
      reporting(() =>
        database.write(async (transaction) => {
          const row = await findIdentity(transaction, identity);
          return row === undefined || row.disabled_at !== null ? undefined : begin(transaction, row, clock);
        }),
      ),
    admit: (identity, space, name) =>
      reporting(() => database.write((transaction) => admit(transaction, identity, space, name, clock))),
    disable: (id) =>
      reporting(async () => {
        const row = await database.write((transaction) => disable(transaction, id, clock));
        if (row === undefined) throw new Fault("auth.person-unknown", { person: id });
        sessions.forget();
        return toPerson(row);
      }),
  };
}

/** `Admin ` and `ａｄｍｉｎ` are the same person; compared like this when it is made and when it is asked for. */
export const normaliseLogin = (name: string): string => name.normalize("NFKC").trim().toLowerCase();

async function logIn(
  database: Database,
  gate: AttemptGate,
  clock: Clock,
  loginName: string,
  password: string,
  address: string,
): Promise<LoggedIn> {
  refuseTooFast(gate.pass(address));
  const name = normaliseLogin(loginName).slice(0, 200);
  const subject = `name:${hashSecret(name)}`;
  const row = await database.write(async (transaction) => {
    refuseTooFast(await nameMustWait(transaction, subject, clock.now()));
    return transaction.selectFrom("person").selectAll().where("login_name", "=", name).executeTakeFirst();
  });
  const { right, outdated } = await checkPassword(password, row?.password_hash ?? undefined);
  if (!right || row === undefined || row.disabled_at !== null) {
    await database.write((transaction) => noteFailure(transaction, subject, clock.now()));
    throw new Fault("auth.login-wrong");
  }
  const renewed = outdated ? await hashPassword(password) : undefined;
  return database.write(async (transaction) => {
    await forgetFailures(transaction, subject);
    if (renewed !== undefined) {
      await transaction.updateTable("person").set({ password_hash: renewed }).where("id", "=", row.id).execute();
    }
    return begin(transaction, row, clock);
  });
}

function refuseTooFast(wait: number): void {
  if (wait > 0) throw new Fault("auth.too-many-attempts", { seconds: Math.ceil(wait / MICROS_PER_SECOND) });
}

async function setLogin(
  transaction: Transaction<Tables>,
  id: PersonId,
  name: string,
  hash: string,
  clock: Clock,
): Promise<PersonTable> {
  const holder = await transaction.selectFrom("person").select("id").where("login_name", "=", name).executeTakeFirst();
  if (holder !== undefined && holder.id !== id) throw new Fault("auth.name-taken", { name });
  const row = await transaction
    .updateTable("person")
    .set({ login_name: name, password_hash: hash })
    .where("id", "=", id)
    .where("disabled_at", "is", null)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw new Fault("auth.person-unknown", { person: id });
  await endSessions(transaction, id, clock);
  return row;
}

async function admit(
  transaction: Transaction<Tables>,
  identity: OutsideIdentity,
  space: SpaceId,
  name: string,
  clock: Clock,
): Promise<LoggedIn> {
  const known = await findIdentity(transaction, identity);
  if (known?.disabled_at) throw new Fault("auth.login-wrong");
  if (known !== undefined) return begin(transaction, known, clock);
  const row: PersonTable = {
    id: personId(`p_${randomId(12)}`),
    space,
    name,
    role: "host",
    login_name: null,
    password_hash: null,
    oidc_issuer: identity.issuer,
    oidc_subject: identity.subject,
    created_at: clock.now(),
    disabled_at: null,
  };
  await transaction.insertInto("person").values(row).execute();
  return begin(transaction, row, clock);
}

const findIdentity = (transaction: Transaction<Tables>, { issuer, subject }: OutsideIdentity) =>
  transaction
    .selectFrom("person")
    .selectAll()
    .where("oidc_issuer", "=", issuer)
    .where("oidc_subject", "=", subject)
    .executeTakeFirst();

/** A fresh session, never one that was there before: a token somebody planted stays worth nothing. */
async function begin(transaction: Transaction<Tables>, row: PersonTable, clock: Clock): Promise<LoggedIn> {
  const session = newSessionToken();
  const now = clock.now();
  await transaction
    .insertInto("session")
    .values({
      token_hash: hashSecret(session),
      link: null,
      person: row.id,
      role: row.role,
      space: row.space,
      challenge: null,
      created_at: now,
      last_seen_at: now,
      expires_at: epochMicros(now + SESSION_DAYS * MICROS_PER_DAY),
      ended_at: null,
      ...UNLOCKED,
    })
    .execute();
  return { session, person: toPerson(row) };
}

async function disable(transaction: Transaction<Tables>, id: PersonId, clock: Clock): Promise<PersonTable | undefined> {
  const row = await transaction
    .updateTable("person")
    .set({ disabled_at: clock.now() })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
  await endSessions(transaction, id, clock);
  return row;
}

async function endSessions(transaction: Transaction<Tables>, id: PersonId, clock: Clock): Promise<void> {
  await transaction
    .updateTable("session")
    .set({ ended_at: clock.now() })
    .where("person", "=", id)
    .where("ended_at", "is", null)
    .execute();
}

const toPerson = (row: PersonTable): Person => ({
  id: row.id,
  space: row.space,
  name: row.name,
  role: row.role,
  loginName: row.login_name ?? undefined,
  singleSignOn: row.oidc_subject !== null,
  createdAt: row.created_at,
  disabledAt: row.disabled_at ?? undefined,
});

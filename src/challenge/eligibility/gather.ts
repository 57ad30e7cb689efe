import { SurveyDefinition } from "../../contract/index.ts";
import type { AppTable, Reading } from "../../control/index.ts";
import type { ChallengeId, EpochMicros, TicketId } from "../../kernel/index.ts";
import { type Challenge, isEntry } from "../lifecycle/index.ts";
import { cleanName, isPlaceholder, matchName, type PreparedNames, prepareNames } from "../names/index.ts";
import { DEFAULT_SURVEY, readProgress } from "../survey/index.ts";
import { controlCode, PROVEN } from "./control-code.ts";
import { readDecision, wordsOf } from "./decision.ts";
import type { AppFacts, ChoiceFacts, Occasion, SurveyFacts, TicketFacts } from "./facts.ts";
import { isAgent } from "./origin.ts";

export interface Gathering {
  readonly tables: Reading;
  readonly challenge: Challenge;
  readonly now: EpochMicros;
  /** Of these services, those whose data looks made by hand. */
  readonly byHand: (services: readonly string[]) => Promise<ReadonlySet<string>>;
}

/**
 * Everything the tickets of a challenge are judged by, or one of them; simulated ones only in a rehearsal. What a
 * visitor of the tablet left is nobody's entry before their own ticket has taken it over.
 */
export async function gatherFacts(from: Gathering, only?: TicketId): Promise<readonly TicketFacts[]> {
  const { tables, challenge } = from;
  const tickets = await readTickets(tables, challenge, only);
  const choices = await readChoices(tables, challenge.id, only);
  const apps = await readApps(tables, challenge, choices, only);
  const overrides = await readOverrides(tables, challenge.id, only);
  const declined = await readDeclined(tables, challenge.id, only);
  const survey = await readSurvey(tables, challenge.id, only);
  const occasion = occasionOf(challenge, from.now);
  const known = knownApps(challenge, apps, choices, await from.byHand(servicesOf(apps)));
  return tickets.map((row) => ({
    ticket: row.id,
    occasion,
    createdAt: row.created_at,
    staff: row.staff === 1,
    over14: row.over_14_at !== null,
    withdrawn: row.withdrawn_at !== null,
    duplicateOf: row.merged_into ?? undefined,
    apps: known.own(row.id),
    choice: known.choice(row.id),
    survey: survey(row.id),
    consentsMissing: declined.get(row.id) ?? [],
    override: overrides.get(row.id),
    controlCode: controlCode(row.id, row.recovery_hash),
  }));
}

/** What is the same for everybody in this moment. */
export function occasionOf(challenge: Challenge, now: EpochMicros): Occasion {
  const { state, closesAt, setup } = challenge;
  return { state, closesAt, closedAt: closedAt(challenge, now), ...pick(setup) };
}

const pick = ({ keyMode, requiredRequests, handMadeCounts, rules }: Challenge["setup"]) => ({
  keyMode,
  requiredRequests,
  handMadeCounts,
  rules,
});

function closedAt({ state, closesAt, stateChangedAt }: Challenge, now: EpochMicros): EpochMicros | undefined {
  if (state === "draft" || state === "announced") return undefined;
  const isPast = closesAt !== undefined && closesAt <= now;
  if (state === "open") return isPast ? closesAt : undefined;
  return isPast ? closesAt : stateChangedAt;
}

const readTickets = (tables: Reading, challenge: Challenge, only: TicketId | undefined) =>
  tables
    .selectFrom("ticket")
    .selectAll()
    .where("challenge", "=", challenge.id)
    .$if(only !== undefined, (query) => query.where("id", "=", only as TicketId))
    .$if(only === undefined, (query) => query.where(isEntry))
    .$if(only === undefined && !challenge.rehearsal, (query) => query.where("simulated", "=", 0))
    .orderBy("created_at")
    .orderBy("id")
    .execute();

/** Of all tickets, or of one and whoever claims the same app. */
function readChoices(tables: Reading, challenge: ChallengeId, only: TicketId | undefined) {
  return tables
    .selectFrom("app_choice")
    .innerJoin("ticket", "ticket.id", "app_choice.ticket")
    .selectAll("app_choice")
    .select(["ticket.withdrawn_at", "ticket.merged_into"])
    .where("ticket.challenge", "=", challenge)
    .$if(only !== undefined, (query) =>
      query.where(({ or, eb, selectFrom }) =>
        or([
          eb("app_choice.ticket", "=", only as TicketId),
          eb(
            "app_choice.service",
            "in",
            selectFrom("app_choice")
              .select("service")
              .where("ticket", "=", only as TicketId),
          ),
        ]),
      ),
    )
    .execute();
}

type ChoiceRow = Awaited<ReturnType<typeof readChoices>>[number];

/** All apps, or those that one ticket may be judged by. */
function readApps(tables: Reading, challenge: Challenge, choices: readonly ChoiceRow[], only: TicketId | undefined) {
  const own = choices.find(({ ticket }) => ticket === only);
  // A name that is bound to nothing may mean any app on the wall.
  const narrow = only !== undefined && !(challenge.setup.keyMode === "shared" && own?.service === null);
  return tables
    .selectFrom("app")
    .leftJoin("ticket", "ticket.id", "app.ticket")
    .selectAll("app")
    .select(["ticket.withdrawn_at", "ticket.merged_into"])
    .where("app.challenge", "=", challenge.id)
    .$if(narrow, (query) =>
      query.where(({ or, eb, selectFrom }) =>
        or([
          eb("app.service", "=", own?.service ?? ""),
          eb(
            "app.service",
            "in",
            selectFrom("app")
              .select("service")
              .where("challenge", "=", challenge.id)
              .where("ticket", "=", only as TicketId),
          ),
        ]),
      ),
    )
    .orderBy("app.first_seen")
    .orderBy("app.ordinal")
    .execute();
}

type AppRow = Awaited<ReturnType<typeof readApps>>[number];

async function readSurvey(
  tables: Reading,
  challenge: ChallengeId,
  only: TicketId | undefined,
): Promise<(ticket: TicketId) => SurveyFacts> {
  const progress = await readProgress(tables, challenge, only === undefined ? undefined : [only]);
  const newest = await tables
    .selectFrom("survey_version")
    .select("definition")
    .where("challenge", "=", challenge)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  const { questions } = newest === undefined ? DEFAULT_SURVEY : SurveyDefinition.parse(JSON.parse(newest.definition));
  const app = questions.find(({ type }) => type === "app")?.id;
  return (ticket) => {
    const { missing, ...known } = progress(ticket);
    return { ...known, onlyAppOpen: missing.length === 1 && missing[0] === app };
  };
}

/** The newest override of each ticket that is in force. */
async function readOverrides(
  tables: Reading,
  challenge: ChallengeId,
  only: TicketId | undefined,
): Promise<ReadonlyMap<TicketId, NonNullable<TicketFacts["override"]>>> {
  const rows = await tables
    .selectFrom("eligibility_override")
    .select(["ticket", "effect", "reason_ko as ko", "reason_en as en"])
    .where("challenge", "=", challenge)
    .where("revoked_at", "is", null)
    .where(({ or, eb }) => or([eb("needs_second", "=", 0), eb("second_at", "is not", null)]))
    .$if(only !== undefined, (query) => query.where("ticket", "=", only as TicketId))
    .orderBy("at")
    .orderBy("id")
    .execute();
  return new Map(rows.map(({ ticket, ...override }) => [ticket, override]));
}

/** Consent the entry needs is asked as kind `entry`; here who said no to it, or took it back. */
async function readDeclined(
  tables: Reading,
  challenge: ChallengeId,
  only: TicketId | undefined,
): Promise<ReadonlyMap<TicketId, readonly string[]>> {
  const rows = await tables
    .selectFrom("consent")
    .innerJoin("ticket", "ticket.id", "consent.ticket")
    .select(["consent.ticket", "consent.given", "consent.withdrawn_at"])
    .where("ticket.challenge", "=", challenge)
    .where("consent.kind", "=", "entry")
    .$if(only !== undefined, (query) => query.where("consent.ticket", "=", only as TicketId))
    .orderBy("consent.at")
    .execute();
  const newest = new Map(rows.map((row) => [row.ticket, row.given === 1 && row.withdrawn_at === null]));
  return new Map([...newest].map(([ticket, given]) => [ticket, given ? [] : ["entry"]]));
}

const servicesOf = (apps: readonly AppRow[]): readonly string[] => [...new Set(apps.map(({ service }) => service))];

interface KnownApps {
  own(ticket: TicketId): readonly AppFacts[];
  choice(ticket: TicketId): ChoiceFacts | undefined;
}

/** The apps and choices that were read, each with what is said of it. */
function knownApps(
  challenge: Challenge,
  apps: readonly AppRow[],
  choices: readonly ChoiceRow[],
  byHand: ReadonlySet<string>,
): KnownApps {
  const personal = challenge.setup.keyMode === "personal";
  const byService = groupBy(apps, ({ service }) => service);
  const byTicket = groupBy(apps, ({ ticket }) => ticket ?? "");
  const claims = groupBy(choices, ({ service }) => service ?? "");
  const byChoice = new Map(choices.map((row) => [row.ticket, row]));
  const onWall = lazily(() => prepareNames(apps.filter(isOnWall).map(({ service }) => service)));

  const factsOf = (rows: readonly AppRow[], ticket: TicketId): AppFacts | undefined => {
    const [first] = rows;
    if (first === undefined) return undefined;
    const { service } = first;
    return {
      service,
      requests: rows.reduce((sum, { transactions }) => sum + transactions, 0),
      firstSeen: first.first_seen,
      placeholder: isPlaceholder(service),
      byHand: byHand.has(service) || (first.agent !== "" && !isAgent(first.agent)),
      shared: personal
        ? camesLater(first, ticket, byService.get(service) ?? [])
        : claimedLater(ticket, claims.get(service) ?? []),
    };
  };
  const own = (ticket: TicketId): readonly AppFacts[] => {
    if (!personal) return [];
    const rows = groupBy(byTicket.get(ticket) ?? [], ({ service }) => service);
    return [...rows.values()].flatMap((each) => factsOf(each, ticket) ?? []);
  };
  const bound = (ticket: TicketId, service: string | null): AppFacts | undefined => {
    if (service === null) return undefined;
    if (!personal) return factsOf(byService.get(service) ?? [], ticket);
    return own(ticket).find((app) => app.service === service);
  };
  return {
    own,
    choice(ticket) {
      const row = byChoice.get(ticket);
      if (row === undefined) return undefined;
      const app = row.status === "waiting" ? undefined : bound(ticket, row.service);
      const names = (): PreparedNames =>
        personal ? prepareNames(own(ticket).map(({ service }) => service)) : onWall();
      const decision = readDecision(row.reason);
      return {
        typed: row.typed,
        status: row.status,
        app,
        match: app === undefined ? matchName(row.typed, names()) : { status: "exact", candidates: [app.service] },
        turnedDown: decision?.answer === "not" ? { service: decision.service, ...wordsOf(decision) } : undefined,
      };
    },
  };
}

/** What may be suggested to others: it is on the wall anyway. */
const isOnWall = ({ shown, simulated }: Pick<AppTable, "shown" | "simulated">): boolean =>
  shown === "shown" && simulated === 0;

interface Holder {
  readonly withdrawn_at: EpochMicros | null;
  readonly merged_into: TicketId | null;
}

const isHolding = ({ withdrawn_at, merged_into }: Holder): boolean => withdrawn_at === null && merged_into === null;

/**
 * With keys of their own two people may have equally named apps; where they are built alike too, the one that came
 * later has to be told apart.
 */
function camesLater(mine: AppRow, ticket: TicketId, named: readonly AppRow[]): boolean {
  return named.some(
    (other) =>
      other.ticket !== null &&
      other.ticket !== ticket &&
      isHolding(other) &&
      other.framework === mine.framework &&
      other.language === mine.language &&
      (other.first_seen < mine.first_seen || (other.first_seen === mine.first_seen && other.ordinal < mine.ordinal)),
  );
}

/** With a key for all, the first to choose an app holds it, unless another showed that it is theirs. */
function claimedLater(ticket: TicketId, claims: readonly ChoiceRow[]): boolean {
  const standing = claims.filter(
    (claim) => claim.status !== "waiting" && (isHolding(claim) || claim.ticket === ticket),
  );
  const mine = standing.find((claim) => claim.ticket === ticket);
  if (mine === undefined) return false;
  return standing.some((other) => other !== mine && goesBefore(other, mine));
}

function goesBefore(other: ChoiceRow, mine: ChoiceRow): boolean {
  const [theirs, ours] = [isSettled(other), isSettled(mine)];
  // Two who both showed it are two who made it.
  if (theirs || ours) return theirs && !ours;
  return other.chosen_at < mine.chosen_at || (other.chosen_at === mine.chosen_at && other.ticket < mine.ticket);
}

/** Staff said so, or the app answered to the code of the ticket. */
export const isSettled = ({ status, decided_by }: Pick<ChoiceRow, "status" | "decided_by">): boolean =>
  status === "staff" || decided_by === PROVEN;

function groupBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): ReadonlyMap<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * The names a ticket's typed name may mean: its own apps or, where keys are shared, those on the wall. A name that is
 * off the wall is suggested to nobody; whoever writes it exactly made it.
 */
export async function namesFor(
  tables: Reading,
  challenge: Challenge,
  ticket: TicketId,
  typed: string,
): Promise<readonly string[]> {
  const personal = challenge.setup.keyMode === "personal";
  const rows = await tables
    .selectFrom("app")
    .select(["service", "shown"])
    .distinct()
    .where("challenge", "=", challenge.id)
    .$if(personal, (query) => query.where("ticket", "=", ticket))
    .$if(!personal, (query) => query.where("simulated", "=", 0))
    .orderBy("service")
    .execute();
  const written = cleanName(typed);
  const known = rows.filter(({ service, shown }) => personal || shown === "shown" || cleanName(service) === written);
  return [...new Set(known.map(({ service }) => service))];
}

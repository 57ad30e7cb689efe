import type {
  ConsentBody,
  MyConsents,
  MyData,
  NewsList,
  PrivacyAnswer,
  PurgePlan,
  WithdrawAnswer,
} from "../../contract/index.ts";
import { type ChallengeId, Fault, type SpaceId, type TicketId } from "../../kernel/index.ts";
import type { Actor } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge, Lifecycle } from "../lifecycle/index.ts";
import { decideNews, readMyConsents, readNewsList } from "./consents.ts";
import { type DataSources, readMyData } from "./my-data.ts";
import { noticesOf } from "./notices.ts";
import { Purger } from "./purge.ts";
import { PurgeKeeper } from "./purge-keeper.ts";
import { readPlan, stageOf } from "./purge-plan.ts";
import { type ForgetTelemetry, StoreEraser } from "./store-eraser.ts";
import { withdrawTicket } from "./withdraw.ts";

/** What people are told, what is held of them, how they leave, and the end of it all. */
export interface Privacy extends AsyncDisposable {
  /** For anybody: what, why, until when, and whether it was destroyed. */
  tell(challenge: Challenge): Promise<PrivacyAnswer>;
  consents(challenge: Challenge, ticket: TicketId): Promise<MyConsents>;
  /** Faults: `privacy.notice-changed`, `privacy.news-off`, `challenge.not-open`. */
  decideNews(challenge: Challenge, ticket: TicketId, body: ConsentBody): Promise<MyConsents>;
  /** Who wants news; the reading is audited. */
  newsList(challenge: Challenge, actor: Actor): Promise<NewsList>;
  /** Everything held of a ticket. */
  myData(challenge: Challenge, ticket: TicketId): Promise<MyData>;
  /** Ends a ticket and destroys what it told, at once; a second time changes nothing. */
  withdraw(challenge: Challenge, ticket: TicketId): Promise<WithdrawAnswer>;
  /** What a purge would do, does, or did. */
  plan(challenge: Challenge): Promise<PurgePlan>;
  /** Begins to destroy everything personal now; goes on by itself. Faults: `privacy.purge-refused`. */
  purge(challenge: Challenge, confirm: string, actor: Actor): Promise<PurgePlan>;
  /** Does now what is due; for whoever cannot wait for the timer. */
  look(): Promise<void>;
}

export interface PrivacyParts extends DataSources {
  readonly lifecycle: Pick<Lifecycle, "find" | "step">;
  /** What is sealed and has to be told opens itself here, while the key is there; may be called again. */
  readonly beforeKeyGoes: (challenge: ChallengeId) => Promise<void>;
  readonly forgetTelemetry: ForgetTelemetry;
  /** Apps that leave the walls now. */
  readonly takeDown: (space: SpaceId, services: readonly string[]) => void;
}

export function createPrivacy(kit: Kit, parts: PrivacyParts): Privacy {
  const eraser = new StoreEraser(kit, parts.forgetTelemetry);
  const purger = new Purger(kit, parts, eraser);
  const keeper = new PurgeKeeper(kit, purger, eraser);
  keeper.wake();
  return {
    tell: (challenge) => tell(kit, challenge),
    consents: (challenge, ticket) => readMyConsents(kit, challenge, ticket),
    async decideNews(challenge, ticket, body) {
      await decideNews(kit, challenge, ticket, body);
      return readMyConsents(kit, challenge, ticket);
    },
    newsList: (challenge, actor) => readNewsList(kit, challenge, actor),
    myData: (challenge, ticket) => readMyData(kit, parts, challenge, ticket),
    async withdraw(challenge, ticket) {
      const { services, ...answer } = await withdrawTicket(kit, challenge, ticket);
      parts.takeDown(challenge.space, services);
      const emptied = kit.records.emptyJournal();
      emptied.catch((error: unknown) => kit.log.warn({ err: error }, "the journal was not emptied yet"));
      keeper.wake();
      return answer;
    },
    plan: (challenge) => readPlan(kit, challenge),
    async purge(challenge, confirm, actor) {
      if (confirm !== challenge.slug) throw new Fault("privacy.not-confirmed", { slug: challenge.slug });
      await purger.begin(challenge.id, actor);
      void purger.goOn(challenge.id).catch((error: unknown) => kit.log.error({ err: error }, "a purge did not begin"));
      return readPlan(kit, (await parts.lifecycle.find(challenge.id)) ?? challenge);
    },
    look: () => keeper.look(),
    [Symbol.asyncDispose]: () => keeper[Symbol.asyncDispose](),
  };
}

async function tell({ records, clock }: Kit, challenge: Challenge): Promise<PrivacyAnswer> {
  const row = await records.read((tables) =>
    tables.selectFrom("purge").select(["at", "failure"]).where("challenge", "=", challenge.id).executeTakeFirst(),
  );
  const { slug, state, setup, purgeAt } = challenge;
  const { controller, contact, purgeAfterDays: days } = setup.privacy;
  const serverTime = clock.now();
  const purge = { stage: stageOf(challenge, row, serverTime), at: row?.at ?? purgeAt ?? null, days };
  const notices = [...noticesOf(challenge)];
  return { slug, state, controller, contact, timeZone: setup.timeZone, notices, purge, serverTime };
}

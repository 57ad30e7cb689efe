import type { ChallengeSetup, CreateChallengeBody } from "../../contract/index.ts";
import type { Changing } from "../../control/index.ts";
import {
  type ChallengeId,
  challengeId,
  type EpochMicros,
  epochMicros,
  Fault,
  MICROS_PER_HOUR,
  randomId,
  type SpaceId,
} from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import { copyPictures } from "../picture/index.ts";
import { type Challenge, toChallenge } from "./challenge.ts";
import { DEFAULT_SETUP } from "./default-setup.ts";
import { lockChallenge } from "./lock-challenge.ts";
import { freeSlug, slugOf } from "./slug.ts";

/**
 * Makes a draft: with a name, or with everything but people and times of another challenge of the same space.
 * Faults: `request.invalid` without a name, `challenge.slug-taken`, `challenge.unknown`.
 */
export async function createChallenge(
  kit: Kit,
  space: SpaceId,
  input: CreateChallengeBody,
  actor: Actor,
): Promise<Challenge> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await kit.records.write((transaction) => insertChallenge(kit, transaction, space, input, actor));
    } catch (error) {
      const isRace = error instanceof Fault && error.code === "challenge.slug-taken" && input.slug === undefined;
      if (!isRace || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

/** Another space on another node may take an address between looking and writing. */
const MOST_ATTEMPTS = 5;

async function insertChallenge(
  { records, clock }: Kit,
  transaction: Changing,
  space: SpaceId,
  input: CreateChallengeBody,
  actor: Actor,
): Promise<Challenge> {
  // Two hosts of a space who name theirs alike follow one another.
  await transaction
    .selectFrom("space")
    .select("id")
    .where("id", "=", space)
    .$if(records.kind === "postgresql", (query) => query.forNoKeyUpdate())
    .execute();
  const model = input.cloneOf === undefined ? undefined : await findIn(transaction, space, input.cloneOf);
  const setup = setupOf(input, model?.setup);
  const slug = await chooseSlug(transaction, input, setup, model);
  const id = challengeId(`c_${randomId(16)}`);
  const now = clock.now();
  await insertDraft(transaction, { id, space, slug, setup, now, rehearsal: input.rehearsal, clonedFrom: model?.id });
  if (model !== undefined) {
    await cloneSurvey(transaction, model.id, id, now);
    await copyPictures(transaction, model.id, id);
  }
  const data = { slug, rehearsal: input.rehearsal, clone_of: model?.slug ?? "" };
  await appendAudit(transaction, id, now, { actor, type: "event.create", data });
  return lockChallenge(records.kind, transaction, id);
}

async function findIn(transaction: Changing, space: SpaceId, slug: string): Promise<Challenge> {
  const row = await transaction
    .selectFrom("challenge")
    .selectAll()
    .where("space", "=", space)
    .where("slug", "=", slug)
    .executeTakeFirst();
  if (row === undefined) throw new Fault("challenge.unknown", { slug });
  return toChallenge(row);
}

function setupOf({ nameKo, nameEn }: CreateChallengeBody, model: ChallengeSetup | undefined): ChallengeSetup {
  const name = { ko: nameKo, en: nameEn };
  if (nameKo !== "" || nameEn !== "") return { ...(model ?? DEFAULT_SETUP), name };
  if (model === undefined) throw new Fault("request.invalid", { detail: "body: a name is needed" });
  return model;
}

async function chooseSlug(
  transaction: Changing,
  input: CreateChallengeBody,
  setup: ChallengeSetup,
  model: Challenge | undefined,
): Promise<string> {
  const isRehearsal = input.rehearsal && model !== undefined;
  const wanted = input.slug ?? (isRehearsal ? `${model.slug}-rehearsal` : slugOf(setup.name.en || setup.name.ko));
  const rows = await transaction.selectFrom("challenge").select("slug").where("slug", "like", `${wanted}%`).execute();
  const taken = new Set(rows.map(({ slug }) => slug));
  if (input.slug !== undefined && taken.has(wanted)) throw new Fault("challenge.slug-taken", { slug: wanted });
  return freeSlug(wanted, taken);
}

/** Nobody plans the end of a rehearsal. */
const REHEARSAL_LENGTH = 2 * MICROS_PER_HOUR;

interface Draft {
  readonly id: ChallengeId;
  readonly space: SpaceId;
  readonly slug: string;
  readonly setup: ChallengeSetup;
  readonly now: EpochMicros;
  readonly rehearsal: boolean;
  readonly clonedFrom: ChallengeId | undefined;
}

async function insertDraft(transaction: Changing, draft: Draft): Promise<void> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto("challenge")
    .values({
      id: draft.id,
      space: draft.space,
      slug: draft.slug,
      state: "draft",
      state_changed_at: draft.now,
      state_before: null,
      undo_until: null,
      setup: JSON.stringify(draft.setup),
      opens_at: null,
      closes_at: draft.rehearsal ? epochMicros(draft.now + REHEARSAL_LENGTH) : null,
      purge_at: null,
      rehearsal: draft.rehearsal ? 1 : 0,
      cloned_from: draft.clonedFrom ?? null,
      created_at: draft.now,
      version: 1,
    })
    .onConflict((conflict) => conflict.column("slug").doNothing())
    .executeTakeFirst();
  // Two who choose the same address in the same moment on two nodes.
  if (numInsertedOrUpdatedRows !== 1n) throw new Fault("challenge.slug-taken", { slug: draft.slug });
}

/** The newest version of the questions becomes the first of the new challenge. */
async function cloneSurvey(transaction: Changing, from: ChallengeId, to: ChallengeId, now: EpochMicros): Promise<void> {
  const newest = await transaction
    .selectFrom("survey_version")
    .select("definition")
    .where("challenge", "=", from)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  if (newest === undefined) return;
  const copy = { challenge: to, version: 1, definition: newest.definition, created_at: now };
  await transaction.insertInto("survey_version").values(copy).execute();
}

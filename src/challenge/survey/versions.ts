import { type Question, SurveyDefinition } from "../../contract/index.ts";
import type { Changing, Reading } from "../../control/index.ts";
import type { ChallengeId, EpochMicros } from "../../kernel/index.ts";
import { DEFAULT_SURVEY } from "./templates.ts";

export interface SurveyVersion {
  readonly version: number;
  readonly definition: SurveyDefinition;
}

const FIRST: SurveyVersion = { version: 0, definition: DEFAULT_SURVEY };

export async function readCurrent(tables: Reading, challenge: ChallengeId): Promise<SurveyVersion> {
  const row = await tables
    .selectFrom("survey_version")
    .select(["version", "definition"])
    .where("challenge", "=", challenge)
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? FIRST : toVersion(row);
}

/** All that were ever asked, newest first: a phone that was offline answers the one it knows. */
export async function readVersions(
  tables: Reading,
  challenge: ChallengeId,
): Promise<readonly [SurveyVersion, ...SurveyVersion[]]> {
  const rows = await tables
    .selectFrom("survey_version")
    .select(["version", "definition"])
    .where("challenge", "=", challenge)
    .orderBy("version", "desc")
    .execute();
  const [newest, ...older] = rows.map(toVersion);
  return newest === undefined ? [FIRST] : [newest, ...older, FIRST];
}

/** False when another node made this version in the same moment. */
export async function insertVersion(
  transaction: Changing,
  challenge: ChallengeId,
  { version, definition }: SurveyVersion,
  at: EpochMicros,
): Promise<boolean> {
  const result = await transaction
    .insertInto("survey_version")
    .values({ challenge, version, definition: JSON.stringify(definition), created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** The question as the given versions asked it, newest first. */
export const questionsNamed = (versions: readonly SurveyVersion[], id: string): readonly Question[] =>
  versions.flatMap(({ definition }) => definition.questions.filter((question) => question.id === id));

function toVersion(row: { readonly version: number; readonly definition: string }): SurveyVersion {
  return { version: row.version, definition: SurveyDefinition.parse(JSON.parse(row.definition)) };
}

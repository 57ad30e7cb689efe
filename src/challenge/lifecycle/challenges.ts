import type {
  ChallengeSummary,
  ChallengeView,
  CreateChallengeBody,
  SaveSetupBody,
  SeriesAnswer,
} from "../../contract/index.ts";
import { type ChallengeId, Fault, type SpaceId } from "../../kernel/index.ts";
import type { Actor } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, toChallenge } from "./challenge.ts";
import { createChallenge } from "./create-challenge.ts";
import { askSources, type FactSources, gatherFacts } from "./facts.ts";
import { type SetupChanged, saveSetup } from "./save-setup.ts";
import { readSeries } from "./series.ts";
import { summarise } from "./summaries.ts";
import { extend, type StepRequest, takeStep, undoStep } from "./take-step.ts";
import { TimeKeeper } from "./time-keeper.ts";
import { toView } from "./views.ts";

/** The challenges of all spaces, read and changed. Every change is told to open pages and stands in the audit log. */
export interface Lifecycle extends AsyncDisposable {
  findBySlug(slug: string): Promise<Challenge | undefined>;
  find(id: ChallengeId): Promise<Challenge | undefined>;
  /** Of one space, newest first. */
  list(space: SpaceId): Promise<readonly Challenge[]>;
  /** `list` with what each came to. */
  summaries(space: SpaceId): Promise<readonly ChallengeSummary[]>;
  /** Those made from one another, side by side. */
  series(space: SpaceId): Promise<SeriesAnswer["series"]>;
  /** As its host sees it, with the steps that exist now. Faults: `challenge.unknown`. */
  view(id: ChallengeId): Promise<ChallengeView>;
  /** Faults: `request.invalid`, `challenge.slug-taken`, `challenge.unknown`. */
  create(space: SpaceId, input: CreateChallengeBody, actor: Actor): Promise<ChallengeView>;
  /** Faults: `challenge.changed-meanwhile`, `challenge.frozen`, `challenge.field-fixed`, `request.invalid`. */
  saveSetup(id: ChallengeId, input: SaveSetupBody, actor: Actor): Promise<ChallengeView>;
  /** Faults: `challenge.step-refused`, `challenge.changed-meanwhile`. */
  step(id: ChallengeId, request: StepRequest): Promise<ChallengeView>;
  /** Takes the last step back within its window. Faults: as `step`. */
  undo(id: ChallengeId, request: Pick<StepRequest, "actor" | "version">): Promise<ChallengeView>;
  /** Faults: `challenge.step-refused`. */
  extend(id: ChallengeId, request: { readonly actor: Actor; readonly minutes: number }): Promise<ChallengeView>;
}

/** What else of the room has a say in a challenge's life. */
export interface LifecycleHooks extends FactSources {
  readonly setupChanged?: SetupChanged;
}

export function createLifecycle(kit: Kit, sources: LifecycleHooks = {}): Lifecycle {
  const { records, clock } = kit;
  const keeper = new TimeKeeper(kit, sources);
  keeper.wake();
  const find = async (column: "id" | "slug", value: string): Promise<Challenge | undefined> => {
    const row = await records.read((tables) =>
      tables
        .selectFrom("challenge")
        .selectAll()
        .where(column, "=", value as ChallengeId)
        .executeTakeFirst(),
    );
    return row && toChallenge(row);
  };
  const list = async (space: SpaceId): Promise<readonly Challenge[]> => {
    const rows = await records.read((tables) =>
      tables
        .selectFrom("challenge")
        .selectAll()
        .where("space", "=", space)
        .orderBy("created_at", "desc")
        .orderBy("id")
        .execute(),
    );
    return rows.map(toChallenge);
  };
  const view = async (id: ChallengeId): Promise<ChallengeView> => {
    const challenge = await find("id", id);
    if (challenge === undefined) throw new Fault("challenge.unknown", { slug: id });
    const asked = await askSources(sources, challenge, clock.now());
    return toView(challenge, await records.read((tables) => gatherFacts(tables, challenge, asked)));
  };
  const changed = (id: ChallengeId): Promise<ChallengeView> => {
    keeper.wake();
    return view(id);
  };
  return {
    findBySlug: (slug) => find("slug", slug),
    find: (id) => find("id", id),
    list,
    summaries: async (space) => summarise(records, await list(space)),
    series: (space) => readSeries(records, space),
    view,
    create: async (space, input, actor) => view((await createChallenge(kit, space, input, actor)).id),
    async saveSetup(id, input, actor) {
      await saveSetup(kit, id, input, actor, sources.setupChanged);
      return changed(id);
    },
    async step(id, request) {
      await takeStep(kit, sources, id, request);
      return changed(id);
    },
    async undo(id, request) {
      await undoStep(kit, sources, id, request);
      return changed(id);
    },
    async extend(id, request) {
      await extend(kit, sources, id, request);
      return changed(id);
    },
    [Symbol.asyncDispose]: () => keeper[Symbol.asyncDispose](),
  };
}

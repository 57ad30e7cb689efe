import type { PlaceProblem, PlaceTarget } from "../../contract/index.ts";
import type { Reading } from "../../control/index.ts";
import { assertNever } from "../../kernel/index.ts";
import type { Challenge } from "../lifecycle/index.ts";

/** What of an event there is to lead somebody to. */
export interface Offered {
  readonly state: Challenge["state"];
  readonly survey: boolean;
  readonly swag: boolean;
  readonly draw: boolean;
  /** The name of the newest draw that has a result. */
  readonly heldDraw: string | undefined;
}

export async function readOffered(
  tables: Reading,
  { id, state, setup }: Pick<Challenge, "id" | "state" | "setup">,
): Promise<Offered> {
  const raffle = await tables
    .selectFrom("swag_raffle")
    .select("id")
    .where("challenge", "=", id)
    .where("simulated", "=", 0)
    .limit(1)
    .executeTakeFirst();
  const draws = await tables
    .selectFrom("draw")
    .select(["id", "bundle"])
    .where("challenge", "=", id)
    .where("ordinal", ">", 0)
    .orderBy("ordinal", "desc")
    .execute();
  const held = draws.find(({ bundle }) => bundle !== null)?.id;
  return {
    state,
    survey: setup.rules.survey,
    swag: setup.swag.planned || raffle !== undefined,
    draw: setup.prizes.length > 0 || draws.length > 0,
    heldDraw: held?.slice(held.indexOf("/") + 1),
  };
}

/** Why nobody finds there what the poster promises; null where they do. */
export function problemOf(target: PlaceTarget, { state, survey, swag, draw }: Offered): PlaceProblem | null {
  if (state === "draft") return "draft";
  if (state === "purged") return "over";
  switch (target) {
    case "join":
    case "guide":
    case "wall":
      return null;
    case "survey":
      if (!survey) return "no-survey";
      return state === "announced" || state === "open" ? null : "over";
    case "swag":
      return swag ? null : "no-swag";
    case "proof":
      return draw ? null : "no-draw";
    default:
      return assertNever(target);
  }
}

/**
 * The page of our own that a name stands for, and the event's own page where there is nothing behind that name: a code that
 * hangs somewhere never leads to a refusal. `slug` and `place` are ours; nothing in them needs escaping.
 */
export function pageOf(
  target: PlaceTarget,
  { slug, place, offered }: { readonly slug: string; readonly place: string; readonly offered: Offered },
): string {
  const event = `/e/${slug}`;
  if (problemOf(target, offered) !== null) return `${event}?p=${place}`;
  switch (target) {
    case "join":
      return `${event}?p=${place}`;
    case "guide":
    case "survey":
    case "swag":
    case "wall":
      return `${event}/${target}?p=${place}`;
    case "proof":
      return offered.heldDraw === undefined ? `${event}/draw` : `${event}/draw/${offered.heldDraw}`;
    default:
      return assertNever(target);
  }
}

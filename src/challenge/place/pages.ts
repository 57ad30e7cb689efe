import type { PlaceTarget } from "../../contract/index.ts";
import { assertNever } from "../../kernel/index.ts";

/** The page of our own that a name stands for. `slug` and `place` are ours; nothing in them needs escaping. */
export function pageOf(
  target: PlaceTarget,
  { slug, place, draw }: { readonly slug: string; readonly place: string; readonly draw: string | undefined },
): string {
  const event = `/e/${slug}`;
  switch (target) {
    case "join":
      return `${event}?p=${place}`;
    case "guide":
      return `${event}/guide?p=${place}`;
    case "survey":
      return `${event}/survey?p=${place}`;
    case "swag":
      return `${event}/swag?p=${place}`;
    case "wall":
      return `/wall/text?challenge=${slug}`;
    case "proof":
      return draw === undefined ? `${event}/draw` : `${event}/draw/${draw}`;
    default:
      return assertNever(target);
  }
}

import { useTranslation } from "react-i18next";
import type { PlaceTarget } from "../../contract/index.ts";

const TARGETS: readonly PlaceTarget[] = ["join", "guide", "survey", "swag", "wall", "proof"];

/** Where a code can lead, with its name on screen. */
export function useTargets(): readonly (readonly [PlaceTarget, string])[] {
  const { t } = useTranslation();
  return TARGETS.map((target) => [target, t(`place.targets.${target}`)]);
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ChallengeState, ChallengeView } from "../../contract/index.ts";
import { challengeQuery, extend, takeOver, takeStep, undoStep } from "./api.ts";

/** What a host can do to a challenge's life. A refusal reads the challenge anew, for it was decided by something old. */
export function useSteps({ slug, version }: Pick<ChallengeView, "slug" | "version">) {
  const client = useQueryClient();
  const handlers = {
    onSuccess: (view: ChallengeView) => takeOver(client, view),
    onError: () => void client.invalidateQueries({ queryKey: challengeQuery(slug).queryKey, exact: true }),
  };
  const step = useMutation({
    mutationFn: ({ to, reason }: { readonly to: ChallengeState; readonly reason: string }) =>
      takeStep(slug, { to, reason, version }),
    ...handlers,
  });
  const undo = useMutation({ mutationFn: () => undoStep(slug, version), ...handlers });
  const longer = useMutation({ mutationFn: (minutes: number) => extend(slug, minutes), ...handlers });
  return { step, undo, longer };
}

import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChallengeState, ChallengeView, Transition } from "../../contract/index.ts";
import { FaultLine } from "./fault-line.tsx";
import { GuardList } from "./guard-list.tsx";
import { useSay } from "./say.ts";
import classes from "./step-panel.module.css";
import { useSteps } from "./use-steps.ts";
import { venueClock } from "./venue-time.ts";

interface StepPanelProps {
  /** A step that is possible and not what people mostly come for. */
  readonly aside?: boolean;
  readonly view: ChallengeView;
  readonly to: ChallengeState;
  readonly children?: ReactNode;
}

/** The step of the challenge that leads to `to`; undefined where it does not exist now. */
export const stepTo = (view: ChallengeView, to: ChallengeState): Transition | undefined =>
  view.transitions.find((each) => each.to === to && !each.undo);

/** Steps that mean something else than what usually leads there. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  "closed-open",
  "review-closed",
  "announced-draft",
  "handing-over-kept",
]);

/** One step: what it does, what it needs, why (where a reason is wanted), and the button. */
export function StepPanel({ view, to, aside = false, children }: StepPanelProps) {
  const { t } = useTranslation();
  const say = useSay();
  const [reason, setReason] = useState("");
  const { step } = useSteps(view);
  const transition = stepTo(view, to);
  if (transition === undefined) return null;
  const back = `${view.state}-${to}`;
  const words = OWN_WORDS.has(back) ? back : to;
  const isReady = transition.allowed && (!transition.needsReason || reason.trim() !== "");
  return (
    <section className={classes.panel} aria-labelledby={`step-${words}`}>
      <h2 id={`step-${words}`}>{say(`host.step.${words}`) || to}</h2>
      <p className={classes.lead}>{say(`host.stepLead.${words}`)}</p>
      {transition.guards.length > 0 && <GuardList slug={view.slug} guards={transition.guards} />}
      {transition.needsReason && (
        <label className={classes.reason}>
          {t("host.step.reason")}
          <input
            type="text"
            maxLength={500}
            value={reason}
            aria-describedby={`reason-hint-${words}`}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <span id={`reason-hint-${words}`} className={classes.hint}>
            {t("host.step.reasonHint")}
          </span>
        </label>
      )}
      <div className={classes.buttons}>
        <Button
          size="md"
          variant={aside ? "default" : "filled"}
          disabled={!isReady}
          loading={step.isPending}
          onClick={() => step.mutate({ to, reason: reason.trim() })}
        >
          {say(`host.stepButton.${words}`) || to}
        </Button>
        {children}
      </div>
      {step.error && <FaultLine error={step.error} />}
    </section>
  );
}

/** Takes the last step back, while that is possible. */
export function UndoBar({ view }: { readonly view: ChallengeView }) {
  const { t } = useTranslation();
  const { undo } = useSteps(view);
  const back = view.transitions.find((each) => each.undo);
  if (back === undefined) return null;
  if (!back.allowed) return <p className={classes.hint}>{t("host.step.noUndo")}</p>;
  return (
    <div className={classes.undo}>
      <span>
        {t("host.step.taken", {
          state: t(`host.state.${view.state}`),
          time: venueClock(view.undoUntil ?? view.serverTime, view.setup.timeZone),
        })}
      </span>
      <Button variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>
        {t("host.step.undo")}
      </Button>
      {undo.error && <FaultLine error={undo.error} />}
    </div>
  );
}

import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./hold-button.module.css";

interface HoldButtonProps {
  readonly label: string;
  /** Red for what destroys. */
  readonly danger?: boolean;
  readonly disabled: boolean;
  readonly onHeld: () => void;
}

const HOLD_MS = 2_000;
const ARMED_MS = 8_000;

const isPress = ({ key }: KeyboardEvent): boolean => key === " " || key === "Enter";

/**
 * Acts when it was held for two seconds, by finger, mouse, Space or Enter: nobody does what cannot be undone by a slip.
 * A press that a screen reader or a switch makes has no length, so two of them within eight seconds count instead.
 */
export function HoldButton({ label, danger = false, disabled, onHeld }: HoldButtonProps) {
  const { t } = useTranslation();
  const [stage, setStage] = useState<"idle" | "holding" | "armed">("idle");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const enter = (next: typeof stage, millis: number, then: () => void): void => {
    clearTimeout(timer.current);
    setStage(next);
    timer.current = setTimeout(() => {
      setStage("idle");
      then();
    }, millis);
  };
  const hold = (): void => {
    if (!disabled) enter("holding", HOLD_MS, onHeld);
  };
  const release = (): void => {
    if (stage !== "holding") return;
    clearTimeout(timer.current);
    setStage("idle");
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  const onPointerDown = (event: PointerEvent): void => {
    // What still loads above may move the button away from under a finger that never let go.
    event.currentTarget.setPointerCapture(event.pointerId);
    hold();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isPress(event)) return;
    event.preventDefault();
    if (!event.repeat) hold();
  };
  const onKeyUp = (event: KeyboardEvent): void => {
    if (!isPress(event)) return;
    event.preventDefault();
    release();
  };
  const onClick = ({ detail }: MouseEvent): void => {
    // Fingers and mice count their clicks; keys never get here, for their default is prevented.
    if (disabled || detail > 0) return;
    if (stage === "armed") {
      clearTimeout(timer.current);
      setStage("idle");
      onHeld();
    } else {
      enter("armed", ARMED_MS, () => undefined);
    }
  };
  return (
    <button
      type="button"
      className={classes.hold}
      data-holding={stage === "holding"}
      data-danger={danger}
      disabled={disabled}
      onPointerDown={onPointerDown}
      onLostPointerCapture={release}
      onKeyDown={onKeyDown}
      onKeyUp={onKeyUp}
      onBlur={release}
      onClick={onClick}
      onContextMenu={(event) => event.preventDefault()}
    >
      <span>{label}</span>
      <small aria-live="polite">{t(`hold.${stage}`)}</small>
    </button>
  );
}

import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from "react";
import classes from "./privacy.module.css";

interface HoldButtonProps {
  readonly label: string;
  readonly holdingLabel: string;
  readonly disabled: boolean;
  readonly onHeld: () => void;
}

const HOLD_MILLIS = 2_000;

/**
 * Acts when it was held for two seconds, by finger, mouse, Space or Enter. A press that a screen reader or a switch
 * makes has no length, so it counts at once: what leads here asks for a typed word first.
 */
export function HoldButton({ label, holdingLabel, disabled, onHeld }: HoldButtonProps) {
  const [holding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const byHand = useRef(false);
  const stop = (): void => {
    clearTimeout(timer.current);
    setHolding(false);
  };
  const start = (): void => {
    if (disabled) return;
    byHand.current = true;
    stop();
    setHolding(true);
    timer.current = setTimeout(() => {
      setHolding(false);
      onHeld();
    }, HOLD_MILLIS);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    if (!event.repeat) start();
  };
  const onClick = (event: MouseEvent): void => {
    if (event.detail === 0 && !byHand.current && !disabled) onHeld();
    byHand.current = false;
  };
  return (
    <button
      type="button"
      className={classes.hold}
      data-holding={holding}
      disabled={disabled}
      onPointerDown={start}
      onPointerUp={stop}
      onPointerLeave={stop}
      onPointerCancel={stop}
      onKeyDown={onKeyDown}
      onKeyUp={stop}
      onBlur={stop}
      onClick={onClick}
      onContextMenu={(event) => event.preventDefault()}
    >
      <span>{holding ? holdingLabel : label}</span>
    </button>
  );
}

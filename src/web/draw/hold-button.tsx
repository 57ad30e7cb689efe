import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./console.module.css";

const HOLD_MS = 2_000;

interface HoldButtonProps {
  readonly words: string;
  readonly disabled: boolean;
  readonly onHeld: () => void;
}

/** Acts only when held for two seconds, by finger, mouse, space or enter: nobody freezes a list by a slip. */
export function HoldButton({ words, disabled, onHeld }: HoldButtonProps) {
  const { t } = useTranslation();
  const [holding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const release = (): void => {
    clearTimeout(timer.current);
    setHolding(false);
  };
  const press = (): void => {
    if (disabled || holding) return;
    setHolding(true);
    timer.current = setTimeout(() => {
      setHolding(false);
      onHeld();
    }, HOLD_MS);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const isKey = (key: string): boolean => key === " " || key === "Enter";
  return (
    <button
      type="button"
      className={classes.hold}
      data-holding={holding}
      disabled={disabled}
      onPointerDown={press}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onKeyDown={(event) => {
        if (!isKey(event.key)) return;
        event.preventDefault();
        if (!event.repeat) press();
      }}
      onKeyUp={({ key }) => {
        if (isKey(key)) release();
      }}
      onContextMenu={(event) => event.preventDefault()}
    >
      <span>{words}</span>
      <small aria-live="polite">{t(holding ? "draw.host.holding" : "draw.host.hold")}</small>
    </button>
  );
}

import type { ReactNode } from "react";
import { useId } from "react";
import { IconCheck } from "../ui/icons.tsx";
import classes from "./question.module.css";

interface ChoiceProps {
  readonly kind: "radio" | "checkbox";
  readonly name: string;
  readonly value: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
  readonly note?: ReactNode;
  /** The key that chooses it. */
  readonly number?: number;
  readonly disabled?: boolean | undefined;
}

/** An option of thumb size: the whole card is the label of a native input. */
export function Choice({ kind, name, value, checked, onChange, children, note, number, disabled }: ChoiceProps) {
  const noteId = useId();
  return (
    <label className={classes.choice} data-checked={checked} data-kind={kind}>
      <input
        type={kind}
        name={name}
        value={value}
        checked={checked}
        disabled={disabled}
        aria-describedby={note === undefined ? undefined : noteId}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className={classes.box} aria-hidden="true">
        {checked && <IconCheck />}
      </span>
      <span className={classes.choiceText}>
        {children}
        {note !== undefined && (
          <small id={noteId} className={classes.note}>
            {note}
          </small>
        )}
      </span>
      {number !== undefined && number <= 9 && (
        <span className={classes.key} aria-hidden="true">
          {number}
        </span>
      )}
    </label>
  );
}

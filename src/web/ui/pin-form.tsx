import { Button } from "@mantine/core";
import { type FormEvent, useId, useState } from "react";
import classes from "./pin-form.module.css";

interface PinFormProps {
  readonly label: string;
  readonly action: string;
  /** Digits. */
  readonly least: number;
  readonly most: number;
  /** Said where it has not that many. */
  readonly tooShort: string;
  readonly disabled?: boolean;
  /** Answers what is wrong with it, in words; "" when it was taken. */
  readonly onPin: (pin: string) => string | Promise<string>;
}

/** A field for a few digits and the button that sends them. Nothing of them stays in the page. */
export function PinForm({ label, action, least, most, tooShort, disabled = false, onPin }: PinFormProps) {
  const [pin, setPin] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const errorId = useId();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (disabled || busy) return;
    if (pin.length < least) return setError(tooShort);
    setBusy(true);
    try {
      setError(await onPin(pin));
    } finally {
      setPin("");
      setBusy(false);
    }
  };
  return (
    <form className={classes.pin} onSubmit={(event) => void submit(event)} autoComplete="off">
      <label>
        <span>{label}</span>
        <input
          type="password"
          value={pin}
          inputMode="numeric"
          pattern="[0-9]*"
          maxLength={most}
          autoComplete="off"
          aria-invalid={error !== ""}
          aria-describedby={errorId}
          disabled={disabled}
          onChange={(event) => setPin(event.target.value.replace(/\D/g, ""))}
        />
      </label>
      <Button type="submit" size="md" loading={busy} disabled={disabled}>
        {action}
      </Button>
      <p id={errorId} role="alert" className={classes.error}>
        {error}
      </p>
    </form>
  );
}

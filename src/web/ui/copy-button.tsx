import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "./clipboard.ts";
import classes from "./copy-button.module.css";
import { IconCheck, IconCopy } from "./icons.tsx";

const SAID_MS = 2_000;

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for those who do not see where the button stands. */
  readonly label: string;
  readonly compact?: boolean;
  /** What the button says; "copy" when left out. */
  readonly words?: string;
}

/** Copies `text` and says so in place. */
export function CopyButton({ text, label, compact = false, words }: CopyButtonProps) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<"none" | "copied" | "failed">("none");
  useEffect(() => {
    if (outcome === "none") return;
    const timer = setTimeout(() => setOutcome("none"), SAID_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const said = outcome === "none" ? "" : t(outcome === "copied" ? "app.copied" : "app.copyFailed");
  return (
    <button
      type="button"
      className={compact ? classes.compact : classes.button}
      aria-label={label}
      title={label}
      onClick={() => void copyText(text).then((copied) => setOutcome(copied ? "copied" : "failed"))}
    >
      {outcome === "copied" ? <IconCheck /> : <IconCopy />}
      {!compact && <span>{said || (words ?? t("app.copy"))}</span>}
      <span className="visually-hidden" aria-live="polite">
        {said}
      </span>
    </button>
  );
}

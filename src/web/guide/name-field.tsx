import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { isAppName, rememberName } from "./choices.ts";
import classes from "./guide.module.css";

interface NameFieldProps {
  readonly slug: string;
  /** The name that stands in the code now. */
  readonly suggestion: string;
  readonly onName: (name: string | undefined) => void;
}

/** What their app is called; the code follows as soon as they leave the field. */
export function NameField({ slug, suggestion, onName }: NameFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const name = typed ?? suggestion;
  const wrong = typed !== undefined && typed !== "" && !isAppName(typed);
  const take = () => {
    if (typed === undefined || wrong) return;
    const wanted = typed.trim();
    rememberName(slug, wanted);
    setTyped(undefined);
    onName(wanted === "" ? undefined : wanted);
  };
  return (
    <form
      className={classes.name}
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <label htmlFor={id}>{t("guide.name")}</label>
      <input
        id={id}
        value={name}
        maxLength={60}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        aria-invalid={wrong}
        aria-describedby={`${id}-hint`}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
      />
      <p id={`${id}-hint`} className={wrong ? classes.wrong : classes.hint}>
        {t(wrong ? "guide.nameWrong" : "guide.nameHint")}
      </p>
    </form>
  );
}

import { useTranslation } from "react-i18next";
import type { SwagRollView } from "../../contract/index.ts";
import { IconCheck } from "../ui/icons.tsx";
import classes from "./swag.module.css";

interface SizeProps {
  readonly roll: Pick<SwagRollView, "size" | "sizes">;
  readonly legend: string;
  readonly busy: boolean;
  readonly onChoose: (size: string) => void;
}

/** The sizes of what was won as buttons, with how many of each nobody took. */
export function SizeChoice({ roll, legend, busy, onChoose }: SizeProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.sizes}>
      <legend>{legend}</legend>
      {roll.sizes.map(({ size, left }) => {
        const isChosen = size === roll.size;
        return (
          <button
            key={size}
            type="button"
            aria-pressed={isChosen}
            disabled={busy || (left === 0 && !isChosen)}
            onClick={() => onChoose(size)}
          >
            <span>
              {isChosen && <IconCheck />} {size}
            </span>
            <small>{left > 0 ? t("swag.size.left", { n: left }) : t("swag.size.gone")}</small>
          </button>
        );
      })}
    </fieldset>
  );
}

import type { CSSProperties } from "react";
import classes from "./confetti.module.css";

const PIECES = 72;
const HUES = 6;

/** A second and a half of coloured paper over a winner; nothing at all for who asked for less motion. */
export function Confetti() {
  return (
    <div className={classes.confetti} aria-hidden="true">
      {Array.from({ length: PIECES }, (_, at) => (
        // Pieces are told apart by their place alone.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <i key={at} style={pieceAt(at)} />
      ))}
    </div>
  );
}

/** Spread by the golden angle, so that no two screens roll dice for it. */
function pieceAt(at: number): CSSProperties {
  const turn = at * 137.508;
  const across = ((at * 61.8034) % 100) - 50;
  return {
    "--hue": `var(--hue-${(at % HUES) + 1})`,
    "--across": `${across.toFixed(1)}vw`,
    "--fall": `${(46 + (turn % 34)).toFixed(1)}vh`,
    "--spin": `${Math.round(turn % 720) - 360}deg`,
    "--late": `${(at * 37) % 240}ms`,
  } as CSSProperties;
}

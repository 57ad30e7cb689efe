import { Button } from "@mantine/core";
import { type PointerEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./scan.module.css";

const SIDE = 1_000;
const MOST_STROKES = 60;
const MOST_NUMBERS = 600;

/** A signature on glass; whoever cannot sign shows the code twice instead. */
export function Signature({
  busy,
  onSigned,
}: {
  readonly busy: boolean;
  readonly onSigned: (strokes: number[][]) => void;
}) {
  const { t } = useTranslation();
  const [strokes, setStrokes] = useState<number[][]>([]);
  const pointOf = (event: PointerEvent<SVGSVGElement>): number[] => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const inside = (value: number) => Math.min(SIDE, Math.max(0, Math.round(value * SIDE)));
    return [inside((event.clientX - left) / width), inside((event.clientY - top) / height)];
  };
  return (
    <div className={classes.signing}>
      <p>{t("claim.scan.signHere")}</p>
      <svg
        viewBox={`0 0 ${SIDE} ${SIDE}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("claim.scan.signHere")}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const point = pointOf(event);
          if (strokes.length < MOST_STROKES) setStrokes([...strokes, point]);
        }}
        onPointerMove={(event) => {
          if (event.buttons === 0) return;
          const point = pointOf(event);
          setStrokes((all) => {
            const last = all.at(-1);
            if (last === undefined || last.length >= MOST_NUMBERS) return all;
            return [...all.slice(0, -1), [...last, ...point]];
          });
        }}
      >
        {strokes.map((stroke, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only added at the end
          <polyline key={at} points={stroke.join(" ")} />
        ))}
      </svg>
      <div className={classes.actions}>
        <Button
          size="md"
          loading={busy}
          disabled={strokes.every(({ length }) => length < 4)}
          onClick={() => onSigned(strokes)}
        >
          {t("claim.scan.signDone")}
        </Button>
        <Button size="md" variant="default" onClick={() => setStrokes([])}>
          {t("claim.scan.signClear")}
        </Button>
      </div>
    </div>
  );
}

import { type CSSProperties, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { nameText } from "../ui/name-text.ts";
import classes from "./ladder.module.css";
import { along, type Point } from "./ladder-model.ts";
import type { Show } from "./use-show.ts";

export interface LadderLane {
  /** From 1. */
  readonly lane: number;
  readonly app: string;
}

interface LadderProps {
  /** Undefined while the curtain hides what nobody knows yet. */
  readonly show: Show | undefined;
  /** The poles' lanes from left to right. */
  readonly lanes: readonly LadderLane[];
  /** Milliseconds since the show began; undefined before. */
  readonly elapsed: () => number | undefined;
  /** One's own lane, from 1. */
  readonly mine?: number | null;
  /** Names over the poles; on a phone there is room for numbers only. */
  readonly named?: boolean;
}

const SIDE = 24;

/** The stored ladder. Its picture is painted once; in each frame only the travellers move. */
export function Ladder({ show, lanes, elapsed, mine = null, named = false }: LadderProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  const reduced = useReducedMotion();
  const hasNames = named && lanes.some(({ app }) => app !== "");
  const head = hasNames ? Math.min(height * 0.3, 260) : named ? 76 : 40;
  const foot = 46;
  const scale = useMemo(() => {
    const right = SIDE + (hasNames ? overhang(lanes, width) : 0);
    const step = lanes.length < 2 ? 0 : (width - SIDE - right) / (lanes.length - 1);
    const x = (pole: number): number => (lanes.length < 2 ? width / 2 : SIDE + pole * step);
    const y = (part: number): number => head + part * Math.max(height - head - foot, 0);
    return { step, x, y };
  }, [lanes, hasNames, width, height, head]);
  const ready = width > 0 && height > 0;
  return (
    <div className={classes.box} ref={box}>
      {ready && (
        <svg
          width={width}
          height={height}
          className={classes.ladder}
          role="img"
          aria-label={t("draw.ladder.label", { n: lanes.length })}
          data-rungs={show?.model.rungs.map(({ row, gap, height: h }) => `${row}.${gap}.${h.toFixed(4)}`).join(" ")}
        >
          <Poles lanes={lanes} scale={scale} mine={mine} named={named} head={head} bottom={scale.y(1)} />
          {show && <Rungs show={show} scale={scale} />}
          <Travellers show={show} lanes={lanes} scale={scale} elapsed={elapsed} mine={mine} reduced={reduced} />
          <Curtain
            show={show}
            elapsed={elapsed}
            reduced={reduced}
            area={{ x: 0, y: scale.y(0) + 6, width, height: Math.max(scale.y(1) - scale.y(0) - 12, 0) }}
          />
        </svg>
      )}
    </div>
  );
}

const LONGEST_NAME = 14;
const NAME_ANGLE = 48;
const nameSize = (step: number): number => Math.min(30, Math.max(step * 0.44, 20));

/** Names lean to the right: so far do those of the last lanes reach beyond their poles. */
function overhang(lanes: readonly LadderLane[], width: number): number {
  const step = (width - 2 * SIDE) / Math.max(lanes.length - 1, 1);
  const letter = nameSize(step) * 0.6 * Math.cos((NAME_ANGLE * Math.PI) / 180);
  const reach = lanes.map(({ app }, pole) => {
    const letters = [...nameText(app, LONGEST_NAME)].length;
    return letters * letter - (lanes.length - 1 - pole) * step;
  });
  return Math.max(0, ...reach);
}

interface Scale {
  readonly step: number;
  readonly x: (pole: number) => number;
  readonly y: (part: number) => number;
}

interface PolesProps {
  readonly lanes: readonly LadderLane[];
  readonly scale: Scale;
  readonly mine: number | null;
  readonly named: boolean;
  readonly head: number;
  readonly bottom: number;
}

function Poles({ lanes, scale, mine, named, head, bottom }: PolesProps) {
  const radius = Math.min(scale.step * 0.42 || 18, named ? 30 : 18);
  return (
    <g>
      {lanes.map(({ lane, app }, pole) => (
        <g key={lane} className={classes.pole} data-mine={lane === mine}>
          <line x1={scale.x(pole)} x2={scale.x(pole)} y1={head} y2={bottom} />
          <circle cx={scale.x(pole)} cy={head - radius - 2} r={radius} />
          <text x={scale.x(pole)} y={head - radius - 2} fontSize={radius * 1.05}>
            {lane}
          </text>
          {named && app !== "" && (
            <text
              className={classes.name}
              transform={`translate(${scale.x(pole) + radius * 0.35} ${head - 2 * radius - 12}) rotate(-${NAME_ANGLE})`}
              fontSize={nameSize(scale.step)}
            >
              {nameText(app, LONGEST_NAME)}
            </text>
          )}
        </g>
      ))}
    </g>
  );
}

function Rungs({ show, scale }: { readonly show: Show; readonly scale: Scale }) {
  return (
    <g className={classes.rungs}>
      {show.model.rungs.map(({ row, gap, height }) => (
        <line key={`${row}.${gap}`} x1={scale.x(gap)} x2={scale.x(gap + 1)} y1={scale.y(height)} y2={scale.y(height)} />
      ))}
    </g>
  );
}

interface TravellersProps {
  readonly show: Show | undefined;
  readonly lanes: readonly LadderLane[];
  readonly scale: Scale;
  readonly elapsed: () => number | undefined;
  readonly mine: number | null;
  readonly reduced: boolean;
}

/** The ways that were gone, the ends that are known, and who is on the way now. */
function Travellers({ show, lanes, scale, elapsed, mine, reduced }: TravellersProps) {
  const group = useRef<SVGGElement>(null);
  const radius = Math.min(Math.max(scale.step * 0.3, 9), 20);
  const ways = useMemo(
    () => (show?.model.paths ?? []).map((path) => path.map(({ x, y }): Point => ({ x: scale.x(x), y: scale.y(y) }))),
    [show, scale],
  );
  useEffect(() => {
    const root = group.current;
    if (root === null || show === undefined) return;
    const parts = show.plan.runs.flatMap((run) =>
      run.slots.flatMap((slot) => {
        const pole = show.model.slots.indexOf(slot);
        const traveller = root.querySelector<SVGGElement>(`[data-pole="${pole}"]`);
        const end = root.querySelector<SVGGElement>(`[data-end="${slot}"]`);
        const way = traveller?.querySelector("path") ?? null;
        const dot = traveller?.querySelector<SVGGElement>("g") ?? null;
        if (traveller === null || way === null || dot === null) return [];
        return [{ run, traveller, way, dot, end, points: ways[pole] ?? [], shown: -1 }];
      }),
    );
    let frame = 0;
    const paint = (): void => {
      const at = elapsed() ?? -1;
      for (const part of parts) {
        const { from, arrives } = part.run;
        const whole = (at - from) / (arrives - from);
        const gone = reduced ? (whole >= 0 ? 1 : 0) : Math.max(0, Math.min(1, whole));
        if (gone === part.shown) continue;
        part.shown = gone;
        part.traveller.dataset.state = gone === 0 ? "waits" : gone < 1 ? "runs" : "arrived";
        if (part.end !== null) part.end.dataset.known = String(gone === 1);
        part.way.style.strokeDashoffset = String(1 - gone);
        const { x, y } = along(part.points, gone);
        // It stands on its end, not over the word of what is won there.
        part.dot.setAttribute("transform", `translate(${x} ${Math.min(y, scale.y(1) - radius)})`);
      }
      frame = requestAnimationFrame(paint);
    };
    paint();
    return () => cancelAnimationFrame(frame);
  }, [show, ways, elapsed, reduced, scale, radius]);
  if (show === undefined) return null;
  return (
    <g ref={group}>
      {show.model.layout.map((slot, column) => (
        <End key={slot} slot={slot} x={scale.x(column)} y={scale.y(1)} show={show} step={scale.step} />
      ))}
      {ways.map((points, pole) => {
        const slot = show.model.slots[pole] ?? 0;
        const lane = lanes[pole]?.lane ?? pole + 1;
        const rank = slot < show.prizes ? slot + 1 : 0;
        return (
          <g
            key={lane}
            className={classes.traveller}
            data-pole={pole}
            data-wins={rank > 0}
            data-mine={lane === mine}
            style={{ "--way": `var(--hue-${rank > 0 ? ((rank - 1) % 6) + 1 : 10})` } as CSSProperties}
          >
            <path d={`M${points.map(({ x, y }) => `${x} ${y}`).join("L")}`} pathLength={1} />
            <g>
              <circle r={radius} />
              <text fontSize={radius * 1.1}>{lane}</text>
            </g>
          </g>
        );
      })}
    </g>
  );
}

function End(props: {
  readonly slot: number;
  readonly x: number;
  readonly y: number;
  readonly show: Show;
  readonly step: number;
}) {
  const { t } = useTranslation();
  const { slot, x, y, show, step } = props;
  const wins = slot < show.prizes;
  const size = Math.min(Math.max(step * 0.4, 11), 30);
  return (
    <g className={classes.end} data-end={slot} data-wins={wins} transform={`translate(${x} ${y + 24})`}>
      {wins && <rect x={-size * 1.05} y={-size * 0.75} width={size * 2.1} height={size * 1.5} rx={size * 0.4} />}
      <text fontSize={size}>{wins ? t("draw.ladder.rank", { rank: slot + 1 }) : "·"}</text>
    </g>
  );
}

interface CurtainProps {
  readonly show: Show | undefined;
  readonly elapsed: () => number | undefined;
  readonly reduced: boolean;
  readonly area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** Hides the rungs until everything is stored; then it rises. */
function Curtain({ show, elapsed, reduced, area }: CurtainProps) {
  const cloth = useRef<SVGRectElement>(null);
  useEffect(() => {
    let frame = 0;
    const paint = (): void => {
      const at = elapsed();
      const { curtain, uncovered } = show?.plan ?? { curtain: 0, uncovered: 1 };
      const whole = at === undefined || show === undefined ? 0 : (at - curtain) / (uncovered - curtain);
      const up = reduced
        ? whole >= 0 && at !== undefined && show !== undefined
          ? 1
          : 0
        : Math.max(0, Math.min(1, whole));
      const eased = up * up * (3 - 2 * up);
      cloth.current?.setAttribute("height", String(area.height * (1 - eased)));
      if (up < 1) frame = requestAnimationFrame(paint);
    };
    paint();
    return () => cancelAnimationFrame(frame);
  }, [show, elapsed, reduced, area.height]);
  return <rect ref={cloth} className={classes.curtain} {...area} rx={10} />;
}

function useSize(box: React.RefObject<HTMLDivElement | null>): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = element;
      setSize((before) => (before.width === width && before.height === height ? before : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return size;
}

function useReducedMotion(): boolean {
  const [reduced, setReduced] = useState(() => matchMedia("(prefers-reduced-motion: reduce)").matches);
  useEffect(() => {
    const query = matchMedia("(prefers-reduced-motion: reduce)");
    const change = (): void => setReduced(query.matches);
    query.addEventListener("change", change);
    return () => query.removeEventListener("change", change);
  }, []);
  return reduced;
}

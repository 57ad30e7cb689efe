// biome-ignore-all lint/a11y/useSemanticElements: rows drawn only while in view cannot be the rows of a table
import { useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { axisLabels, barPlace } from "./axis.ts";
import { type ColourBy, colourName } from "./colours.ts";
import type { VisibleRow } from "./visible-rows.ts";
import type { Row, Waterfall } from "./waterfall.ts";
import classes from "./waterfall-grid.module.css";
import { WaterfallRow } from "./waterfall-row.tsx";

const ROW_PX = 30;
const NARROW_ROW_PX = 48;

interface WaterfallGridProps {
  readonly waterfall: Waterfall;
  readonly visible: readonly VisibleRow[];
  readonly folded: ReadonlySet<string>;
  readonly hues: ReadonlyMap<string, number>;
  readonly colourBy: ColourBy;
  readonly startAt: string | undefined;
  readonly openKey: string | undefined;
  readonly onFold: (keys: readonly string[], fold: boolean) => void;
  readonly onOpen: (key: string | undefined) => void;
}

/** The rows on a common time axis: only those in view are drawn, the arrow keys reach all of them. */
export function WaterfallGrid(props: WaterfallGridProps) {
  const { waterfall, visible, folded, hues, colourBy, openKey, onFold, onOpen } = props;
  const { t } = useTranslation();
  const narrow = useMediaQuery("(max-width: 700px)", false, { getInitialValueInEffect: false });
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: visible.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (narrow ? NARROW_ROW_PX : ROW_PX),
    getItemKey: (index) => visible[index]?.row.key ?? index,
    overscan: 12,
  });
  const [activeKey, setActiveKey] = useState(props.startAt ?? openKey ?? waterfall.rows[0]?.key);
  const active = Math.max(
    visible.findIndex(({ row }) => row.key === activeKey),
    0,
  );
  const go = (index: number) => {
    const target = visible[Math.min(Math.max(index, 0), visible.length - 1)];
    if (!target) return;
    setActiveKey(target.row.key);
    virtualizer.scrollToIndex(visible.indexOf(target));
  };
  const opened = useRef(false);
  useEffect(() => {
    // Where a link points is brought into view once; afterwards the reader scrolls.
    if (opened.current || active === 0) return;
    opened.current = true;
    virtualizer.scrollToIndex(active, { align: "center" });
  }, [active, virtualizer]);

  const onKeyDown = (event: React.KeyboardEvent) => {
    const current = visible[active]?.row;
    if (!current || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = moveOf(event.key, active, current, visible, folded);
    if (target === undefined) return;
    event.preventDefault();
    if (typeof target === "number") go(target);
    else if (target === "open") onOpen(current.key);
    else if (target === "close") onOpen(undefined);
    else onFold([current.key], target === "fold");
  };

  return (
    <div className={classes.grid}>
      <Axis waterfall={waterfall} narrow={narrow} onOpen={onOpen} />
      <div
        ref={scroller}
        className={classes.scroller}
        role="treegrid"
        tabIndex={0}
        aria-label={`${t("trace.waterfall")}. ${t("trace.waterfallHelp")}`}
        aria-rowcount={visible.length}
        aria-activedescendant={visible.length > 0 ? rowId(active) : undefined}
        onKeyDown={onKeyDown}
      >
        <div className={classes.rows} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((place) => {
            const shown = visible[place.index];
            if (!shown) return null;
            const { row } = shown;
            return (
              <WaterfallRow
                key={place.key}
                id={rowId(place.index)}
                rowIndex={place.index + 1}
                row={row}
                dimmed={!shown.matches}
                active={place.index === active}
                open={row.key === openKey || row.errors.some((error) => `error:${error.id}` === openKey)}
                folded={folded.has(row.key)}
                hue={hues.get(colourName(row.item, colourBy)) ?? 10}
                totalUs={waterfall.totalUs}
                top={place.start}
                height={place.size}
                onFold={(fold) => onFold([row.key], fold)}
                onOpen={() => {
                  setActiveKey(row.key);
                  onOpen(row.key);
                }}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

const rowId = (index: number): string => `waterfall-row-${index}`;
const PAGE_ROWS = 15;

/** What a key does at a row: the index to go to, a deed, or undefined when the key is not ours. */
function moveOf(
  key: string,
  active: number,
  row: Row,
  visible: readonly VisibleRow[],
  folded: ReadonlySet<string>,
): number | "fold" | "unfold" | "open" | "close" | undefined {
  switch (key) {
    case "ArrowDown":
      return active + 1;
    case "ArrowUp":
      return active - 1;
    case "PageDown":
      return active + PAGE_ROWS;
    case "PageUp":
      return active - PAGE_ROWS;
    case "Home":
      return 0;
    case "End":
      return visible.length - 1;
    case "ArrowRight":
      return row.children > 0 && folded.has(row.key) ? "unfold" : active + 1;
    case "ArrowLeft":
      if (row.children > 0 && !folded.has(row.key)) return "fold";
      return visible.findIndex((other) => other.row.key === row.parentKey);
    case "Enter":
    case " ":
      return "open";
    case "Escape":
      return "close";
    default:
      return undefined;
  }
}

/** Labels stand about so far apart that they do not touch. */
const LABELS = 5;
const NARROW_LABELS = 3;

interface AxisProps extends Pick<WaterfallGridProps, "waterfall" | "onOpen"> {
  readonly narrow: boolean;
}

function Axis({ waterfall, narrow, onOpen }: AxisProps) {
  const { t } = useTranslation();
  const { totalUs, marks } = waterfall;
  return (
    <div className={classes.axis}>
      <span className={classes.axisLabel} aria-hidden="true">
        {t("services.name")}
      </span>
      <div className={classes.axisTrack}>
        {axisLabels(totalUs, narrow ? NARROW_LABELS : LABELS).map(({ atUs, text }) => (
          <span key={atUs} className={classes.tick} style={{ left: `${(atUs / totalUs) * 100}%` }} aria-hidden="true">
            {text}
          </span>
        ))}
        {marks.map(({ error, atUs }) => (
          <button
            key={error.id}
            type="button"
            className={classes.mark}
            style={{ left: `${barPlace(atUs, 0, totalUs).left}%` }}
            title={`${error.type} ${error.message}`.slice(0, 200)}
            aria-label={`${t("trace.error")}: ${error.type}`}
            onClick={() => onOpen(`error:${error.id}`)}
          />
        ))}
      </div>
    </div>
  );
}

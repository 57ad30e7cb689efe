// biome-ignore-all lint/a11y/useSemanticElements: rows drawn only while in view cannot be the rows of a table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names the active row (aria-activedescendant)
import { useTranslation } from "react-i18next";
import { formatDuration } from "../i18n/format.ts";
import { IconChevron, IconWarning } from "../ui/icons.tsx";
import { Name } from "../ui/name.tsx";
import { nameText } from "../ui/name-text.ts";
import { barPlace } from "./axis.ts";
import { type Row, unusualSync } from "./waterfall.ts";
import classes from "./waterfall-grid.module.css";

const INDENT_PX = 14;
/** Deeper levels are not indented further: the names would run out of their column. */
const DEEPEST_INDENT = 12;

interface WaterfallRowProps {
  readonly id: string;
  readonly rowIndex: number;
  readonly row: Row;
  readonly dimmed: boolean;
  readonly active: boolean;
  readonly open: boolean;
  readonly folded: boolean;
  readonly hue: number;
  readonly totalUs: number;
  readonly top: number;
  readonly height: number;
  readonly onFold: (fold: boolean) => void;
  readonly onOpen: () => void;
}

export function WaterfallRow(props: WaterfallRowProps) {
  const { row, totalUs } = props;
  const { item } = row;
  const { t } = useTranslation();
  const place = barPlace(row.startUs, item.durationUs, totalUs);
  const said = t("trace.row", {
    name: nameText(item.name),
    service: nameText(item.service),
    start: formatDuration(row.startUs),
    duration: formatDuration(item.durationUs),
  });
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys
    <div
      id={props.id}
      role="row"
      className={classes.row}
      aria-label={item.outcome === "failure" ? `${said}, ${t("trace.failure")}` : said}
      aria-level={row.depth + 1}
      aria-rowindex={props.rowIndex}
      aria-selected={props.active}
      aria-expanded={row.children > 0 ? !props.folded : undefined}
      data-active={props.active}
      data-open={props.open}
      data-dimmed={props.dimmed}
      data-failure={item.outcome === "failure"}
      data-hue={props.hue}
      style={{ transform: `translateY(${props.top}px)`, height: props.height }}
      onClick={props.onOpen}
    >
      <div
        role="gridcell"
        className={classes.label}
        style={{ paddingLeft: 8 + Math.min(row.depth, DEEPEST_INDENT) * INDENT_PX }}
      >
        <FoldButton row={row} folded={props.folded} onFold={props.onFold} />
        <span className={classes.name}>
          <Name value={item.name || item.type} longest={100} />
        </span>
        {row.entersService && (
          <span className={classes.service}>
            <Name value={item.service} longest={32} />
          </span>
        )}
        <Badges row={row} />
      </div>
      <div role="gridcell" className={classes.track}>
        <span className={classes.bar} style={{ left: `${place.left}%`, width: `${place.width}%` }} />
        <span className={classes.duration} style={durationPlace(place)}>
          {formatDuration(item.durationUs)}
        </span>
      </div>
    </div>
  );
}

/** Behind the bar, or before it where it ends near the right edge. */
function durationPlace({ left, width }: { left: number; width: number }): { left?: string; right?: string } {
  const end = left + width;
  if (end < 86) return { left: `calc(${end}% + 6px)` };
  return left > 14 ? { right: `calc(${100 - left}% + 6px)` } : { right: "8px" };
}

function FoldButton({ row, folded, onFold }: Pick<WaterfallRowProps, "row" | "folded" | "onFold">) {
  const { t } = useTranslation();
  if (row.children === 0) return <span className={classes.fold} />;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classes.fold}
      aria-label={t(folded ? "trace.unfold" : "trace.fold")}
      onClick={(event) => {
        event.stopPropagation();
        onFold(!folded);
      }}
    >
      <IconChevron open={!folded} />
      {folded && <span>{row.descendants}</span>}
    </button>
  );
}

function Badges({ row }: Pick<WaterfallRowProps, "row">) {
  const { t } = useTranslation();
  const { item } = row;
  const unusual = unusualSync(item);
  return (
    <>
      {item.compositeCount > 1 && (
        <span className={classes.badge}>{t("trace.composite", { count: item.compositeCount })}</span>
      )}
      {unusual && <span className={classes.badge}>{t(`trace.${unusual}`)}</span>}
      {row.orphan && (
        <span className={classes.badge} data-kind="warning" title={t("trace.orphan")}>
          <IconWarning size={12} />
        </span>
      )}
      {row.errors.length > 0 && (
        <span className={classes.badge} data-kind="danger">
          {t("trace.errors", { count: row.errors.length })}
        </span>
      )}
      {row.errors.length === 0 && item.outcome === "failure" && (
        <span className={classes.badge} data-kind="danger">
          {item.result ? <Name value={item.result} longest={16} /> : t("trace.failure")}
        </span>
      )}
    </>
  );
}

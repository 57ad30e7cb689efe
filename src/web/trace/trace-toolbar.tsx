import { useTranslation } from "react-i18next";
import type { TraceSearch } from "../app/search.ts";
import { FilterField, SelectField } from "../ui/filters.tsx";
import { IconCollapse, IconExpand } from "../ui/icons.tsx";
import { Name } from "../ui/name.tsx";
import panel from "../ui/panel.module.css";
import type { ColourBy } from "./colours.ts";
import classes from "./trace-toolbar.module.css";
import type { Waterfall } from "./waterfall.ts";

const MOST_LEGEND = 10;

interface TraceToolbarProps {
  readonly waterfall: Waterfall;
  /** Rows the filter matches; null without a filter. */
  readonly matches: number | null;
  readonly filter: string;
  readonly colourBy: ColourBy;
  readonly hues: ReadonlyMap<string, number>;
  readonly set: (change: TraceSearch) => void;
  readonly onFoldAll: (fold: boolean) => void;
}

/** Above the waterfall: find rows, fold them, and what the colours mean. */
export function TraceToolbar({ waterfall, matches, filter, colourBy, hues, set, onFoldAll }: TraceToolbarProps) {
  const { t } = useTranslation();
  return (
    <div className={panel.bar}>
      <div className={panel.barEnd}>
        <FilterField
          label={t("trace.filter")}
          placeholder={t("trace.filterPlaceholder")}
          value={filter}
          onChange={(value) => set({ filter: value || undefined })}
        />
        <span className={classes.matches} aria-live="polite">
          {matches === null ? "" : t("trace.matches", { count: matches, total: waterfall.rows.length })}
        </span>
      </div>
      <div className={panel.barEnd}>
        <ul className={classes.legend}>
          {[...hues].slice(0, MOST_LEGEND).map(([name, hue]) => (
            <li key={name} data-hue={hue}>
              {name ? <Name value={name} longest={24} /> : t("trace.other")}
            </li>
          ))}
        </ul>
        <SelectField
          label={t("trace.colourBy")}
          value={colourBy}
          options={[
            ["service", t("trace.byService")],
            ["type", t("trace.byType")],
          ]}
          onChange={(chosen) => set({ colour: chosen === "service" ? "service" : "type" })}
        />
        <div className={classes.folds}>
          <button
            type="button"
            title={t("trace.expandAll")}
            aria-label={t("trace.expandAll")}
            onClick={() => onFoldAll(false)}
          >
            <IconExpand />
          </button>
          <button
            type="button"
            title={t("trace.collapseAll")}
            aria-label={t("trace.collapseAll")}
            onClick={() => onFoldAll(true)}
          >
            <IconCollapse />
          </button>
        </div>
      </div>
    </div>
  );
}

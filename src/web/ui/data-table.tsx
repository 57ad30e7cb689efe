import { type ColumnDef, type RowData, rowSortingFeature, tableFeatures, useTable } from "@tanstack/react-table";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Sort } from "../app/search.ts";
import classes from "./data-table.module.css";

const features = tableFeatures({ rowSortingFeature });

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the end of their column. */
  readonly numeric?: boolean;
  readonly width?: string;
  readonly sortable?: boolean;
  /** The column falls away below this width of the window. */
  readonly from?: "narrow" | "medium" | "wide";
}

interface DataTableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  /** In the order to be shown: who sorts is the caller, who knows when rows must stand still. */
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly rowState?: (row: Row) => "new" | "silent" | undefined;
  readonly sort?: Sort;
  readonly onSort?: (sort: Sort) => void;
}

/** A table with a caption, sortable heads and rows of one height. */
export function DataTable<Row extends RowData>({
  caption,
  columns,
  rows,
  rowKey,
  rowState,
  sort,
  onSort,
}: DataTableProps<Row>) {
  const { t } = useTranslation();
  const table = useTable({
    features,
    columns: columns.map((column): ColumnDef<typeof features, Row> => ({ id: column.id, accessorFn: (row) => row })),
    data: rows,
    getRowId: rowKey,
    manualSorting: true,
    state: { sorting: sort ? [{ id: sort.column, desc: sort.descending }] : [] },
  });
  const sorted = columns.find((column) => column.id === sort?.column);
  return (
    <>
      {sorted?.from !== undefined && (
        <p className={classes.sorted} data-from={sorted.from}>
          {t("services.sortedBy", { column: sorted.header })}
        </p>
      )}
      <table className={classes.table}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} data-state={rowState?.(row.original)}>
              {columns.map((column) => (
                <td key={column.id} data-numeric={column.numeric} data-from={column.from}>
                  {column.cell(row.original)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

interface HeadProps<Row> {
  readonly column: Column<Row>;
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort) => void) | undefined;
}

function Head<Row>({ column, sort, onSort }: HeadProps<Row>) {
  const { t } = useTranslation();
  const sorted = sort?.column === column.id;
  const next = { column: column.id, descending: sorted ? !sort.descending : true };
  const direction = sorted ? (sort.descending ? "descending" : "ascending") : undefined;
  return (
    <th
      scope="col"
      aria-sort={direction}
      data-numeric={column.numeric}
      data-from={column.from}
      style={column.width === undefined ? undefined : { width: column.width }}
    >
      {column.sortable && onSort ? (
        <button type="button" title={t("services.sortBy", { column: column.header })} onClick={() => onSort(next)}>
          {column.header}
          <span aria-hidden="true" className={classes.arrow} data-direction={direction} />
        </button>
      ) : (
        column.header
      )}
    </th>
  );
}

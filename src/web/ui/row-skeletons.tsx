import { Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./row-skeletons.module.css";

const WIDTHS = ["62%", "48%", "71%", "55%", "66%", "43%", "58%", "50%"];

/** Rows of the real height while the first answer is on its way, so that nothing jumps when it is there. */
export function RowSkeletons({ rows }: { readonly rows: number }) {
  const { t } = useTranslation();
  return (
    <div className={classes.panel} role="status" aria-label={t("app.loading")}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have nothing else to be told apart by
        <div key={row} className={classes.row}>
          <Skeleton height={14} width={WIDTHS[row % WIDTHS.length] ?? "50%"} radius="xl" />
        </div>
      ))}
    </div>
  );
}

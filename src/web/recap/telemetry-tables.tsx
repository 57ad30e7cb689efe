import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../app/notice-pages.tsx";
import { RowSkeletons } from "../ui/row-skeletons.tsx";
import { telemetrySizesQuery, telemetryUrl } from "./api.ts";
import classes from "./recap-page.module.css";

/** What apps sent, table by table with its size, each as a Parquet file. */
export function TelemetryTables({ purpose }: { readonly purpose: string }) {
  const { t, i18n } = useTranslation();
  const sizes = useQuery(telemetrySizesQuery);
  if (sizes.error && !sizes.data) return <FaultNotice error={sizes.error} retry={() => void sizes.refetch()} />;
  if (sizes.data === undefined) return <RowSkeletons rows={3} />;
  const full = sizes.data.tables.filter(({ rows }) => rows > 0);
  const count = new Intl.NumberFormat(i18n.language);
  return (
    <>
      <p className={classes.lead}>{t(full.length === 0 ? "recap.telemetry.none" : "recap.telemetry.lead")}</p>
      {full.length > 0 && (
        <div className={classes.scroll}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t("recap.telemetry.table")}</th>
                <th scope="col">{t("recap.telemetry.rows")}</th>
                <th scope="col">{t("recap.telemetry.size")}</th>
                <th scope="col">
                  <span className="visually-hidden">{t("recap.telemetry.file")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {full.map(({ table, rows, bytes }) => (
                <tr key={table}>
                  <th scope="row">{t(`recap.telemetry.tables.${table}`)}</th>
                  <td>{count.format(rows)}</td>
                  <td>{about(bytes, i18n.language)}</td>
                  <td>
                    <Button component="a" variant="default" href={telemetryUrl(table, purpose)} download>
                      Parquet <span className="visually-hidden">{t(`recap.telemetry.tables.${table}`)}</span>
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

/** "1.2 MB": of what is in the store, which the file comes near. */
function about(bytes: number, language: string): string {
  const [value, unit] = bytes >= 1e9 ? [bytes / 1e9, "GB"] : bytes >= 1e6 ? [bytes / 1e6, "MB"] : [bytes / 1e3, "kB"];
  const digits = { maximumFractionDigits: value < 10 ? 1 : 0 };
  return `${new Intl.NumberFormat(language, digits).format(Math.max(value, 0.1))} ${unit}`;
}

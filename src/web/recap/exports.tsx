import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ExportPurpose } from "../../contract/index.ts";
import { sessionQuery } from "../app/api.ts";
import { exportUrl } from "./api.ts";
import { Choice } from "./choice.tsx";
import classes from "./recap-page.module.css";
import { TelemetryTables } from "./telemetry-tables.tsx";

/** What each role may take along; the server narrows columns by it as well. */
const TABLES = {
  host: ["entries", "survey", "audit", "scans"],
  operator: ["entries", "scans"],
  auditor: ["entries", "audit", "scans"],
} as const;

/** Tables of the event and of what its apps sent. */
export function Exports({ slug }: { readonly slug: string }) {
  const { t } = useTranslation();
  const role = useQuery(sessionQuery).data?.role;
  const [purpose, setPurpose] = useState<ExportPurpose>("report");
  const tables = role === "host" || role === "operator" || role === "auditor" ? TABLES[role] : [];
  return (
    <section className={classes.panel} aria-labelledby="exports">
      <h2 id="exports">{t("recap.exports")}</h2>
      <p className={classes.lead}>{t("recap.exportsLead")}</p>
      <PurposeChoice value={purpose} onChange={setPurpose} />
      <div className={classes.row}>
        {tables.flatMap((what) =>
          (what === "audit" ? (["jsonl"] as const) : (["csv", "jsonl"] as const)).map((format) => (
            <Button
              key={`${what}-${format}`}
              component="a"
              variant="default"
              href={exportUrl(slug, what, format, purpose)}
              download
            >
              {t("recap.get", { what: t(`recap.what.${what}`), format: format.toUpperCase() })}
            </Button>
          )),
        )}
      </div>
      {role === "host" && (
        <>
          <p className={classes.lead}>{t("recap.surveyNote")}</p>
          <h3>{t("recap.telemetry.title")}</h3>
          <TelemetryTables purpose={purpose} />
        </>
      )}
    </section>
  );
}

interface PurposeChoiceProps {
  readonly value: ExportPurpose;
  readonly onChange: (purpose: ExportPurpose) => void;
}

export function PurposeChoice({ value, onChange }: PurposeChoiceProps) {
  const { t } = useTranslation();
  const names = {
    report: t("recap.purposes.report"),
    check: t("recap.purposes.check"),
    accounting: t("recap.purposes.accounting"),
    archive: t("recap.purposes.archive"),
    research: t("recap.purposes.research"),
  } as const satisfies Record<ExportPurpose, string>;
  return <Choice label={t("recap.purpose")} value={value} names={names} onChange={onChange} />;
}

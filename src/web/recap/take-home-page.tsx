import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ExportPurpose } from "../../contract/index.ts";
import { PageHead } from "../ui/page-head.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { PurposeChoice } from "./exports.tsx";
import classes from "./recap-page.module.css";
import { TelemetryTables } from "./telemetry-tables.tsx";

/** All that apps sent to the space, to take along, for who has no event too. */
export function TakeHomePage() {
  const { t } = useTranslation();
  usePageTitle(t("recap.telemetry.title"));
  const [purpose, setPurpose] = useState<ExportPurpose>("archive");
  return (
    <>
      <PageHead crumbs={[{ to: "/services", label: t("services.title") }]} title={t("recap.telemetry.title")}>
        <p className={classes.lead}>{t("recap.telemetry.about")}</p>
      </PageHead>
      <section className={classes.panel} aria-label={t("recap.telemetry.title")}>
        <PurposeChoice value={purpose} onChange={setPurpose} />
        <TelemetryTables purpose={purpose} />
      </section>
    </>
  );
}

import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Bilingual } from "../../contract/index.ts";
import { useSteer } from "../staff/remote-api.ts";
import { FaultLine } from "./fault-line.tsx";
import classes from "./live-view.module.css";
import { PairInput } from "./review/pair-input.tsx";

/** One line to every phone and wall at once, begun with what is most worth telling. */
export function TellAll({ slug, fixable }: { readonly slug: string; readonly fixable: number }) {
  const { t, i18n } = useTranslation();
  const steer = useSteer(slug);
  const [line, setLine] = useState<Bilingual | undefined>(undefined);
  const inTongue = (lng: string): string => i18n.getFixedT(lng)("host.live.tellAllText", { count: fixable });
  if (line === undefined) {
    return (
      <div className={classes.buttons}>
        <Button
          onClick={() => {
            steer.reset();
            setLine({ ko: inTongue("ko"), en: inTongue("en") });
          }}
        >
          {t("host.live.tellAll")}
        </Button>
        {steer.isSuccess && <p role="status">{t("host.live.tellAllDone")}</p>}
      </div>
    );
  }
  const [ko, en] = [line.ko.trim(), line.en.trim()];
  return (
    <form
      className={classes.tell}
      onSubmit={(event) => {
        event.preventDefault();
        steer.mutate({ messageKo: ko, messageEn: en }, { onSuccess: () => setLine(undefined) });
      }}
    >
      <PairInput
        labelKo={t("scenes.remote.messageKo")}
        labelEn={t("scenes.remote.messageEn")}
        most={120}
        lines={2}
        value={line}
        onChange={setLine}
      />
      <p className={classes.hint}>{t("host.live.tellAllLead")}</p>
      <div className={classes.buttons}>
        <Button type="submit" disabled={ko === "" && en === ""} loading={steer.isPending}>
          {t("host.live.tellAllSend")}
        </Button>
        <Button variant="default" onClick={() => setLine(undefined)}>
          {t("host.live.tellAllCancel")}
        </Button>
      </div>
      {steer.error && <FaultLine error={steer.error} />}
    </form>
  );
}

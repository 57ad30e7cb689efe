import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MyKeys } from "../../contract/index.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { IconWarning } from "../ui/icons.tsx";
import classes from "./guide.module.css";

interface KeyPanelProps {
  readonly keys: MyKeys;
  readonly onRotate: () => Promise<unknown>;
}

const PREFIX = "sadari_pk_";
const HINT_LENGTH = 6;

/** Which key stands in the code, what not to do with it, and another one for who did. */
export function KeyPanel({ keys, onRotate }: KeyPanelProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<"no" | "sure" | "busy" | "done">("no");
  const [problem, setProblem] = useState<unknown>(null);
  const rotate = () => {
    setAsking("busy");
    setProblem(null);
    onRotate().then(
      () => setAsking("done"),
      (error: unknown) => {
        setProblem(error);
        setAsking("no");
      },
    );
  };
  const hint = keys.secret?.startsWith(PREFIX) ? keys.secret.slice(0, PREFIX.length + HINT_LENGTH) : undefined;
  return (
    <section className={classes.key} aria-label={t("guide.keyTitle")}>
      <p className={classes.leak}>
        <IconWarning />
        {t("guide.key_leak")}
      </p>
      <div className={classes.keyRow}>
        <p>
          {keys.mode === "shared" ? t("guide.keyShared") : hint ? t("guide.keyIs", { hint }) : t("guide.keyMissing")}
        </p>
        {keys.mode === "personal" && (asking === "no" || asking === "done") && (
          <Button variant="default" onClick={() => setAsking("sure")}>
            {t("guide.rotate")}
          </Button>
        )}
      </div>
      {(asking === "sure" || asking === "busy") && (
        <div className={classes.keyRow}>
          <p>{t("guide.rotateSure")}</p>
          <span className={classes.choices}>
            <Button onClick={rotate} disabled={asking === "busy"}>
              {t("guide.rotateYes")}
            </Button>
            <Button variant="default" onClick={() => setAsking("no")} disabled={asking === "busy"}>
              {t("guide.rotateNo")}
            </Button>
          </span>
        </div>
      )}
      <p role="status">{asking === "done" && t("guide.rotated")}</p>
      {problem !== null && <FaultNotice error={problem} />}
    </section>
  );
}

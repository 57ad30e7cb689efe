import { useTranslation } from "react-i18next";
import { QrCode } from "../qr-code.tsx";
import wallClasses from "../wall.module.css";
import type { SceneProps } from "./scene.ts";
import classes from "./scenes.module.css";

/** The way in, big enough for the back rows, with the address for those who type. */
export function SceneQr({ join }: Pick<SceneProps, "join">) {
  const { t } = useTranslation();
  if (join === undefined) return <p className={wallClasses.loopback}>{t("wall.loopback")}</p>;
  return (
    <div className={classes.qr}>
      <QrCode text={join.url} label={join.url} />
      <p>{join.short}</p>
    </div>
  );
}

import { useTranslation } from "react-i18next";
import type { AppNow } from "../live/live-state.ts";
import { Name } from "../ui/name.tsx";
import { frameworkShares } from "./frameworks.ts";
import classes from "./wall.module.css";

const SHARE_HUES = [2, 1, 3, 4, 6, 10];

/** What the apps are made with, as shares of a bar. */
export function Frameworks({ apps }: { readonly apps: readonly AppNow[] }) {
  const { t } = useTranslation();
  const shares = frameworkShares(apps);
  if (shares.length === 0) return <div />;
  return (
    <section className={classes.frameworks} aria-label={t("wall.frameworks")}>
      <div className={classes.bar} aria-hidden="true">
        {shares.map((share, index) => (
          <i key={share.name} data-hue={SHARE_HUES[index]} style={{ flexGrow: share.apps }} />
        ))}
      </div>
      <ul>
        {shares.map((share, index) => (
          <li key={share.name}>
            <i data-hue={SHARE_HUES[index]} aria-hidden="true" />
            {share.name ? <Name value={share.name} longest={16} /> : t("wall.otherFrameworks")} <b>{share.apps}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

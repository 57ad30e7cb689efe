import { useTranslation } from "react-i18next";
import type { AppNow } from "../../live/live-state.ts";
import { Name } from "../../ui/name.tsx";
import { formatVenueTime } from "../wall-address.ts";
import { formatCount, type SceneProps } from "./scene.ts";
import { SceneQr } from "./scene-qr.tsx";
import classes from "./scenes.module.css";

/** What it came to, who was first and last, and that the guide stays. */
export function Thanks(props: SceneProps) {
  const { wall, apps, join } = props;
  const { t } = useTranslation();
  const requests = apps.reduce((sum, { transactions }) => sum + transactions, 0);
  const totals = [
    ["apps", wall.counts.apps],
    ["requests", requests],
    ["people", wall.counts.tickets],
    ["eligible", wall.counts.eligible],
  ] as const;
  const [last, first] = [apps[0], apps.at(-1)];
  return (
    <section className={classes.split}>
      <div className={classes.words}>
        <h2 className={classes.title}>{t("scenes.thanks.title")}</h2>
        <dl className={classes.totals}>
          {totals
            .filter(([, count]) => count > 0)
            .map(([what, count]) => (
              <div key={what}>
                <dt>{t(`scenes.thanks.${what}`)}</dt>
                <dd>{formatCount(count)}</dd>
              </div>
            ))}
        </dl>
        <dl className={classes.stories}>
          {first && <Story {...props} what={t("scenes.thanks.first")} app={first} />}
          {last && last !== first && <Story {...props} what={t("scenes.thanks.last")} app={last} />}
        </dl>
        {join && <p className={classes.note}>{t("scenes.thanks.guide")}</p>}
      </div>
      <SceneQr join={join} />
    </section>
  );
}

function Story({ what, app, wall, now }: SceneProps & { readonly what: string; readonly app: AppNow }) {
  const { i18n } = useTranslation();
  return (
    <div>
      <dt>{what}</dt>
      <dd>
        <b>
          <Name value={app.name} longest={22} />
        </b>
        <span>{formatVenueTime(app.firstSeen, wall.timeZone, now, i18n.language)}</span>
      </dd>
    </div>
  );
}

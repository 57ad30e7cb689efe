import { Button } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { SpaceNames } from "../../contract/index.ts";
import { getJson, sendJson, sessionQuery } from "../app/api.ts";
import { Name } from "../ui/name.tsx";
import { nameText } from "../ui/name-text.ts";
import classes from "./held-names-panel.module.css";

const namesQuery = queryOptions({
  queryKey: ["wall-names"],
  queryFn: ({ signal }) => getJson<SpaceNames>("/api/wall/names", {}, signal),
  refetchInterval: 10_000,
});

/** For the host of a space without a challenge: names our words hold, to be read here before a wall shows them. */
export function HeldNamesPanel() {
  const { t } = useTranslation();
  const isHost = useQuery(sessionQuery).data?.role === "host";
  const { data } = useQuery({ ...namesQuery, enabled: isHost });
  const queries = useQueryClient();
  const decide = useMutation({
    mutationFn: (wish: { readonly service: string; readonly shown: boolean }) =>
      sendJson<SpaceNames>("POST", "/api/wall/names", wish),
    onSuccess: (answer) => queries.setQueryData(namesQuery.queryKey, answer),
  });
  if (!isHost || data === undefined || !data.applies || data.names.length === 0) return null;
  return (
    <section className={classes.panel} aria-labelledby="held-names-title">
      <h2 id="held-names-title">{t("scenes.heldNames.title")}</h2>
      <p>{t("scenes.heldNames.lead")}</p>
      <ul className={classes.list}>
        {data.names.map(({ service, shown }) => (
          <li key={service} className={classes.item}>
            <Name value={service} />
            <span className={classes.state}>{t(`scenes.heldNames.${shown}`)}</span>
            <Button
              variant="default"
              disabled={decide.isPending}
              aria-label={`${nameText(service, 60)}: ${t(shown === "held" ? "scenes.heldNames.show" : "scenes.heldNames.hold")}`}
              onClick={() => decide.mutate({ service, shown: shown === "held" })}
            >
              {t(shown === "held" ? "scenes.heldNames.show" : "scenes.heldNames.hold")}
            </Button>
          </li>
        ))}
      </ul>
      {decide.isError && <p role="alert">{t("scenes.heldNames.failed")}</p>}
    </section>
  );
}

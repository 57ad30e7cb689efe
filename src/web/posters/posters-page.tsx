import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PlaceRow, PlaceTarget } from "../../contract/index.ts";
import { sessionQuery } from "../app/api.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { IconWarning } from "../ui/icons.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { RowSkeletons } from "../ui/row-skeletons.tsx";
import { makePlace, placesQuery } from "./api.ts";
import { PlaceCard } from "./place-card.tsx";
import { Choose, PosterMaker } from "./poster-maker.tsx";
import classes from "./posters.module.css";
import { reachOf } from "./reach.ts";
import { useTargets } from "./use-targets.ts";

const route = getRouteApi("/shell/host/e/$slug/posters");
/** Where codes usually hang. */
const USUAL = ["banner", "table", "badge", "slides"] as const;

/** Where codes hang, what each brought, and the posters to print. */
export function PostersPage() {
  const { t } = useTranslation();
  const { slug } = route.useParams();
  usePageTitle(t("place.title"));
  const places = useQuery(placesQuery(slug));
  const isHost = useQuery(sessionQuery).data?.role === "host";
  const [picked, setPicked] = useState<string | undefined>(undefined);
  const all = places.data?.places ?? [];
  const poster = all.find((place) => place.slug === picked);
  return (
    <>
      <PageHead crumbs={[{ label: slug, to: "/host/e/$slug", params: { slug } }]} title={t("place.title")}>
        <p className={classes.quiet}>{t("place.lead")}</p>
      </PageHead>
      <Alarms places={all} />
      {isHost && <NewPlace slug={slug} places={all} onMade={setPicked} />}
      {poster && <PosterMaker key={poster.slug} slug={slug} place={poster} />}
      {places.error && places.data === undefined && (
        <FaultNotice error={places.error} retry={() => void places.refetch()} />
      )}
      {places.data === undefined && !places.error && <RowSkeletons rows={3} />}
      {places.data && all.length === 0 && <p className={classes.empty}>{t("place.none")}</p>}
      <ul className={classes.list}>
        {all.map((place) => (
          <PlaceCard
            key={place.slug}
            slug={slug}
            place={place}
            editable={isHost}
            onPoster={() => setPicked(place.slug)}
          />
        ))}
      </ul>
    </>
  );
}

/** What makes codes useless, before anybody prints them: an address nobody else opens, pages that are not there. */
function Alarms({ places }: { readonly places: readonly PlaceRow[] }) {
  const { t } = useTranslation();
  const [first] = places;
  if (first === undefined) return null;
  const reach = reachOf(first.url);
  const dead = places.filter(({ problem }) => problem !== null).length;
  return (
    <div role="status">
      {dead > 0 && (
        <p className={classes.wrong}>
          <IconWarning /> {t("place.dead", { count: dead })}
        </p>
      )}
      {reach !== "everywhere" && (
        <p className={reach === "here" ? classes.wrong : classes.note}>
          <IconWarning /> {t(`place.reach.${reach}`)}
        </p>
      )}
    </div>
  );
}

interface NewPlaceProps {
  readonly slug: string;
  readonly places: readonly PlaceRow[];
  readonly onMade: (place: string) => void;
}

function NewPlace({ slug, places, onMade }: NewPlaceProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const targets = useTargets();
  const [name, setName] = useState("");
  const [target, setTarget] = useState<PlaceTarget>("join");
  const making = useMutation({
    mutationFn: (named: string) => makePlace(slug, { name: named, target }),
    async onSuccess({ slug: made }) {
      setName("");
      await queryClient.invalidateQueries({ queryKey: placesQuery(slug).queryKey, exact: true });
      onMade(made);
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    making.mutate(name.trim());
  };
  const left = USUAL.map((each) => t(`place.usual.${each}`)).filter((each) => !places.some((p) => p.name === each));
  return (
    <form className={classes.form} onSubmit={onSubmit} aria-label={t("place.add")}>
      <label>
        <span>{t("place.name")}</span>
        <input
          required
          maxLength={60}
          autoComplete="off"
          placeholder={t("place.nameHint")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <Choose label={t("place.target")} value={target} onChange={setTarget}>
        {targets}
      </Choose>
      <Button type="submit" size="md" loading={making.isPending}>
        {t("place.make")}
      </Button>
      {left.length > 0 && (
        <div className={classes.usual}>
          <span>{t("place.usualLead")}</span>
          {left.map((each) => (
            <Button key={each} variant="default" disabled={making.isPending} onClick={() => making.mutate(each)}>
              {each}
            </Button>
          ))}
        </div>
      )}
      {making.error && <FaultNotice error={making.error} retry={() => making.reset()} />}
    </form>
  );
}

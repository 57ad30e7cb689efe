import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PlaceChange, PlaceRow, PlaceTarget } from "../../contract/index.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { changePlace, makePlace, placesQuery } from "./api.ts";
import { PosterMaker } from "./poster-maker.tsx";
import classes from "./posters.module.css";

const route = getRouteApi("/shell/host/e/$slug/posters");
const TARGETS: readonly PlaceTarget[] = ["join", "guide", "survey", "swag", "wall", "proof"];

/** Where codes hang, what each brought, and the posters to print. */
export function PostersPage() {
  const { t } = useTranslation();
  const { slug } = route.useParams();
  usePageTitle(t("place.title"));
  const places = useQuery(placesQuery(slug));
  const [picked, setPicked] = useState<string | undefined>(undefined);
  const all = places.data?.places ?? [];
  const poster = all.find((place) => place.slug === picked);
  return (
    <>
      <PageHead crumbs={[{ label: slug, to: "/host/e/$slug", params: { slug } }]} title={t("place.title")}>
        <p className={classes.quiet}>{t("place.lead")}</p>
      </PageHead>
      {places.error && places.data === undefined && (
        <FaultNotice error={places.error} retry={() => void places.refetch()} />
      )}
      <NewPlace slug={slug} onMade={({ slug: made }) => setPicked(made)} />
      {places.data && all.length === 0 && <p>{t("place.none")}</p>}
      <ul className={classes.list}>
        {all.map((place) => (
          <Place key={place.slug} slug={slug} place={place} onPoster={() => setPicked(place.slug)} />
        ))}
      </ul>
      {poster && <PosterMaker key={poster.slug} slug={slug} place={poster} />}
    </>
  );
}

function NewPlace({ slug, onMade }: { readonly slug: string; readonly onMade: (place: PlaceRow) => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [target, setTarget] = useState<PlaceTarget>("join");
  const making = useMutation({
    mutationFn: () => makePlace(slug, { name: name.trim(), target }),
    async onSuccess(place) {
      setName("");
      await queryClient.invalidateQueries({ queryKey: placesQuery(slug).queryKey });
      onMade(place);
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    making.mutate();
  };
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
      <label>
        <span>{t("place.target")}</span>
        <select value={target} onChange={(event) => setTarget(event.currentTarget.value as PlaceTarget)}>
          {TARGETS.map((each) => (
            <option key={each} value={each}>
              {t(`place.targets.${each}`)}
            </option>
          ))}
        </select>
      </label>
      <Button type="submit" size="md" loading={making.isPending}>
        {t("place.make")}
      </Button>
      {making.error && <FaultNotice error={making.error} retry={() => making.reset()} />}
    </form>
  );
}

function Place({
  slug,
  place,
  onPoster,
}: {
  readonly slug: string;
  readonly place: PlaceRow;
  readonly onPoster: () => void;
}) {
  const { t, i18n } = useTranslation();
  const queryClient = useQueryClient();
  const changing = useMutation({
    mutationFn: (change: PlaceChange) => changePlace(slug, place.slug, change),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: placesQuery(slug).queryKey }),
  });
  const percent = new Intl.NumberFormat(i18n.language, { style: "percent", maximumFractionDigits: 0 });
  const numbers = [
    [t("place.scans"), String(place.scans)],
    [t("place.visitors"), String(place.visitors)],
    [t("place.tickets"), String(place.tickets)],
    [t("place.rate"), place.visitors === 0 ? "–" : percent.format(place.tickets / place.visitors)],
    [t("place.bots"), String(place.bots)],
  ] as const;
  const isClosed = place.closedAt !== null;
  return (
    <li className={classes.place}>
      <header>
        <h2>
          <bdi>{place.name}</bdi>
        </h2>
        <span className={classes.quiet}>{isClosed ? t("place.closed") : t(`place.targets.${place.target}`)}</span>
      </header>
      <p className={classes.url}>
        <code>{place.url}</code>
        <CopyButton text={place.url} label={place.name} />
      </p>
      <dl>
        {numbers.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className={classes.actions}>
        <Button onClick={onPoster}>{t("place.poster")}</Button>
        <Button variant="default" loading={changing.isPending} onClick={() => changing.mutate({ closed: !isClosed })}>
          {isClosed ? t("place.reopen") : t("place.close")}
        </Button>
      </div>
      {changing.error && <FaultNotice error={changing.error} retry={() => changing.reset()} />}
    </li>
  );
}

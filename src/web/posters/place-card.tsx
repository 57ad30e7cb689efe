import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PlaceChange, PlaceRow } from "../../contract/index.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { IconWarning } from "../ui/icons.tsx";
import { changePlace, placesQuery } from "./api.ts";
import { HourBars } from "./hour-bars.tsx";
import { Choose } from "./poster-maker.tsx";
import classes from "./posters.module.css";
import { useTargets } from "./use-targets.ts";

interface PlaceCardProps {
  readonly slug: string;
  readonly place: PlaceRow;
  readonly editable: boolean;
  readonly onPoster: () => void;
}

/** One place: its short address, what came of it, where it leads, and whether anything is wrong there. */
export function PlaceCard({ slug, place, editable, onPoster }: PlaceCardProps) {
  const { t, i18n } = useTranslation();
  const queryClient = useQueryClient();
  const [editing, setEditing] = useState(false);
  const changing = useMutation({
    mutationFn: (change: PlaceChange) => changePlace(slug, place.slug, change),
    async onSuccess() {
      setEditing(false);
      await queryClient.invalidateQueries({ queryKey: placesQuery(slug).queryKey, exact: true });
    },
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
    <li className={classes.place} data-closed={isClosed}>
      <header>
        <h2>
          <bdi>{place.name}</bdi>
        </h2>
        <span className={classes.quiet}>{isClosed ? t("place.closed") : t(`place.targets.${place.target}`)}</span>
      </header>
      <p className={classes.url}>
        <code>{place.url}</code>
        <CopyButton text={place.url} label={t("place.copy", { name: place.name })} compact />
      </p>
      {place.problem !== null && (
        <p className={classes.wrong}>
          <IconWarning /> {t(`place.problems.${place.problem}`)}
        </p>
      )}
      <dl>
        {numbers.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <HourBars hours={place.hours} />
      <div className={classes.actions}>
        <Button onClick={onPoster} aria-label={t("place.posterOf", { name: place.name })}>
          {t("place.poster")}
        </Button>
        {editable && (
          <>
            <Button variant="default" aria-expanded={editing} onClick={() => setEditing(!editing)}>
              {t("place.edit")}
            </Button>
            <Button
              variant="default"
              loading={changing.isPending}
              onClick={() => changing.mutate({ closed: !isClosed })}
            >
              {isClosed ? t("place.reopen") : t("place.close")}
            </Button>
          </>
        )}
      </div>
      {editing && <EditPlace place={place} busy={changing.isPending} onSave={(change) => changing.mutate(change)} />}
      {changing.error && <FaultNotice error={changing.error} retry={() => changing.reset()} />}
    </li>
  );
}

interface EditPlaceProps {
  readonly place: PlaceRow;
  readonly busy: boolean;
  readonly onSave: (change: PlaceChange) => void;
}

/** What hangs on a wall stays; where it leads does not have to. */
function EditPlace({ place, busy, onSave }: EditPlaceProps) {
  const { t } = useTranslation();
  const targets = useTargets();
  const [name, setName] = useState(place.name);
  const [target, setTarget] = useState(place.target);
  const save = (event: FormEvent) => {
    event.preventDefault();
    onSave({ name: name.trim(), target });
  };
  return (
    <form className={classes.choices} onSubmit={save} aria-label={t("place.editOf", { name: place.name })}>
      <label>
        <span>{t("place.name")}</span>
        <input required maxLength={60} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      </label>
      <Choose label={t("place.target")} value={target} onChange={setTarget}>
        {targets}
      </Choose>
      <Button type="submit" loading={busy}>
        {t("place.save")}
      </Button>
    </form>
  );
}

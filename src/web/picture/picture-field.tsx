import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { PictureKind } from "../../contract/index.ts";
import { ApiFault } from "../app/api.ts";
import { picturesQuery, removePicture, setPicture } from "./api.ts";
import classes from "./picture.module.css";
import { Picture } from "./picture.tsx";
import { shrinkPicture } from "./shrink.ts";

interface FieldProps {
  readonly slug: string;
  readonly kind: PictureKind;
  /** The id of the prize or the gift. */
  readonly id: string;
  /** What it is of, for who cannot see which row the button stands in. */
  readonly name: string;
}

/** The picture of one thing with a way to take another; saved at once. */
export function PictureField({ slug, kind, id, name }: FieldProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const pictures = useQuery(picturesQuery(slug));
  const change = useMutation({
    mutationFn: async (file: File | null) =>
      file === null ? removePicture(slug, kind, id) : setPicture(slug, kind, id, await shrinkPicture(file)),
    onSuccess: (answer) => client.setQueryData(picturesQuery(slug).queryKey, answer),
  });
  const known = pictures.data?.pictures.find((each) => each.kind === kind && each.id === id);
  return (
    <div className={classes.field}>
      <span className={classes.frame}>
        <Picture src={known?.url ?? ""} />
      </span>
      <div className={classes.buttons}>
        <label className={classes.choose}>
          {t(known === undefined ? "picture.choose" : "picture.another")}
          <span className="visually-hidden">: {name}</span>
          <input
            type="file"
            accept="image/*"
            disabled={change.isPending}
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              event.currentTarget.value = "";
              if (file !== undefined) change.mutate(file);
            }}
          />
        </label>
        {known && (
          <button
            type="button"
            className={classes.remove}
            aria-label={t("picture.removeOf", { name })}
            disabled={change.isPending}
            onClick={() => change.mutate(null)}
          >
            {t("picture.remove")}
          </button>
        )}
      </div>
      {change.error ? (
        <p className={classes.fault} role="alert">
          {t(change.error instanceof ApiFault && change.error.status === 0 ? "picture.offline" : "picture.refused")}
        </p>
      ) : (
        <p className={classes.hint} aria-live="polite">
          {change.isPending ? t("picture.saving") : change.isSuccess ? t("picture.saved") : t("picture.hint")}
        </p>
      )}
    </div>
  );
}

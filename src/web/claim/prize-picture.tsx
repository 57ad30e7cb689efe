import { useQuery } from "@tanstack/react-query";
import { picturesQuery } from "../picture/api.ts";
import { Picture } from "../picture/picture.tsx";
import classes from "./prize-picture.module.css";

interface PrizePictureProps {
  readonly slug: string;
  /** The prize's id. */
  readonly prize: string;
  readonly large?: boolean;
}

/** What a prize looks like, beside its name; nothing where the host gave none. */
export function PrizePicture({ slug, prize, large = false }: PrizePictureProps) {
  const pictures = useQuery(picturesQuery(slug));
  const picture = pictures.data?.pictures.find(({ kind, id }) => kind === "prize" && id === prize);
  if (picture === undefined) return null;
  return (
    <span className={classes.picture} data-large={large}>
      <Picture src={picture.url} />
    </span>
  );
}

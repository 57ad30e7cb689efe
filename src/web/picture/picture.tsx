import classes from "./picture.module.css";

interface PictureProps {
  /** Its address, or "" without one. */
  readonly src: string;
  /** Fills its place by being cut at the sides; otherwise it is shown whole. */
  readonly cover?: boolean;
}

/** The picture of a prize or a gift, whose name stands beside it; a quiet sign where there is none. */
export function Picture({ src, cover = false }: PictureProps) {
  return src === "" ? (
    <span className={classes.none}>
      <GiftSign />
    </span>
  ) : (
    <img className={classes.picture} data-cover={cover} src={src} alt="" decoding="async" draggable={false} />
  );
}

const GiftSign = () => (
  <svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    <path d="M4 11h16v9H4zM3 7.5h18V11H3zM12 7.5V20" />
    <path d="M12 7.5C10 7.5 7 7 7 5a2 2 0 0 1 2-2c2 0 3 2.5 3 4.5zM12 7.5C14 7.5 17 7 17 5a2 2 0 0 0-2-2c-2 0-3 2.5-3 4.5z" />
  </svg>
);

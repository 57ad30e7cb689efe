import classes from "./meter.module.css";

/** A share of 0…1 as a bar with its number. */
export function Meter({ share, label }: { readonly share: number; readonly label: string }) {
  return (
    <span className={classes.meter}>
      <span className={classes.track} aria-hidden="true">
        <span style={{ width: `${Math.min(Math.max(share, 0), 1) * 100}%` }} />
      </span>
      <span className={classes.label}>{label}</span>
    </span>
  );
}

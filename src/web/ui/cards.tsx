import type { ReactNode } from "react";
import classes from "./cards.module.css";

interface CardsProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** A list for a phone: each line a card, no sideways scrolling, targets for a thumb. */
export function Cards({ label, children }: CardsProps) {
  return (
    <ul className={classes.cards} aria-label={label}>
      {children}
    </ul>
  );
}

interface CardProps {
  /** What the line's own styles tell apart. */
  readonly state?: string | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** One line. A link in it that spreads over its nearest positioned box is as large as the card. */
export function Card({ state, className, children }: CardProps) {
  return (
    <li className={className === undefined ? classes.card : `${classes.card} ${className}`} data-state={state}>
      {children}
    </li>
  );
}

/** The figures of a card, side by side. */
export function Figures({ columns, children }: { readonly columns: 2 | 3; readonly children: ReactNode }) {
  return (
    <dl className={classes.figures} data-columns={columns}>
      {children}
    </dl>
  );
}

export function Figure({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

import { type ReactNode, useEffect, useId, useRef } from "react";
import { IconClose } from "../ui/icons.tsx";
import classes from "./sheet.module.css";

interface SheetProps {
  readonly title: string;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A sheet over the page: the browser's own dialog, which keeps the focus inside and closes with Escape. */
export function Sheet({ title, closeLabel, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} className={classes.sheet} aria-labelledby={titleId} onClose={onClose}>
      <header className={classes.head}>
        <h2 id={titleId}>{title}</h2>
        <button type="button" className={classes.close} aria-label={closeLabel} onClick={onClose}>
          <IconClose />
        </button>
      </header>
      <div className={classes.body}>{children}</div>
    </dialog>
  );
}

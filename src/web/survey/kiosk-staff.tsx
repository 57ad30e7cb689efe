import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { sendJson } from "../app/api.ts";
import { Notice } from "../app/notice-pages.tsx";
import { PinForm } from "../ui/pin-form.tsx";
import classes from "./kiosk.module.css";
import type { KioskQueueState } from "./kiosk-queue.ts";

const PIN = "sadari.kiosk-pin";
const MOST_TRIES = 5;
const LOCK_MS = 30_000;

/** The PIN of this tablet's shift; "" before it was chosen. It keeps visitors from leaving the survey, no more. */
export function storedPin(): string {
  try {
    return window.sessionStorage.getItem(PIN) ?? "";
  } catch {
    return "";
  }
}

/** Before the tablet is handed out: four digits that end it. */
export function ChoosePin({ onChosen }: { readonly onChosen: (pin: string) => void }) {
  const { t } = useTranslation();
  const choose = (pin: string) => {
    try {
      window.sessionStorage.setItem(PIN, pin);
    } catch {
      // It then lasts as long as the page.
    }
    onChosen(pin);
    return true;
  };
  return (
    <Notice title={t("survey.kiosk.pinTitle")} lead={t("survey.kiosk.pinLead")}>
      <KioskPin action={t("survey.kiosk.pinSet")} onPin={choose} />
    </Notice>
  );
}

interface KioskPinProps {
  readonly action: string;
  /** False when it is the wrong one. */
  readonly onPin: (pin: string) => boolean;
}

/** Wrong five times, it rests for half a minute. */
function KioskPin({ action, onPin }: KioskPinProps) {
  const { t } = useTranslation();
  const [tries, setTries] = useState(0);
  const isLocked = tries >= MOST_TRIES;
  useEffect(() => {
    if (!isLocked) return;
    const timer = setTimeout(() => setTries(0), LOCK_MS);
    return () => clearTimeout(timer);
  }, [isLocked]);
  const take = (pin: string): string => {
    if (onPin(pin)) return "";
    setTries(tries + 1);
    return t(tries + 1 >= MOST_TRIES ? "survey.kiosk.pinLocked" : "survey.kiosk.pinWrong");
  };
  return (
    <PinForm
      label={t("survey.kiosk.pin")}
      action={action}
      least={4}
      most={4}
      tooShort={t("survey.kiosk.pinFour")}
      disabled={isLocked}
      onPin={take}
    />
  );
}

/** What staff see in passing, that answers wait, and the way out behind the PIN. */
export function StaffCorner({ pin, queue }: { readonly pin: string; readonly queue: KioskQueueState }) {
  const { t } = useTranslation();
  const [stage, setStage] = useState<"closed" | "pin" | "inside">("closed");
  const enter = (given: string) => {
    if (given !== pin) return false;
    setStage("inside");
    return true;
  };
  const end = async () => {
    // Without network the session ends by its own time; the tablet must not be kept here for it.
    await sendJson("DELETE", "/api/session").catch(() => undefined);
    try {
      window.sessionStorage.removeItem(PIN);
    } catch {
      // Nothing is stored then.
    }
    window.location.replace("/");
  };
  return (
    <div className={classes.corner}>
      {queue.waiting > 0 && queue.trouble !== "none" && (
        <span className={classes.waiting} role="status">
          {t("survey.kiosk.waiting", { n: queue.waiting })}
        </span>
      )}
      <button
        type="button"
        className={classes.staff}
        aria-expanded={stage !== "closed"}
        onClick={() => setStage(stage === "closed" ? "pin" : "closed")}
      >
        {t("survey.kiosk.staff")}
      </button>
      {stage !== "closed" && (
        <div className={classes.panel}>
          {stage === "pin" ? (
            <KioskPin action={t("survey.kiosk.enter")} onPin={enter} />
          ) : (
            <>
              <p>{t("survey.queue", { n: queue.waiting })}</p>
              <p>{t(TROUBLES[queue.trouble])}</p>
              <Button color="red" onClick={() => void end()}>
                {t("survey.kiosk.leave")}
              </Button>
              <Button variant="default" onClick={() => setStage("closed")}>
                {t("survey.kiosk.goOn")}
              </Button>
            </>
          )}
        </div>
      )}
    </div>
  );
}

const TROUBLES = {
  none: "survey.saved",
  offline: "survey.savedOffline",
  closed: "survey.kiosk.afterClose",
  "no-session": "survey.kiosk.noSession",
} as const;

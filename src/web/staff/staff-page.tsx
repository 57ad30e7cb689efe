import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../app/notice-pages.tsx";
import { LanguageSwitch } from "../app/shell.tsx";
import { keepPagesForOffline } from "../survey/keep-pages.ts";
import { IconLock, Mark } from "../ui/icons.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { staffDeskQuery } from "./api.ts";
import { Desk } from "./desk.tsx";
import { ChoosePin, LockedPage, ShiftOver } from "./pin-pages.tsx";
import classes from "./staff.module.css";
import { type Door, ownVault, useStaffLock } from "./use-staff-lock.ts";
import { openStaffQueue } from "./use-staff-queue.ts";

/** The phone behind the table, behind its PIN. */
export function StaffPage() {
  const { t } = useTranslation();
  usePageTitle(t("staff.title"));
  useEffect(() => keepPagesForOffline("/staff"), []);
  const door = useStaffLock();
  const isOpen = door.state === "open";
  return (
    <div className={classes.frame}>
      <header className={classes.header}>
        <Mark />
        <h1>{t("staff.title")}</h1>
        <span className={classes.who}>{isOpen && door.about?.name}</span>
        {isOpen && door.about?.lock !== "none" && (
          <button type="button" className={classes.lock} aria-label={t("staff.pin.lockNow")} onClick={door.lock}>
            <IconLock />
          </button>
        )}
        <LanguageSwitch />
      </header>
      <main className={classes.main}>
        <Inside door={door} />
      </main>
    </div>
  );
}

function Inside({ door }: { readonly door: Door }) {
  switch (door.state) {
    case "loading":
      return null;
    case "away":
      return <FaultNotice error={door.error} retry={door.retry} />;
    case "over":
      return <ShiftOver />;
    case "unset":
      return <ChoosePin door={door} />;
    case "locked":
      return <LockedPage door={door} waiting={openStaffQueue(ownVault()).state().waiting.length} />;
    case "open":
      return <OpenDesk />;
  }
}

function OpenDesk() {
  const desk = useQuery(staffDeskQuery(ownVault()));
  if (desk.data) return <Desk desk={desk.data} />;
  return desk.error ? <FaultNotice error={desk.error} retry={() => void desk.refetch()} /> : null;
}

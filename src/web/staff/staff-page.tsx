import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StaffDesk } from "../../contract/index.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { LanguageSwitch } from "../app/shell.tsx";
import { inLanguage } from "../ticket/bilingual.ts";
import { Mark } from "../ui/icons.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { doubtfulQuery, staffDeskQuery } from "./api.ts";
import { DoubtfulQueue } from "./doubtful-queue.tsx";
import { FindVisitor } from "./find-visitor.tsx";
import { WallRemotePanel } from "./remote.tsx";
import { Scan } from "./scan.tsx";
import { ShiftNotes } from "./shift-notes.tsx";
import classes from "./staff.module.css";
import { useStaffQueue } from "./use-staff-queue.ts";

const GiftTable = lazy(async () => ({ default: (await import("../swag/table.tsx")).GiftTable }));

/** The phone behind the table: who stands here, what is doubtful, what the next shift should know. */
export function StaffPage() {
  const { t } = useTranslation();
  usePageTitle(t("staff.title"));
  const desk = useQuery(staffDeskQuery);
  return (
    <div className={classes.frame}>
      <header className={classes.header}>
        <Mark />
        <h1>{t("staff.title")}</h1>
        <span className={classes.who}>{desk.data?.name}</span>
        <LanguageSwitch />
      </header>
      <main className={classes.main}>
        {desk.error && desk.data === undefined && <FaultNotice error={desk.error} retry={() => void desk.refetch()} />}
        {desk.data && <Desk desk={desk.data} />}
      </main>
    </div>
  );
}

const TABS = ["scan", "find", "swag", "doubtful", "wall", "shift"] as const;
const FINISHED = new Set(["kept", "purged"]);

function Desk({ desk }: { readonly desk: StaffDesk }) {
  const { t, i18n } = useTranslation();
  const queue = useStaffQueue();
  const current = desk.challenges.filter(({ state }) => !FINISHED.has(state));
  const [picked, setPicked] = useState<string | undefined>(undefined);
  const [chosen, setTab] = useState<(typeof TABS)[number] | undefined>(undefined);
  const slug = picked ?? current.find(({ state }) => state === "open")?.slug ?? current[0]?.slug;
  // While prizes change hands, who stands before the table holds up a code.
  const isHandingOver = current.find((each) => each.slug === slug)?.state === "handing-over";
  const tab = chosen ?? (isHandingOver ? "scan" : "find");
  const offline = useOffline() || queue.offline;
  const doubtful = useQuery({ ...doubtfulQuery(slug ?? ""), enabled: slug !== undefined });
  if (slug === undefined) return <p className={classes.empty}>{t("staff.none")}</p>;
  return (
    <>
      {current.length > 1 && (
        <label className={classes.field}>
          <span>{t("staff.event")}</span>
          <select value={slug} onChange={(event) => setPicked(event.currentTarget.value)}>
            {current.map((each) => (
              <option key={each.slug} value={each.slug}>
                {inLanguage(each.name, i18n.language) || each.slug}
              </option>
            ))}
          </select>
        </label>
      )}
      <p role="status" className={offline || queue.waiting.length > 0 ? classes.offline : "visually-hidden"}>
        {offline
          ? t("staff.offline", { count: queue.waiting.length })
          : queue.waiting.length > 0
            ? t("staff.queued", { count: queue.waiting.length })
            : ""}
      </p>
      {queue.conflicts > 0 && (
        <div role="alert" className={classes.conflict}>
          <strong>{t("staff.conflictTitle")}</strong>
          <p>{t("staff.conflictLead")}</p>
          <Button variant="default" onClick={queue.dismiss}>
            {t("staff.dismiss")}
          </Button>
        </div>
      )}
      <nav className={classes.tabs} aria-label={t("staff.tabs")}>
        {TABS.map((each) => (
          <button
            key={each}
            type="button"
            aria-current={tab === each ? "page" : undefined}
            onClick={() => setTab(each)}
          >
            {t(`staff.tab.${each}`)}
            {each === "doubtful" && (doubtful.data?.pairs.length ?? 0) > 0 && (
              <span className={classes.count}>{doubtful.data?.pairs.length}</span>
            )}
          </button>
        ))}
      </nav>
      {tab === "scan" && <Scan key={slug} slug={slug} queue={queue} />}
      {tab === "find" && <FindVisitor key={slug} slug={slug} />}
      {tab === "doubtful" && (
        <DoubtfulQueue
          slug={slug}
          mayDecide={desk.role !== "scanner"}
          {...(desk.role === "scanner" ? { readOnly: t("staff.doubtful.readOnly") } : {})}
          waiting={queue.waiting}
          onDecide={(each) => void queue.add(each)}
        />
      )}
      {tab === "swag" && (
        <Suspense fallback={<p>{t("swag.loading")}</p>}>
          <GiftTable key={slug} slug={slug} runs={desk.role !== "scanner"} />
        </Suspense>
      )}
      {tab === "wall" && <WallRemotePanel key={slug} slug={slug} />}
      {tab === "shift" && (
        <ShiftNotes
          slug={slug}
          hasPerson={desk.name !== ""}
          waiting={queue.waiting}
          onWrite={(each) => void queue.add(each)}
        />
      )}
    </>
  );
}

/** What the browser itself knows; that the server is out of reach is told by what could not be sent. */
function useOffline(): boolean {
  const [offline, setOffline] = useState(() => !navigator.onLine);
  useEffect(() => {
    const read = () => setOffline(!navigator.onLine);
    window.addEventListener("online", read);
    window.addEventListener("offline", read);
    return () => {
      window.removeEventListener("online", read);
      window.removeEventListener("offline", read);
    };
  }, []);
  return offline;
}

import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StaffDesk } from "../../contract/index.ts";
import { inLanguage } from "../ticket/bilingual.ts";
import { IconChat, IconGift, IconScan, IconScreen, IconSearch, IconTwins } from "../ui/icons.tsx";
import { deskListQuery, doubtfulQuery } from "./api.ts";
import { Conflicts } from "./conflicts.tsx";
import { DoubtfulQueue } from "./doubtful-queue.tsx";
import { FindVisitor } from "./find-visitor.tsx";
import { WallRemotePanel } from "./remote.tsx";
import { Scan } from "./scan.tsx";
import { ShiftNotes } from "./shift-notes.tsx";
import classes from "./staff.module.css";
import { ownVault } from "./use-staff-lock.ts";
import { useStaffQueue } from "./use-staff-queue.ts";

const GiftTable = lazy(async () => ({ default: (await import("../swag/table.tsx")).GiftTable }));

const TABS = ["scan", "find", "swag", "doubtful", "wall", "shift"] as const;
type Tab = (typeof TABS)[number];

const ICONS: Readonly<Record<Tab, ReactNode>> = {
  scan: <IconScan />,
  find: <IconSearch size={20} />,
  swag: <IconGift />,
  doubtful: <IconTwins />,
  wall: <IconScreen />,
  shift: <IconChat />,
};

const FINISHED = new Set(["kept", "purged"]);

/** Who stands here, what is doubtful, what the next shift should know. */
export function Desk({ desk }: { readonly desk: StaffDesk }) {
  const { t, i18n } = useTranslation();
  const queue = useStaffQueue(ownVault());
  const current = desk.challenges.filter(({ state }) => !FINISHED.has(state));
  const [picked, setPicked] = useState<string | undefined>(undefined);
  const [chosen, setTab] = useState<Tab | undefined>(undefined);
  const [asked, setAsked] = useState("");
  const slug = picked ?? current.find(({ state }) => state === "open")?.slug ?? current[0]?.slug;
  // While prizes change hands, who stands before the table holds up a code.
  const isHandingOver = current.find((each) => each.slug === slug)?.state === "handing-over";
  const tab = chosen ?? (isHandingOver ? "scan" : "find");
  const offline = useOffline() || queue.offline;
  const doubtful = useQuery({ ...doubtfulQuery(slug ?? ""), enabled: slug !== undefined });
  const list = useQuery({ ...deskListQuery(ownVault(), slug ?? ""), enabled: slug !== undefined });
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
      <Conflicts
        slug={slug}
        conflicts={queue.conflicts}
        onDone={queue.dismiss}
        onLook={(code) => {
          setAsked(code);
          setTab("scan");
        }}
      />
      <nav className={classes.tabs} aria-label={t("staff.tabs")}>
        {TABS.map((each) => (
          <button
            key={each}
            type="button"
            aria-current={tab === each ? "page" : undefined}
            onClick={() => {
              setAsked("");
              setTab(each);
            }}
          >
            {ICONS[each]}
            <span>{t(`staff.tab.${each}`)}</span>
            {each === "doubtful" && (doubtful.data?.pairs.length ?? 0) > 0 && (
              <span className={classes.count}>{doubtful.data?.pairs.length}</span>
            )}
          </button>
        ))}
      </nav>
      {tab === "scan" && <Scan key={`${slug} ${asked}`} slug={slug} list={list.data} queue={queue} asked={asked} />}
      {tab === "find" && <FindVisitor key={slug} slug={slug} list={list.data} />}
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
          mayLetIn={desk.role !== "scanner"}
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

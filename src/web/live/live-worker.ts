/**
 * Runs as a SharedWorker: one live connection for all tabs of the browser (HTTP/1.1 allows six a host).
 * A tab says `here` when it comes and every 20 s, `gone` when it is hidden for long or closes.
 */
import { LiveFeed } from "./live-feed.ts";
import type { LiveState } from "./live-state.ts";

export type ToWorker = "here" | "gone";
export type FromWorker = LiveState;

const LOST_TAB_MS = 90_000;
const GATHER_MS = 40;

const tabs = new Map<MessagePort, number>();
let isTelling = false;

const feed = new LiveFeed("/api/live", () => {
  if (!isTelling) setTimeout(tellAll, GATHER_MS);
  isTelling = true;
});

function tellAll(): void {
  isTelling = false;
  for (const tab of tabs.keys()) tab.postMessage(feed.state satisfies FromWorker);
}

function settle(): void {
  if (tabs.size > 0) feed.open();
  else feed.close();
}

function welcome(port: MessagePort): void {
  port.onmessage = (event: MessageEvent<ToWorker>) => {
    if (event.data === "gone") tabs.delete(port);
    else {
      const isNew = !tabs.has(port);
      tabs.set(port, Date.now());
      if (isNew) port.postMessage(feed.state satisfies FromWorker);
    }
    settle();
  };
}

// A tab that crashed never says goodbye.
setInterval(() => {
  for (const [tab, seen] of tabs) if (Date.now() - seen > LOST_TAB_MS) tabs.delete(tab);
  settle();
}, LOST_TAB_MS / 3);

addEventListener("connect", (event) => {
  const port = (event as MessageEvent).ports[0];
  if (port) welcome(port);
});

import type { MyTicket } from "../../contract/index.ts";
import { myLivePath } from "./api.ts";

/** The server says something every 15 s; a line that is silent for longer is dead, whatever the phone believes. */
const SILENT_MS = 35_000;

export interface TicketListener {
  readonly onTicket?: (ticket: MyTicket) => void;
  /** Something happened that everybody may see: a step of the draw, a line of staff. */
  readonly onNews?: () => void;
  /** Whether the line is alive. */
  readonly onState: (alive: boolean) => void;
}

/** Follows a ticket's stream, and begins anew when it fell silent or the phone is back in the net. The answer ends it. */
export function followTicket(slug: string, { onTicket, onNews, onState }: TicketListener): () => void {
  let source: EventSource;
  let silence: ReturnType<typeof setTimeout>;
  const heard = () => {
    onState(true);
    clearTimeout(silence);
    silence = setTimeout(again, SILENT_MS);
  };
  const connect = () => {
    source = new EventSource(myLivePath(slug));
    source.onopen = heard;
    source.onerror = () => onState(false);
    source.addEventListener("alive", heard);
    source.addEventListener("me", ({ data }: MessageEvent<string>) => {
      heard();
      onTicket?.(JSON.parse(data) as MyTicket);
    });
    source.addEventListener("challenge", () => {
      heard();
      onNews?.();
    });
  };
  const again = () => {
    clearTimeout(silence);
    source.close();
    onState(false);
    connect();
  };
  const lost = () => onState(false);
  connect();
  window.addEventListener("offline", lost);
  window.addEventListener("online", again);
  return () => {
    clearTimeout(silence);
    source.close();
    window.removeEventListener("offline", lost);
    window.removeEventListener("online", again);
  };
}

import type { ServerResponse } from "node:http";
import type { LiveMessage } from "../../contract/index.ts";
import type { EpochMicros } from "../../kernel/index.ts";
import type { LiveFrame } from "./channel.ts";

/** A reader this far behind is cut off; its browser reconnects and gets a snapshot instead of a backlog. */
const MOST_BUFFERED_BYTES = 1_000_000;
const HEARTBEAT_MILLIS = 15_000;
const RECONNECT_MILLIS = 1_000;

export interface LiveRequest {
  /** Sends frames from now on until the returned function is called. */
  readonly subscribe: (send: (frame: LiveFrame) => void) => () => void;
  readonly now: () => EpochMicros;
  /** Asked now and then, so that a revoked link ends an open stream as well. */
  readonly stillAllowed: () => Promise<boolean>;
}

/** Answers `GET /api/live`: server-sent events until either side closes. */
export function answerLive(request: LiveRequest, response: ServerResponse): void {
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
    "x-content-type-options": "nosniff",
  });
  response.write(`retry: ${RECONNECT_MILLIS}\n\n`);
  const unsubscribe = request.subscribe((frame) => sendFrame(response, frame));
  const heartbeat = setInterval(() => {
    // An event, not a comment: browsers hide comments, and a page could not tell a quiet booth from a dead one.
    const nothing: LiveMessage = { type: "tick", serverTime: request.now(), apps: [] };
    response.write(`event: tick\ndata: ${JSON.stringify(nothing)}\n\n`);
    request.stillAllowed().then(
      (allowed) => allowed || response.end(),
      () => response.end(),
    );
  }, HEARTBEAT_MILLIS);
  response.on("close", () => {
    clearInterval(heartbeat);
    unsubscribe();
  });
}

/** JSON has no raw line feed, so one `data:` line carries a whole message. */
function sendFrame(response: ServerResponse, frame: LiveFrame): void {
  if (response.writableLength > MOST_BUFFERED_BYTES) {
    response.destroy();
    return;
  }
  response.write(`id: ${frame.id}\nevent: ${frame.type}\ndata: ${frame.json}\n\n`);
}

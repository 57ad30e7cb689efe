import type { ServerResponse } from "node:http";
import type { LiveMessage } from "../../contract/index.ts";
import type { EpochMicros } from "../../kernel/index.ts";
import { ANSWER_HEADERS } from "../answer-headers.ts";
import type { LiveFrame } from "./channel.ts";

/** A reader this far behind is cut off; its browser reconnects and gets a snapshot instead of a backlog. */
const MOST_BUFFERED_BYTES = 1_000_000;
const HEARTBEAT_MILLIS = 15_000;
/** What another node revoked ends here within this, too. */
const LOOK_EVERY_MILLIS = 4_000;
const RECONNECT_MILLIS = 1_000;

/** Of every stream; Fastify adds nothing to an answer it has handed over. */
export const STREAM_HEADERS = {
  ...ANSWER_HEADERS,
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  "x-accel-buffering": "no",
} as const;

export interface LiveRequest {
  /** Sends frames from now on until the returned function is called. */
  readonly subscribe: (send: (frame: LiveFrame) => void) => () => void;
  readonly now: () => EpochMicros;
  /** Asked every few seconds and on `onRevoked`, so that a revoked link ends an open stream as well. */
  readonly stillAllowed: () => Promise<boolean>;
  /** Registers for changes of sessions; the function it returns ends it. */
  readonly onRevoked: (listener: () => void) => () => void;
}

/** Answers `GET /api/live`: server-sent events until either side closes. */
export function answerLive(request: LiveRequest, response: ServerResponse): void {
  response.writeHead(200, STREAM_HEADERS);
  response.write(`retry: ${RECONNECT_MILLIS}\n\n`);
  const unsubscribe = request.subscribe((frame) => sendFrame(response, frame));
  const heartbeat = setInterval(() => {
    // An event, not a comment: browsers hide comments, and a page could not tell a quiet booth from a dead one.
    const nothing: LiveMessage = { type: "tick", serverTime: request.now(), apps: [] };
    response.write(`event: tick\ndata: ${JSON.stringify(nothing)}\n\n`);
  }, HEARTBEAT_MILLIS);
  const look = (): void => {
    request.stillAllowed().then(
      (allowed) => allowed || response.end(),
      () => response.end(),
    );
  };
  const looking = setInterval(look, LOOK_EVERY_MILLIS);
  const unlisten = request.onRevoked(look);
  response.on("close", () => {
    clearInterval(heartbeat);
    clearInterval(looking);
    unlisten();
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

import type { IncomingMessage, ServerResponse } from "node:http";
import type { DoorAnswer, ElasticDoor } from "../intake/index.ts";

/** How long a refused sender may go on sending before its connection is cut under it. */
const LINGER_MILLIS = 2_000;

/** Passes a request to the door and writes its answer; never throws. */
export async function serveDoor(door: ElasticDoor, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? "/";
  const mark = url.indexOf("?");
  const answer = await door.handle({
    method: request.method ?? "GET",
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1)),
    headers: request.headers,
    remoteAddress: request.socket.remoteAddress ?? "",
    remotePort: request.socket.remotePort ?? 0,
    body: request,
  });
  if (response.destroyed) return;
  const length = Buffer.byteLength(answer.body);
  response.writeHead(answer.status, { ...answer.headers, "content-length": String(length) });
  if (request.method === "HEAD" || length === 0) response.flushHeaders();
  else response.write(answer.body);
  await finish(request, response, answer);
}

/**
 * Closing a socket with unread bytes resets it, and the reset can overtake the answer. So where the sender has
 * not finished, what it still sends is read and thrown away for a moment before the connection ends.
 */
async function finish(request: IncomingMessage, response: ServerResponse, answer: DoorAnswer): Promise<void> {
  const closing = Object.entries(answer.headers).some(
    ([name, value]) => name.toLowerCase() === "connection" && /close/i.test(value),
  );
  if (closing && !request.readableEnded && !request.destroyed) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LINGER_MILLIS);
      const done = (): void => {
        clearTimeout(timer);
        resolve();
      };
      request.once("end", done).once("close", done).once("error", done);
      request.resume();
    });
  }
  response.end();
}

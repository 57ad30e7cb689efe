import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { DoorAnswer, ElasticDoor } from "../intake/index.ts";

/** How long a refused sender may go on sending before its connection is cut under it. */
const LINGER_MILLIS = 2_000;

/** Whether a connection stays open after the door's last answer on it. */
const staysOpen = new WeakMap<Socket, Promise<boolean>>();

/**
 * Passes a request to the door and writes its answer. What was sent behind another request on the same connection
 * waits for its turn, and is not taken when the connection ends before: nobody would read that it was.
 */
export async function serveDoor(door: ElasticDoor, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const before = staysOpen.get(request.socket);
  const serving = before === undefined ? serve(door, request, response) : behind(before, door, request, response);
  // A failure is the caller's to log; here it only says that nothing more is taken.
  staysOpen.set(
    request.socket,
    serving.catch(() => false),
  );
  await serving;
}

async function behind(
  before: Promise<boolean>,
  door: ElasticDoor,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  return (await before) && (await serve(door, request, response));
}

async function serve(door: ElasticDoor, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
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
  if (response.destroyed) return false;
  const length = Buffer.byteLength(answer.body);
  // The length of a 304 would be that of the body it spares the agent.
  const framing = answer.status === 304 ? {} : { "content-length": String(length) };
  response.writeHead(answer.status, { ...answer.headers, ...framing });
  if (request.method === "HEAD" || length === 0) response.flushHeaders();
  else response.write(answer.body);
  return await finish(request, response, answer);
}

/**
 * Closing a socket with unread bytes resets it, and the reset can overtake the answer. So where the sender has
 * not finished, what it still sends is read and thrown away for a moment before the connection ends.
 */
async function finish(request: IncomingMessage, response: ServerResponse, answer: DoorAnswer): Promise<boolean> {
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
      // Whoever pulled the body and left off still listens, and nothing flows while somebody does.
      request.removeAllListeners("readable");
      request.resume();
    });
  }
  response.end();
  return !closing;
}

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

const OF_THE_CONNECTION = new Set(["host", "connection", "content-length", "transfer-encoding"]);

export type KeeperAnswer = "answers" | "is away" | "is unknown";

/** Between Sadari and a server, to say of the Keeper what a whole ClickHouse server would say. */
export interface KeeperTable extends AsyncDisposable {
  /** The server's URL, by way of this. */
  readonly url: string;
  keeper: KeeperAnswer;
}

/**
 * The ClickHouse in our child server can talk to a Keeper, but has no `system.zookeeper`, by which one is found. All
 * other statements are passed on.
 */
export async function openKeeperTable(target: string, keeper: KeeperAnswer): Promise<KeeperTable> {
  const upstream = new URL(target);
  const server = createServer((request, response) => {
    forward(request, upstream)
      .then((answer) => (answer === undefined ? ofKeeper(table.keeper, response) : passOn(answer, response)))
      // A server that ends is, from here, a connection that breaks.
      .catch(() => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = new URL(target);
  url.port = String(typeof address === "object" ? address?.port : "");
  const table: KeeperTable = {
    url: url.href,
    keeper,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return table;
}

/** The server's answer, or undefined for what is asked of the Keeper. */
async function forward(request: IncomingMessage, upstream: URL): Promise<Response | undefined> {
  const body = await buffer(request);
  if (body.includes("system.zookeeper")) return undefined;
  const headers = Object.entries(request.headersDistinct).flatMap(([name, values]) =>
    OF_THE_CONNECTION.has(name) ? [] : (values ?? []).map((value): [string, string] => [name, value]),
  );
  return fetch(new URL(request.url ?? "/", upstream.origin), { method: "POST", headers, body });
}

async function passOn(answer: Response, response: ServerResponse): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" });
  response.end(body);
}

function ofKeeper(keeper: KeeperAnswer, response: ServerResponse): void {
  switch (keeper) {
    case "answers":
      response.end('{"name":"zookeeper"}\n');
      return;
    case "is away":
      response.writeHead(500);
      response.end(
        "Code: 999. DB::Exception: Coordination::Exception: All connection tries failed. (KEEPER_EXCEPTION)",
      );
      return;
    case "is unknown":
      response.writeHead(404);
      response.end("Code: 60. DB::Exception: Unknown table expression identifier 'system.zookeeper'. (UNKNOWN_TABLE)");
  }
}

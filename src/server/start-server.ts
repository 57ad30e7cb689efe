import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createApp, type ServerOptions } from "./app.ts";

export interface HttpServer extends AsyncDisposable {
  readonly port: number;
  /**
   * Takes no new connection and lets running streams end (the door bounds how long): agents never send again
   * what a cut stream lost.
   */
  drain(): Promise<void>;
}

/** Listens on `host:port` (port 0: any free one). Rejects with Node's own error when the port is taken. */
export async function startServer(options: ServerOptions, listen: { host: string; port: number }): Promise<HttpServer> {
  const app = await createApp(options);
  await app.listen(listen);
  const { port } = app.server.address() as AddressInfo;
  return {
    port,
    async drain() {
      const closed = app.server.listening ? once(app.server, "close") : undefined;
      app.server.close();
      await options.door.drain();
      app.server.closeIdleConnections();
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 500).unref())]);
    },
    async [Symbol.asyncDispose]() {
      await app.close();
    },
  };
}

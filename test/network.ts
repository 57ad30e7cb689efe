import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { BrowserContext, Page } from "playwright-core";
import { eventually } from "./booth.ts";

/**
 * The network between browsers and a booth, which can be taken away. A browser that is only told to be offline now and
 * then lets a request through while a page loads anew, so the wire is cut as well.
 */
export class Network implements AsyncDisposable {
  readonly #relay: Server;
  readonly #sockets = new Set<Socket>();
  #isAway = false;

  private constructor(booth: { readonly port: number }) {
    this.#relay = createServer((near) => {
      if (this.#isAway) return near.destroy();
      const far = connect(booth.port, "127.0.0.1");
      this.#join(near, far);
      this.#join(far, near);
      return undefined;
    });
  }

  static async to(booth: { readonly port: number }): Promise<Network> {
    const network = new Network(booth);
    network.#relay.listen(0, "127.0.0.1");
    await once(network.#relay, "listening");
    return network;
  }

  /** Where the booth is reached over this network. */
  get url(): string {
    return `http://127.0.0.1:${(this.#relay.address() as AddressInfo).port}`;
  }

  /** Takes it away; the browser of `context` notices. */
  async cut(context: BrowserContext): Promise<void> {
    this.#isAway = true;
    for (const socket of this.#sockets) socket.destroy();
    await context.setOffline(true);
  }

  async mend(context: BrowserContext): Promise<void> {
    this.#isAway = false;
    await context.setOffline(false);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#relay.close();
    await once(this.#relay, "close");
  }

  /** What `from` sends goes to `to`, and both end together. */
  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on("error", () => from.destroy());
    from.on("close", () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    from.pipe(to);
  }
}

/** Waits until `page` would open without network. */
export async function untilKept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await eventually(() => page.evaluate(async () => (await caches.match(location.pathname)) !== undefined || undefined));
}

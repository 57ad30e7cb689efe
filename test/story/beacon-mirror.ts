import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { eventually } from "../booth.ts";

interface Beacon {
  readonly round: number;
  readonly signature: string;
  readonly randomness: string;
}

/** A mirror of the public randomness with one recorded round, away until it is switched on. */
export class BeaconMirror implements AsyncDisposable {
  readonly beacon: Beacon;
  /** Whether it answers. */
  isThere = false;
  readonly #server: Server;

  private constructor(beacon: Beacon) {
    this.beacon = beacon;
    this.#server = createServer((_request, response) => {
      if (this.isThere) response.end(JSON.stringify(beacon));
      else response.writeHead(503).end();
    }).listen(0, "127.0.0.1");
  }

  static async open(round: number): Promise<BeaconMirror> {
    const vectors = JSON.parse(readFileSync(join(import.meta.dirname, "../vectors/draw.json"), "utf8"));
    const beacons: readonly (Beacon & { readonly valid: boolean })[] = vectors.drand_quicknet.beacons;
    const found = beacons.find((each) => each.round === round && each.valid);
    if (found === undefined) throw new Error(`round ${round} was not recorded`);
    const { signature, randomness } = found;
    const mirror = new BeaconMirror({ round, signature, randomness });
    await eventually(async () => mirror.#server.listening || undefined);
    return mirror;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

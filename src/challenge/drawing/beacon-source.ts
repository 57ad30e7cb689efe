import { Fault } from "../../kernel/index.ts";
import type { Log } from "../../self/index.ts";
import { type Beacon, beaconAddresses, beaconFlaw, QUICKNET, readBeacon } from "../draw/index.ts";

export interface BeaconSourceOptions {
  /** Addresses in front of `/<chain>/public/<round>`, in place of drand's own. */
  readonly urls?: readonly string[] | undefined;
  readonly log: Log;
}

const PATIENCE_MILLIS = 5_000;
/** A beacon has some 300 bytes. */
const MOST_BYTES = 4_096;

/** Reads rounds of the public randomness from several mirrors. No answer is believed: each is verified with the pinned key. */
export class BeaconSource {
  readonly #urls: readonly string[];
  readonly #log: Log;

  constructor({ urls = [], log }: BeaconSourceOptions) {
    this.#urls = urls.map((url) => url.replace(/\/+$/, ""));
    this.#log = log;
  }

  /** Where a round can be read, by us and by everybody. */
  addresses(round: number): readonly string[] {
    if (this.#urls.length === 0) return beaconAddresses(round);
    return this.#urls.map((url) => `${url}/${QUICKNET.chain}/public/${round}`);
  }

  /** The first genuine answer. Faults: `draw.beacon-away` when no mirror gives one. */
  async read(round: number): Promise<Beacon> {
    const addresses = this.addresses(round);
    const stop = new AbortController();
    try {
      return await Promise.any(addresses.map((address) => this.#ask(address, round, stop.signal)));
    } catch (error) {
      const why = error instanceof AggregateError ? error.errors.map(reasonOf).join("; ") : reasonOf(error);
      throw new Fault("draw.beacon-away", { round, detail: why }, { cause: error });
    } finally {
      stop.abort();
    }
  }

  async #ask(address: string, round: number, stop: AbortSignal): Promise<Beacon> {
    const { host } = new URL(address);
    try {
      const signal = AbortSignal.any([stop, AbortSignal.timeout(PATIENCE_MILLIS)]);
      const response = await fetch(address, { signal, redirect: "error", headers: { accept: "application/json" } });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const beacon = readBeacon(await readText(response));
      if (stop.aborted) throw new Error("another was first");
      const flaw = beaconFlaw(beacon, round);
      if (flaw === undefined) return beacon;
      this.#log.warn({ host, round, flaw }, "a mirror answered with a public number that is not genuine");
      throw new Error(flaw.replace("-", " "));
    } catch (error) {
      throw new Error(`${host}: ${reasonOf(error)}`, { cause: error });
    }
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    if (length > MOST_BYTES) throw new Error("the answer is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error && error.message === "fetch failed" ? error.cause : error;
  return "code" in cause && typeof cause.code === "string" && cause !== error ? cause.code : cause.message;
}

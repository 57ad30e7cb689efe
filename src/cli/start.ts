import { setTimeout as sleep } from "node:timers/promises";
import { type Apm, createApm } from "../apm/index.ts";
import { type Challenges, openChallenges } from "../challenge/index.ts";
import type { LiveApp } from "../contract/index.ts";
import { type Control, openControl } from "../control/index.ts";
import { createElasticDoor, type ElasticDoor } from "../intake/index.ts";
import { type Clock, DEFAULT_SPACE, epochMicros, Fault, MICROS_PER_DAY, systemClock } from "../kernel/index.ts";
import { createLog, createMetrics, type Log, type Metrics } from "../self/index.ts";
import { announceArrivals, createSingleSignOn, type HttpServer, LiveHub, startServer } from "../server/index.ts";
import { beginTelemetry, type Telemetry } from "../telemetry/index.ts";
import { lanAddresses } from "./addresses.ts";
import { clearLeftovers, refuseUnfinished } from "./backup/leftovers.ts";
import { type Config, describeConfig } from "./config.ts";
import { ensurePages } from "./pages.ts";
import { renderStartPage } from "./start-page.ts";
import { stopSignal } from "./stop-signal.ts";
import { BUILD_INFO, VERSION } from "./version.ts";
import { ensureWallLink } from "./wall-link.ts";

const HOST_LINK_MICROS = MICROS_PER_DAY;

interface Environment {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * Runs the booth until it is told to stop: opens the spool, then the doors, then the port, while the event store comes
 * up, and closes in reverse, so that everything acknowledged is on disk when it returns. Faults: those of the rooms, and `server.port-taken`.
 */
export async function runStart(config: Config, print: (text: string) => void): Promise<void> {
  const environment = {
    config,
    clock: systemClock,
    log: createLog(config.logLevel, process.stderr.isTTY),
    metrics: createMetrics(),
  };
  environment.log.info({ version: VERSION }, "starting");
  environment.log.debug({ settings: describeConfig(config) }, "settings in force");
  const stopped = stopSignal(environment.log);
  await refuseUnfinished(config.dataDir);

  await using resources = new AsyncDisposableStack();
  const pages = ensurePages();
  // Awaited below, after the stores are open; a failure meanwhile must not count as unhandled.
  pages.catch(() => {});
  const control = resources.use(await openControl({ dataDir: config.dataDir, url: config.controlUrl, ...environment }));
  const telemetry = resources.use(await openStore(environment));
  const left = await clearLeftovers(config.dataDir);
  if (left.length > 0) environment.log.info({ folders: left }, "removed what a backup that was cut short left behind");
  await ensureGivenKey(control, config.secretToken);
  const apm = createApm({ reader: telemetry.reader, clock: systemClock });
  const hub = resources.use(new LiveHub(systemClock));
  const seeded = hub.after(telemetry.ready.then(() => seedHub(hub, control, apm, environment.log)));
  seeded.catch(() => {});
  const challenges = resources.use(
    await openChallenges({
      control,
      apm,
      dataDir: config.dataDir,
      drawing: { beaconUrls: config.beaconUrls },
      forgetTelemetry: async (space, services, range) => {
        await telemetry.forget(space, services, range);
        if (range === undefined) hub.takeDown(space, services);
      },
      takeDown: (space, services) => hub.takeDown(space, services),
      takeHome: (space, table) => telemetry.takeHome(space, table),
      takeHomeSizes: (space) => telemetry.takeHomeSizes(space),
      ...environment,
    }),
  );
  const door = resources.use(openDoor(environment, control, telemetry, hub, challenges));
  const state = { draining: false };
  const server = resources.use(
    await listen({ ...environment, control, telemetry, apm, challenges, hub, door, state, pagesDir: await pages }),
  );

  await seeded;
  reconcileCounts(challenges, environment.log);
  const urls = boothUrls(config, server.port);
  const secretToken = config.secretToken ?? (await control.ensureFirstKey())?.secret;
  const links = await makeLinks(control, config.dataDir, urls[0]);
  print(renderStartPage({ version: VERSION, urls, secretToken, ...links }, speaksKorean()));
  await stopped;
  state.draining = true;
  environment.log.info({}, "stopping: running streams may end");
  await server.drain();
  await telemetry.drain();
}

/** What a crash left in the spool reaches the store only now, on a busy machine after the first comparison. */
const COMPARE_AFTER_MS = [0, 3_000, 10_000, 30_000, 120_000];

/** In its own time: a second opinion on counts holds up nobody. */
function reconcileCounts({ arrivals }: Challenges, log: Log): void {
  const compare = async (): Promise<void> => {
    for (const wait of COMPARE_AFTER_MS) {
      await sleep(wait, undefined, { ref: false });
      await arrivals
        .reconcile()
        .catch((error: unknown) => log.warn({ err: error }, "counts of apps were not compared"));
    }
  };
  void compare();
}

function openStore({ config, ...rest }: Environment): Promise<Telemetry> {
  return beginTelemetry({
    dataDir: config.dataDir,
    clickhouse: config.clickhouseUrl === undefined ? { kind: "child" } : { kind: "server", url: config.clickhouseUrl },
    retention: { days: config.retentionDays, bytes: config.retentionBytes },
    spool: { maxBytes: config.spoolBytes },
    ...rest,
  });
}

function openDoor(
  environment: Environment,
  control: Control,
  telemetry: Telemetry,
  hub: LiveHub,
  { arrivals: book }: Challenges,
): ElasticDoor {
  const { clock, log, metrics, config } = environment;
  return createElasticDoor({
    sink: announceArrivals(telemetry.sink, (space, at, arrivals, key) => {
      hub.observe(space, at, arrivals);
      book.observe(space, at, key, arrivals);
    }),
    checkKey: (presented) => control.keys.check(presented),
    rejections: {
      record(rejection) {
        hub.record(rejection);
        book.refuse(rejection);
      },
    },
    onHello(hello) {
      const { space, service, agent, environment: name } = hello;
      hub.expect(space, { service, agent, environment: name ?? "" });
      book.greet(hello);
    },
    anonymousSpace: DEFAULT_SPACE,
    // So that a page may show its visitor's own key, and its app is theirs.
    rum: { allowOrigins: config.rumOrigins, allowHeaders: ["Authorization"] },
    buildInfo: BUILD_INFO,
    clock,
    log,
    metrics,
  });
}

interface Listening extends Environment {
  readonly control: Control;
  readonly telemetry: Telemetry;
  readonly apm: Apm;
  readonly challenges: Challenges;
  readonly hub: LiveHub;
  readonly door: ElasticDoor;
  readonly pagesDir: string;
  readonly state: { readonly draining: boolean };
}

async function listen({ config, telemetry, state, ...parts }: Listening): Promise<HttpServer> {
  const notReady = async (): Promise<readonly string[]> => [
    ...(state.draining ? ["shutting down"] : []),
    ...(telemetry.sink.pressure() === "full" ? ["the spool or the disk is full"] : []),
  ];
  const options = {
    ...parts,
    version: VERSION,
    hostToken: config.hostToken,
    singleSignOn: singleSignOnOf(config, parts),
    publicUrl: config.publicUrl,
    lanAddress: () => (listensEverywhere(config) ? lanAddresses()[0] : undefined),
    notReady,
    warnings: () => (telemetry.waiting ? ["the event store takes no data; events wait in the spool"] : []),
  };
  try {
    return await startServer({ ...options, trustedProxies: config.trustedProxies }, config);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    throw new Fault("server.port-taken", { port: config.port }, { cause: error });
  }
}

function singleSignOnOf(
  config: Config,
  { control, clock, log }: Pick<Listening, "control" | "clock" | "log">,
): ReturnType<typeof createSingleSignOn> | undefined {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecret: clientSecret } = config;
  if (issuer === undefined || clientId === undefined) return undefined;
  return createSingleSignOn(
    { issuer, clientId, clientSecret, hosts: config.oidcHosts, group: config.oidcGroup },
    { people: control.people, space: DEFAULT_SPACE, clock, log },
  );
}

/** `SADARI_SECRET_TOKEN`, as the default space's first key. After the store: whoever is refused there changes nothing. */
async function ensureGivenKey(control: Control, secret: string | undefined): Promise<void> {
  await control.spaces.ensure(DEFAULT_SPACE, "Default");
  if (secret !== undefined) await control.keys.create({ space: DEFAULT_SPACE, label: "SADARI_SECRET_TOKEN", secret });
}

/** So that the wall shows after a restart what it showed before. Without a store the booth opens all the same. */
async function seedHub(hub: LiveHub, control: Control, apm: Apm, log: Log): Promise<void> {
  for (const { id } of await control.spaces.list()) {
    try {
      const { services } = await apm.services(id, { from: "now-24h", to: "now" });
      hub.seed(
        id,
        services.map(toLiveApp).sort((a, b) => a.firstSeen - b.firstSeen),
      );
    } catch (error) {
      log.warn({ err: error, space: id }, "the wall starts empty: the store did not answer");
    }
  }
}

type StoredService = Awaited<ReturnType<Apm["services"]>>["services"][number];

function toLiveApp(service: StoredService): LiveApp {
  const { name, environment, agent, language, framework, firstSeen, lastSeen, transactions } = service;
  const known = { name, environment, agent, language, framework, firstSeen, lastSeen, transactions };
  return { ...known, hasData: true, ordinal: 0, throughputPerMinute: 0, latencyUs: null, failedRate: null };
}

const listensEverywhere = ({ host }: Config): boolean => host === "0.0.0.0" || host === "::";

function boothUrls(config: Config, port: number): readonly [string, ...string[]] {
  if (config.publicUrl !== undefined) return [config.publicUrl];
  const [first = "127.0.0.1", ...others] = listensEverywhere(config) ? lanAddresses() : [config.host];
  const url = (address: string): string => `http://${address.includes(":") ? `[${address}]` : address}:${port}`;
  return [url(first), ...others.map(url)];
}

async function makeLinks(
  control: Control,
  dataDir: string,
  url: string,
): Promise<{ hostLink: string; wallLink: string }> {
  const expiresAt = epochMicros(systemClock.now() + HOST_LINK_MICROS);
  const host = await control.links.create({
    kind: "host",
    space: DEFAULT_SPACE,
    label: "Host",
    once: true,
    expiresAt,
  });
  const wall = await ensureWallLink(control, dataDir);
  // Behind `#`, so that no proxy, log or chat preview ever gets the token.
  return { hostLink: `${url}/open#${host.token}`, wallLink: `${url}/open#${wall}` };
}

const speaksKorean = (): boolean =>
  (process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || "").startsWith("ko");

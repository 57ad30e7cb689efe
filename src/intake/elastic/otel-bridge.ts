import { isIPv6 } from "node:net";
import {
  type Database,
  type Destination,
  type Http,
  parseAddress,
  type SpanEvent,
  type TransactionEvent,
  type Url,
  urlParts,
  userAgent,
} from "../../model/index.ts";
import { Attributes } from "./otel-attributes.ts";
import type { SentOtel } from "./trace-fields.ts";

/** What the event itself said, where attributes only fill in what it left open. */
interface SentParts {
  readonly outcome: SpanEvent["outcome"] | undefined;
  readonly result?: string | undefined;
}

const GRPC_CODES = [
  "OK",
  "Canceled",
  "Unknown",
  "InvalidArgument",
  "DeadlineExceeded",
  "NotFound",
  "AlreadyExists",
  "PermissionDenied",
  "ResourceExhausted",
  "FailedPrecondition",
  "Aborted",
  "OutOfRange",
  "Unimplemented",
  "Internal",
  "Unavailable",
  "DataLoss",
  "Unauthenticated",
];

/** What makes an event one of its kind, whatever its values are. */
const HTTP = [
  "http.method",
  "http.request.method",
  "http.status_code",
  "http.response.status_code",
  "http.url",
  "url.full",
  "http.target",
  "url.path",
];
const SERVER_HTTP = [...HTTP, "http.path"];
const DESTINATIONS = ["messaging.destination.name", "messaging.destination", "message_bus.destination"];
const MESSAGING = [...DESTINATIONS, "messaging.system", "messaging.operation", "messaging.operation.type"];
const RPC = ["rpc.system", "rpc.service", "rpc.grpc.status_code"];
const INSTANCES = ["db.name", "db.namespace", "db.instance", "db.elasticsearch.cluster.name"];
const STATEMENTS = ["db.statement", "db.query.text", "sql.query"];
const DATABASES = ["db.system", "db.system.name", "db.type"];

/** Applies the attributes an OpenTelemetry bridge adds to a transaction (2.3, by the rules of 6.5). */
export function bridgedTransaction(event: TransactionEvent, otel: SentOtel, sent: SentParts): TransactionEvent {
  const attributes = new Attributes(otel.attributes);
  const isMessaging = attributes.has(...MESSAGING, "messaging.operation.name");
  const isRequest = attributes.has(...SERVER_HTTP, ...RPC);
  const status = attributes.integer("http.response.status_code", "http.status_code");
  const http = httpOf(event.http, attributes, status);
  const url = serverUrl(attributes);
  const peer = attributes.text("net.peer.ip", "net.sock.peer.addr");
  const peerPort = attributes.integer("net.peer.port", "client.port");
  const clientIp = attributes.text("http.client_ip");
  const agent = attributes.text("user_agent.original", "http.user_agent");
  const queue = attributes.text(...DESTINATIONS);
  const session = attributes.text("session.id");
  const grpc = attributes.integer("rpc.grpc.status_code");
  attributes.drop("rpc.system", "rpc.service", "rpc.method");
  const address = peer === undefined ? undefined : parseAddress(peer);
  const source = event.source ?? (address && { ...address, port: address.port ?? peerPort });
  const type = attributes.text("type") ?? (isMessaging ? "messaging" : isRequest ? "request" : event.type);
  return {
    ...event,
    type,
    result: event.result ?? (grpc === undefined ? httpResult(status) : GRPC_CODES[grpc]),
    outcome: sent.outcome ?? (status === undefined ? event.outcome : status >= 500 ? "failure" : "success"),
    http,
    url: event.url ?? url,
    userAgent: event.userAgent ?? (agent === undefined ? undefined : userAgent(agent)),
    source,
    client: event.client ?? (clientIp === undefined ? undefined : parseAddress(clientIp)) ?? source,
    message: queue === undefined ? event.message : { ...event.message, queueName: queue },
    session: event.session ?? (session === undefined ? undefined : { id: session }),
    otelKind: otel.spanKind ?? (type === "messaging" ? "CONSUMER" : type === "request" ? "SERVER" : "INTERNAL"),
    labels: attributes.labels(event.labels),
  };
}

/** Applies the attributes an OpenTelemetry bridge adds to a span (2.4, by the rules of 6.6). */
export function bridgedSpan(event: SpanEvent, otel: SentOtel, sent: SentParts): SpanEvent {
  const attributes = new Attributes(otel.attributes);
  const isHttp = attributes.has(...HTTP);
  const status = attributes.integer("http.response.status_code", "http.status_code");
  const http = httpOf(event.http, attributes, status);
  const peer = peerOf(attributes);
  const url = calledUrl(attributes, peer);
  const callee = url?.domain === undefined ? peer : { address: url.domain, port: portOf(url) ?? peer.port };
  const kind =
    databaseKind(attributes) ??
    messagingKind(attributes, otel.spanKind) ??
    rpcKind(attributes, callee) ??
    (isHttp ? httpKind(url) : undefined) ??
    generativeKind(attributes);
  attributes.drop("span.kind", "rpc.method");
  const type = kind?.type ?? event.type;
  const subtype = kind?.subtype ?? event.subtype;
  return {
    ...event,
    type,
    subtype,
    action: kind?.action ?? event.action,
    outcome: sent.outcome ?? (status === undefined ? event.outcome : status >= 400 ? "failure" : "success"),
    http,
    url: event.url ?? (url && { original: url.original }),
    db: kind?.db === undefined ? event.db : { ...kind.db, ...definedOf(event.db) },
    message: event.message ?? (kind?.queue === undefined ? undefined : { queueName: kind.queue }),
    destination: event.destination ?? destinationOf(type, callee, peer, kind),
    serviceTarget: event.serviceTarget ?? targetOf(type, subtype, peer, kind),
    otelKind: otel.spanKind ?? (/^(?:db|external|storage)$/.test(type) ? "CLIENT" : "INTERNAL"),
    labels: attributes.labels(event.labels),
  };
}

function httpOf(own: Http | undefined, attributes: Attributes, status: number | undefined): Http | undefined {
  const method = attributes.text("http.request.method", "http.method");
  const version = attributes.text("http.flavor", "http.protocol")?.replace(/^HTTP\//, "");
  if (own === undefined && method === undefined && version === undefined && status === undefined) return undefined;
  return {
    ...own,
    method: own?.method ?? method,
    version: own?.version ?? version,
    statusCode: own?.statusCode ?? status,
  };
}

/** The URL a server was asked for, from its parts where it was not sent whole. */
function serverUrl(attributes: Attributes): Url | undefined {
  const whole = attributes.text("url.full", "http.url", "http.target", "http.path");
  const path = pathAndQuery(attributes);
  const scheme = attributes.text("url.scheme", "http.scheme");
  const port = attributes.integer("server.port", "net.host.port");
  const host = attributes.text("http.host");
  const server = attributes.text("http.server_name", "server.address", "net.host.name");
  const asked = whole ?? path;
  return asked === undefined ? undefined : urlParts(asked, scheme ?? "http", host ?? hostPort(server, port));
}

/** The URL a client asked for; without a host it is only the path. */
function calledUrl(attributes: Attributes, peer: Peer): Url | undefined {
  const whole = attributes.text("url.full", "http.url");
  const path = attributes.text("http.target") ?? pathAndQuery(attributes);
  if (whole === undefined && path === undefined) return undefined;
  const scheme = attributes.text("url.scheme", "http.scheme") ?? "http";
  const host = attributes.text("http.host") ?? hostPort(peer.address, peer.port);
  if (whole !== undefined || host === "") return urlParts(whole ?? path ?? "");
  return urlParts(`${scheme}://${host}${path}`);
}

function pathAndQuery(attributes: Attributes): string | undefined {
  const path = attributes.text("url.path");
  const query = attributes.text("url.query");
  return path === undefined ? undefined : `${path}${query === undefined ? "" : `?${query}`}`;
}

function hostPort(host: string | undefined, port: number | undefined): string {
  if (host === undefined) return "";
  const name = isIPv6(host) ? `[${host}]` : host;
  return port ? `${name}:${port}` : name;
}

function httpResult(status: number | undefined): string | undefined {
  if (status === undefined) return undefined;
  return status >= 100 && status < 600 ? `HTTP ${Math.floor(status / 100)}xx` : `HTTP ${status}`;
}

interface Peer {
  readonly address: string | undefined;
  readonly port: number | undefined;
}

/** What a span talked to, as its attributes name it. */
interface NamedPeer extends Peer {
  readonly service: string | undefined;
  readonly resource: string | undefined;
}

function peerOf(attributes: Attributes): NamedPeer {
  const name = attributes.text("net.peer.name", "server.address", "peer.hostname");
  const ip = attributes.text("net.peer.ip", "net.sock.peer.addr", "network.peer.address", "peer.ipv4", "peer.ipv6");
  const port = attributes.integer("net.peer.port", "server.port", "peer.port");
  const service = attributes.text("peer.service");
  const sent = attributes.text("peer.address");
  // With a colon it names more than a host, unless it is an address of version 6.
  const host = sent === undefined || (sent.includes(":") && !isIPv6(sent)) ? undefined : sent;
  return { address: name ?? ip ?? host, port, service, resource: sent ?? service };
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };

function portOf(url: Url): number | undefined {
  return url.port ?? DEFAULT_PORTS[url.scheme ?? ""];
}

/** What attributes say that a span did. */
interface SpanKind {
  readonly type: string;
  readonly subtype?: string | undefined;
  readonly action?: string | undefined;
  readonly db?: Database | undefined;
  readonly queue?: string | undefined;
  readonly targetName?: string | undefined;
  /** The destination where no `peer.service` names it. */
  readonly fallback?: { readonly resource: string; readonly name: string } | undefined;
  /** Goes behind the resource. */
  readonly topic?: string | undefined;
}

const called = (resource: string | undefined) => (resource === undefined ? undefined : { resource, name: resource });

function databaseKind(attributes: Attributes): SpanKind | undefined {
  if (!attributes.has(...DATABASES, ...STATEMENTS, ...INSTANCES, "db.user")) return undefined;
  const type = attributes.text(...DATABASES);
  const instance = attributes.text(...INSTANCES);
  const db = { type, instance, statement: attributes.text(...STATEMENTS), user: attributes.text("db.user") };
  return { type: "db", subtype: type, db, targetName: instance, fallback: called(type) };
}

function messagingKind(attributes: Attributes, spanKind: string | undefined): SpanKind | undefined {
  if (!attributes.has(...MESSAGING)) return undefined;
  const system = attributes.text("messaging.system");
  const queue = attributes.text(...DESTINATIONS);
  const temporary = attributes.flag("messaging.destination.temporary", "messaging.temp_destination");
  const action = attributes.text("messaging.operation.type", "messaging.operation");
  return {
    type: "messaging",
    subtype: system,
    action: action ?? (spanKind === "PRODUCER" ? "send" : undefined),
    queue,
    targetName: temporary ? undefined : queue,
    fallback: called(system),
    topic: queue,
  };
}

function rpcKind(attributes: Attributes, callee: Peer): SpanKind | undefined {
  if (!attributes.has(...RPC)) return undefined;
  const system = attributes.text("rpc.system") ?? (attributes.has("rpc.grpc.status_code") ? "grpc" : undefined);
  const service = attributes.text("rpc.service");
  attributes.drop("rpc.grpc.status_code");
  const resource = callee.address === undefined ? undefined : hostPort(callee.address, callee.port);
  return { type: "external", subtype: system, targetName: service, fallback: called(resource) };
}

function httpKind(url: Url | undefined): SpanKind {
  const kind = { type: "external", subtype: "http" };
  if (url?.domain === undefined) return kind;
  const port = portOf(url);
  const resource = hostPort(url.domain, port);
  const isDefault = port === DEFAULT_PORTS[url.scheme ?? ""];
  const name = `${url.scheme}://${isDefault ? hostPort(url.domain, undefined) : resource}`;
  return { ...kind, targetName: resource, fallback: { resource, name } };
}

function generativeKind(attributes: Attributes): SpanKind | undefined {
  const system = attributes.text("gen_ai.system");
  return system === undefined ? undefined : { type: "genai", subtype: system };
}

function destinationOf(
  type: string,
  callee: Peer,
  peer: NamedPeer,
  kind: SpanKind | undefined,
): Destination | undefined {
  const fallback = peer.service === undefined ? kind?.fallback : undefined;
  const resource = fallback?.resource ?? peer.resource;
  if (callee.address === undefined && resource === undefined) return undefined;
  return {
    address: callee.address,
    port: callee.port,
    serviceResource: resource && (kind?.topic === undefined ? resource : `${resource}/${kind.topic}`),
    serviceName: fallback?.name ?? peer.service,
    serviceType: resource && type,
  };
}

function targetOf(
  type: string,
  subtype: string | undefined,
  peer: NamedPeer,
  kind: SpanKind | undefined,
): SpanEvent["serviceTarget"] {
  const name = kind?.targetName ?? peer.service;
  if (kind === undefined) return name === undefined ? undefined : { type: subtype ?? type, name };
  // What somebody generates with names its kind, everything else its product.
  return { type: kind.type === "genai" ? "genai" : (kind.subtype ?? kind.type), name };
}

/** Members that were sent, so that the event's own ones win over its attributes. */
function definedOf<T extends object>(own: T | undefined): Partial<T> {
  const defined: Partial<T> = {};
  for (const key in own) if (own[key] !== undefined) defined[key] = own[key];
  return defined;
}

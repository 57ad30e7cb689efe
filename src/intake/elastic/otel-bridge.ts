import {
  type Http,
  parseAddress,
  type SpanEvent,
  type TransactionEvent,
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

/** Applies the attributes an OpenTelemetry bridge adds to a transaction (2.3, by the rules of 6.5). */
export function bridgedTransaction(event: TransactionEvent, otel: SentOtel, sent: SentParts): TransactionEvent {
  const attributes = new Attributes(otel.attributes);
  const isHttp = attributes.has(
    "http.method",
    "http.request.method",
    "http.url",
    "url.full",
    "http.target",
    "url.path",
  );
  const isMessaging = attributes.has("messaging.system", "messaging.destination", "messaging.destination.name");
  const isRpc = attributes.has("rpc.system", "rpc.service", "rpc.grpc.status_code");
  const status = attributes.integer("http.response.status_code", "http.status_code");
  const http = httpOf(event.http, attributes, status);
  const url = event.url ?? serverUrl(attributes);
  const peer = attributes.text("net.peer.ip", "net.sock.peer.addr");
  const clientIp = attributes.text("http.client_ip");
  const agent = attributes.text("user_agent.original", "http.user_agent");
  const queue = attributes.text("messaging.destination.name", "messaging.destination", "message_bus.destination");
  const grpc = attributes.integer("rpc.grpc.status_code");
  attributes.drop("rpc.system", "rpc.service", "rpc.method", "net.peer.name", "net.peer.port");
  const source = event.source ?? (peer === undefined ? undefined : parseAddress(peer));
  const type = attributes.text("type") ?? (isMessaging ? "messaging" : isHttp || isRpc ? "request" : event.type);
  return {
    ...event,
    type,
    result: event.result ?? (grpc === undefined ? httpResult(status) : GRPC_CODES[grpc]),
    outcome: sent.outcome ?? (status === undefined ? event.outcome : status >= 500 ? "failure" : "success"),
    http,
    url,
    userAgent: event.userAgent ?? (agent === undefined ? undefined : userAgent(agent)),
    source,
    client: event.client ?? (clientIp === undefined ? undefined : parseAddress(clientIp)) ?? source,
    message: queue === undefined ? event.message : { ...event.message, queueName: queue },
    otelKind: otel.spanKind ?? (type === "messaging" ? "CONSUMER" : type === "request" ? "SERVER" : "INTERNAL"),
    labels: attributes.labels(event.labels),
  };
}

/** Applies the attributes an OpenTelemetry bridge adds to a span (2.4, by the rules of 6.6). */
export function bridgedSpan(event: SpanEvent, otel: SentOtel, sent: SentParts): SpanEvent {
  const attributes = new Attributes(otel.attributes);
  const status = attributes.integer("http.response.status_code", "http.status_code");
  const isHttp = attributes.has(
    "http.method",
    "http.request.method",
    "http.url",
    "url.full",
    "http.target",
    "url.path",
  );
  const http = httpOf(event.http, attributes, status);
  const original = attributes.text("url.full", "http.url");
  const peer = peerOf(attributes, original);
  const peerService = attributes.text("peer.service");
  const bridged = {
    ...event,
    outcome: sent.outcome ?? (status === undefined ? event.outcome : status >= 400 ? "failure" : "success"),
    http,
    url: event.url ?? (original === undefined ? undefined : { original }),
    destination: event.destination ?? destinationOf(peer, peerService),
  } satisfies SpanEvent;
  const special = databaseSpan(bridged, attributes) ?? messagingSpan(bridged, attributes, otel.spanKind);
  const typed =
    special ?? rpcSpan(bridged, attributes) ?? (isHttp ? { ...bridged, type: "external", subtype: "http" } : bridged);
  attributes.drop("span.kind", "rpc.method");
  return {
    ...typed,
    serviceTarget:
      typed.serviceTarget ??
      (peerService === undefined ? undefined : { type: typed.subtype ?? typed.type, name: peerService }),
    otelKind: otel.spanKind ?? (/^(?:db|external|storage)$/.test(typed.type) ? "CLIENT" : "INTERNAL"),
    labels: attributes.labels(typed.labels),
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
function serverUrl(attributes: Attributes) {
  const whole = attributes.text("url.full", "http.url", "http.target", "http.path");
  const path = attributes.text("url.path");
  const query = attributes.text("url.query");
  const scheme = attributes.text("url.scheme", "http.scheme");
  const port = attributes.integer("server.port", "net.host.port");
  const host = attributes.text("http.host");
  const server = attributes.text("http.server_name", "server.address", "net.host.name");
  const asked = whole ?? (path === undefined ? undefined : `${path}${query === undefined ? "" : `?${query}`}`);
  if (asked === undefined) return undefined;
  const named = server === undefined ? "" : `${server}${port ? `:${port}` : ""}`;
  return urlParts(asked, scheme ?? "http", host ?? named);
}

function httpResult(status: number | undefined): string | undefined {
  if (status === undefined) return undefined;
  return status >= 100 && status < 600 ? `HTTP ${Math.floor(status / 100)}xx` : `HTTP ${status}`;
}

interface Peer {
  readonly address: string | undefined;
  readonly port: number | undefined;
}

function peerOf(attributes: Attributes, url: string | undefined): Peer {
  const parts = url === undefined ? undefined : urlParts(url);
  const name = attributes.text("net.peer.name", "server.address", "peer.hostname");
  const ip = attributes.text("net.peer.ip", "net.sock.peer.addr", "network.peer.address", "peer.ipv4", "peer.ipv6");
  const port = attributes.integer("net.peer.port", "server.port", "peer.port");
  const ofUrl = parts?.port ?? (parts?.scheme === "https" ? 443 : parts?.domain ? 80 : undefined);
  return { address: parts?.domain ?? name ?? ip, port: ofUrl ?? port };
}

function destinationOf(peer: Peer, service: string | undefined): SpanEvent["destination"] {
  if (peer.address === undefined && service === undefined) return undefined;
  return { ...peer, serviceResource: service, serviceName: service };
}

function databaseSpan(event: SpanEvent, attributes: Attributes): SpanEvent | undefined {
  if (
    !attributes.has(
      "db.system",
      "db.system.name",
      "db.type",
      "db.statement",
      "db.query.text",
      "db.name",
      "db.namespace",
    )
  ) {
    return undefined;
  }
  const type = attributes.text("db.system", "db.system.name", "db.type");
  const instance = attributes.text("db.name", "db.namespace", "db.instance", "db.elasticsearch.cluster.name");
  const statement = attributes.text("db.statement", "db.query.text", "sql.query");
  const user = attributes.text("db.user");
  return {
    ...event,
    type: "db",
    subtype: type ?? event.subtype,
    db: { type, instance, statement, user, ...definedOf(event.db) },
    serviceTarget: event.serviceTarget ?? { type: type ?? "db", name: instance },
  };
}

function messagingSpan(event: SpanEvent, attributes: Attributes, kind: string | undefined): SpanEvent | undefined {
  if (!attributes.has("messaging.system", "messaging.destination", "messaging.destination.name")) return undefined;
  const system = attributes.text("messaging.system");
  const queue = attributes.text("messaging.destination.name", "messaging.destination", "message_bus.destination");
  const action = attributes.text("messaging.operation.type", "messaging.operation");
  const temporary = attributes.flag("messaging.destination.temporary", "messaging.temp_destination");
  return {
    ...event,
    type: "messaging",
    subtype: system ?? event.subtype,
    action: action ?? event.action ?? (kind === "PRODUCER" ? "send" : undefined),
    message: event.message ?? (queue === undefined ? undefined : { queueName: queue }),
    serviceTarget: event.serviceTarget ?? { type: system ?? "messaging", name: temporary ? undefined : queue },
  };
}

function rpcSpan(event: SpanEvent, attributes: Attributes): SpanEvent | undefined {
  if (!attributes.has("rpc.system", "rpc.service", "rpc.grpc.status_code")) return undefined;
  const system = attributes.text("rpc.system") ?? (attributes.has("rpc.grpc.status_code") ? "grpc" : undefined);
  const service = attributes.text("rpc.service");
  attributes.drop("rpc.grpc.status_code");
  return {
    ...event,
    type: "external",
    subtype: system ?? event.subtype,
    serviceTarget: event.serviceTarget ?? { type: system ?? "external", name: service },
  };
}

/** Members that were sent, so that the event's own ones win over its attributes. */
function definedOf<T extends object>(own: T | undefined): Partial<T> {
  const defined: Partial<T> = {};
  for (const key in own) if (own[key] !== undefined) defined[key] = own[key];
  return defined;
}

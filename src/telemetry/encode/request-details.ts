import type { Address, Faas, Headers, Http, Json, Message, SpanLink, Url, User, UserAgent } from "../../model/index.ts";
import {
  boolField,
  detailKey,
  detailPrefix,
  jsonField,
  membersField,
  numberField,
  textField,
  toJson,
} from "./details.ts";
import type { RowWriter } from "./row-writer.ts";

const K = {
  version: detailKey("http.version"),
  requestId: detailKey("http.request.id"),
  requestHeaders: detailPrefix("http.request.headers"),
  requestCookies: detailPrefix("http.request.cookies"),
  cookies: detailKey("http.request.cookies"),
  requestEnv: detailPrefix("http.request.env"),
  env: detailKey("http.request.env"),
  requestBody: detailKey("http.request.body.original"),
  referrer: detailKey("http.request.referrer"),
  method: detailKey("http.request.method"),
  statusCode: detailKey("http.response.status_code"),
  responseHeaders: detailPrefix("http.response.headers"),
  finished: detailKey("http.response.finished"),
  headersSent: detailKey("http.response.headers_sent"),
  transferSize: detailKey("http.response.transfer_size"),
  encodedBodySize: detailKey("http.response.encoded_body_size"),
  decodedBodySize: detailKey("http.response.decoded_body_size"),
  urlOriginal: detailKey("url.original"),
  urlFull: detailKey("url.full"),
  urlScheme: detailKey("url.scheme"),
  urlDomain: detailKey("url.domain"),
  urlPort: detailKey("url.port"),
  urlPath: detailKey("url.path"),
  urlQuery: detailKey("url.query"),
  urlFragment: detailKey("url.fragment"),
  userId: detailKey("user.id"),
  userName: detailKey("user.name"),
  userEmail: detailKey("user.email"),
  userDomain: detailKey("user.domain"),
  agentOriginal: detailKey("user_agent.original"),
  agentName: detailKey("user_agent.name"),
  agentVersion: detailKey("user_agent.version"),
  agentOs: detailKey("user_agent.os.name"),
  agentOsVersion: detailKey("user_agent.os.version"),
  agentDevice: detailKey("user_agent.device.name"),
  clientIp: detailKey("client.ip"),
  clientPort: detailKey("client.port"),
  sourceIp: detailKey("source.ip"),
  sourcePort: detailKey("source.port"),
  sourceNatIp: detailKey("source.nat.ip"),
  links: detailKey("span.links"),
  faasId: detailKey("faas.id"),
  faasName: detailKey("faas.name"),
  faasVersion: detailKey("faas.version"),
  faasExecution: detailKey("faas.execution"),
  faasColdstart: detailKey("faas.coldstart"),
  faasTriggerType: detailKey("faas.trigger.type"),
  faasTriggerRequest: detailKey("faas.trigger.request_id"),
} as const;

/** Method and status are columns of transactions, so there they are left out here. */
export function httpDetails(row: RowWriter, http: Http | undefined, withColumns: boolean): void {
  if (http === undefined) return;
  if (withColumns) {
    textField(row, K.method, http.method);
    numberField(row, K.statusCode, http.statusCode);
  }
  textField(row, K.version, http.version);
  textField(row, K.requestId, http.requestId);
  headersDetails(row, K.requestHeaders, http.requestHeaders);
  objectDetails(row, K.requestCookies, K.cookies, http.requestCookies);
  objectDetails(row, K.requestEnv, K.env, http.requestEnv);
  jsonField(row, K.requestBody, http.requestBody);
  textField(row, K.referrer, http.requestReferrer);
  headersDetails(row, K.responseHeaders, http.responseHeaders);
  boolField(row, K.finished, http.responseFinished);
  boolField(row, K.headersSent, http.responseHeadersSent);
  numberField(row, K.transferSize, http.transferSize);
  numberField(row, K.encodedBodySize, http.encodedBodySize);
  numberField(row, K.decodedBodySize, http.decodedBodySize);
}

function headersDetails(row: RowWriter, prefix: Uint8Array, headers: Headers | undefined): void {
  if (headers === undefined) return;
  for (let i = 0; i < headers.length; i++) {
    const header = headers[i];
    if (header === undefined) continue;
    const values = header[1];
    row.beginNamedField(prefix, header[0]);
    const only = values[0];
    if (values.length === 1 && only !== undefined) row.jsonText(only);
    else row.jsonSource(toJson(values));
  }
}

function objectDetails(row: RowWriter, prefix: Uint8Array, whole: Uint8Array, value: Json): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    membersField(row, prefix, value as Readonly<Record<string, Json>>);
  } else {
    jsonField(row, whole, value);
  }
}

export function urlDetails(row: RowWriter, url: Url | undefined): void {
  if (url === undefined) return;
  textField(row, K.urlOriginal, url.original);
  textField(row, K.urlFull, url.full);
  textField(row, K.urlScheme, url.scheme);
  textField(row, K.urlDomain, url.domain);
  numberField(row, K.urlPort, url.port);
  textField(row, K.urlPath, url.path);
  textField(row, K.urlQuery, url.query);
  textField(row, K.urlFragment, url.fragment);
}

export function userDetails(row: RowWriter, user: User | undefined): void {
  if (user === undefined) return;
  textField(row, K.userId, user.id);
  textField(row, K.userName, user.name);
  textField(row, K.userEmail, user.email);
  textField(row, K.userDomain, user.domain);
}

export function userAgentDetails(row: RowWriter, agent: UserAgent | undefined): void {
  if (agent === undefined) return;
  textField(row, K.agentOriginal, agent.original);
  textField(row, K.agentName, agent.name);
  textField(row, K.agentVersion, agent.version);
  textField(row, K.agentOs, agent.osName);
  textField(row, K.agentOsVersion, agent.osVersion);
  textField(row, K.agentDevice, agent.deviceName);
}

export function addressDetails(
  row: RowWriter,
  client: Address | undefined,
  source: Address | undefined,
  sourceNatIp: string | undefined,
): void {
  textField(row, K.clientIp, client?.ip);
  numberField(row, K.clientPort, client?.port);
  textField(row, K.sourceIp, source?.ip);
  numberField(row, K.sourcePort, source?.port);
  textField(row, K.sourceNatIp, sourceNatIp);
}

const messageKeys = (kind: "transaction" | "span" | "error") => ({
  queue: detailKey(`${kind}.message.queue.name`),
  routingKey: detailKey(`${kind}.message.routing_key`),
  body: detailKey(`${kind}.message.body`),
  age: detailKey(`${kind}.message.age.ms`),
  headers: detailPrefix(`${kind}.message.headers`),
});

const MESSAGE = {
  transaction: messageKeys("transaction"),
  span: messageKeys("span"),
  error: messageKeys("error"),
} as const;

export function messageDetails(row: RowWriter, kind: keyof typeof MESSAGE, message: Message | undefined): void {
  if (message === undefined) return;
  const keys = MESSAGE[kind];
  textField(row, keys.queue, message.queueName);
  textField(row, keys.routingKey, message.routingKey);
  textField(row, keys.body, message.body);
  numberField(row, keys.age, message.ageMillis);
  headersDetails(row, keys.headers, message.headers);
}

export function linkDetails(row: RowWriter, links: readonly SpanLink[] | undefined): void {
  if (links === undefined || links.length === 0) return;
  jsonField(
    row,
    K.links,
    links.map(({ traceId, spanId }) => ({ "trace.id": traceId, "span.id": spanId })),
  );
}

export function faasDetails(row: RowWriter, faas: Faas | undefined): void {
  if (faas === undefined) return;
  textField(row, K.faasId, faas.id);
  textField(row, K.faasName, faas.name);
  textField(row, K.faasVersion, faas.version);
  textField(row, K.faasExecution, faas.execution);
  boolField(row, K.faasColdstart, faas.coldstart);
  textField(row, K.faasTriggerType, faas.triggerType);
  textField(row, K.faasTriggerRequest, faas.triggerRequestId);
}

import type { Headers, Json, Message, Url } from "../../model/index.ts";
import { type FieldReader, type Fields, folded, isVariant } from "./field-reader.ts";

export interface SentRequest {
  readonly method: string | undefined;
  readonly version: string | undefined;
  readonly url: Url | undefined;
  readonly headers: Headers | undefined;
  readonly cookies: Json;
  readonly env: Json;
  readonly body: Json;
  readonly remoteAddress: string | undefined;
}

export interface SentResponse {
  readonly statusCode: number | undefined;
  readonly headers: Headers | undefined;
  readonly finished: boolean | undefined;
  readonly headersSent: boolean | undefined;
  readonly transferSize: number | undefined;
  readonly encodedBodySize: number | undefined;
  readonly decodedBodySize: number | undefined;
}

/** `context.request` (2.2); its method is required as soon as anything else is there. */
export function decodeRequest(source: Fields, read: FieldReader): SentRequest | undefined {
  let method: string | undefined;
  let version: string | undefined;
  let url: Url | undefined;
  let headers: Headers | undefined;
  let cookies: Json;
  let env: Json;
  let body: Json;
  let socket: SentSocket | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "method":
        method = read.keyword(key, value);
        break;
      case "http_version":
        version = read.keyword(key, value);
        break;
      case "url":
        url = read.object(key, value, decodeUrl);
        break;
      case "headers":
        headers = read.headers(key, value);
        break;
      case "cookies":
        cookies = read.jsonObject(key, value);
        break;
      case "env":
        env = read.jsonObject(key, value);
        break;
      case "body":
        body = requestBody(key, value, read);
        break;
      case "socket":
        socket = read.object(key, value, decodeSocket);
        break;
      default:
        if (isVariant(key)) return decodeRequest(folded(source), read);
    }
  }
  if (method === undefined) {
    const sent = version ?? url ?? headers ?? cookies ?? env ?? body ?? socket;
    return sent === undefined ? undefined : read.required("method");
  }
  return { method, version, url, headers, cookies, env, body, remoteAddress: socket?.remoteAddress };
}

function requestBody(name: string, value: unknown, read: FieldReader): Json {
  if (typeof value === "string" || value === null) return value ?? undefined;
  if (typeof value === "object" && !Array.isArray(value)) return read.json(name, value);
  return read.broken(name, "inputTypes(string;object)", " ");
}

interface SentSocket {
  readonly remoteAddress: string | undefined;
  readonly encrypted: boolean | undefined;
}

function decodeSocket(source: Fields, read: FieldReader): SentSocket | undefined {
  let remoteAddress: string | undefined;
  let encrypted: boolean | undefined;
  for (const key in source) {
    if (key === "remote_address") remoteAddress = read.text(key, source[key]);
    else if (key === "encrypted") encrypted = read.boolean(key, source[key]);
    else if (isVariant(key)) return decodeSocket(folded(source), read);
  }
  return remoteAddress === undefined && encrypted === undefined ? undefined : { remoteAddress, encrypted };
}

function decodeUrl(source: Fields, read: FieldReader): Url | undefined {
  let original: string | undefined;
  let full: string | undefined;
  let protocol: string | undefined;
  let domain: string | undefined;
  let port: number | undefined;
  let path: string | undefined;
  let query: string | undefined;
  let fragment: string | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "raw":
        original = read.keyword(key, value);
        break;
      case "full":
        full = read.keyword(key, value);
        break;
      case "protocol":
        protocol = read.keyword(key, value);
        break;
      case "hostname":
        domain = read.keyword(key, value);
        break;
      case "port":
        port = urlPort(key, value, read);
        break;
      case "pathname":
        path = read.keyword(key, value);
        break;
      case "search":
        query = read.keyword(key, value);
        break;
      case "hash":
        fragment = read.keyword(key, value);
        break;
      default:
        if (isVariant(key)) return decodeUrl(folded(source), read);
    }
  }
  const sent = original ?? full ?? protocol ?? domain ?? path ?? query ?? fragment;
  if (sent === undefined && port === undefined) return undefined;
  const scheme = protocol?.endsWith(":") ? protocol.slice(0, -1) : protocol;
  return { original, full, scheme, domain, port, path, query, fragment };
}

/** An integer, or a string that is one. */
function urlPort(name: string, value: unknown, read: FieldReader): number | undefined {
  if (value === null) return undefined;
  if (typeof value === "number" && Number.isInteger(value)) return value;
  if (typeof value === "string") {
    if (/^[+-]?\d{1,15}$/.test(value)) return Number(value);
    return read.broken(name, "targetType(int)");
  }
  return read.broken(name, "inputTypes(string;int)", typeof value === "number" ? "" : " ");
}

/** `context.response` of a transaction or an error (2.2), and `context.http.response` of a span (2.4). */
export function decodeResponse(source: Fields, read: FieldReader): SentResponse | undefined {
  let statusCode: number | undefined;
  let headers: Headers | undefined;
  let finished: boolean | undefined;
  let headersSent: boolean | undefined;
  let transferSize: number | undefined;
  let encodedBodySize: number | undefined;
  let decodedBodySize: number | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "status_code":
        statusCode = read.integer(key, value);
        break;
      case "headers":
        headers = read.headers(key, value);
        break;
      case "finished":
        finished = read.boolean(key, value);
        break;
      case "headers_sent":
        headersSent = read.boolean(key, value);
        break;
      case "transfer_size":
        transferSize = read.integer(key, value);
        break;
      case "encoded_body_size":
        encodedBodySize = read.integer(key, value);
        break;
      case "decoded_body_size":
        decodedBodySize = read.integer(key, value);
        break;
      default:
        if (isVariant(key)) return decodeResponse(folded(source), read);
    }
  }
  const sent = statusCode ?? headers ?? finished ?? headersSent ?? transferSize ?? encodedBodySize ?? decodedBodySize;
  if (sent === undefined) return undefined;
  return { statusCode, headers, finished, headersSent, transferSize, encodedBodySize, decodedBodySize };
}

export function decodeMessage(source: Fields, read: FieldReader): Message | undefined {
  let queueName: string | undefined;
  let routingKey: string | undefined;
  let body: string | undefined;
  let ageMillis: number | undefined;
  let headers: Headers | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "queue":
        queueName = read.object(key, value, decodeQueue);
        break;
      case "routing_key":
        routingKey = read.text(key, value);
        break;
      case "body":
        body = read.text(key, value);
        break;
      case "age":
        ageMillis = read.object(key, value, decodeAge);
        break;
      case "headers":
        headers = read.headers(key, value);
        break;
      default:
        if (isVariant(key)) return decodeMessage(folded(source), read);
    }
  }
  const sent = queueName ?? routingKey ?? body ?? ageMillis ?? headers;
  return sent === undefined ? undefined : { queueName, routingKey, body, ageMillis, headers };
}

function decodeQueue(source: Fields, read: FieldReader): string | undefined {
  let name: string | undefined;
  for (const key in source) {
    if (key === "name") name = read.keyword(key, source[key]);
    else if (isVariant(key)) return decodeQueue(folded(source), read);
  }
  return name;
}

function decodeAge(source: Fields, read: FieldReader): number | undefined {
  let millis: number | undefined;
  for (const key in source) {
    if (key === "ms") millis = read.integer(key, source[key]);
    else if (isVariant(key)) return decodeAge(folded(source), read);
  }
  return millis;
}

import type { Database, Destination, Headers, Json, Labels, Message } from "../../model/index.ts";
import { type FieldReader, type Fields, folded, isVariant } from "./field-reader.ts";
import { decodeMessage, decodeResponse, type SentResponse } from "./http-fields.ts";
import { decodeService, type SentService } from "./service.ts";

export interface SentSpanContext {
  readonly labels: Labels | undefined;
  readonly service: SentService | undefined;
  readonly message: Message | undefined;
  readonly db: Database | undefined;
  readonly destination: Destination | undefined;
  readonly http: SentSpanHttp | undefined;
}

export interface SentSpanHttp {
  readonly url: string | undefined;
  readonly method: string | undefined;
  /** The deprecated field, which alone decides the outcome (3.1). */
  readonly statusCode: number | undefined;
  readonly responseStatusCode: number | undefined;
  readonly responseHeaders: Headers | undefined;
  readonly transferSize: number | undefined;
  readonly encodedBodySize: number | undefined;
  readonly decodedBodySize: number | undefined;
  readonly requestId: string | undefined;
  readonly requestBody: Json;
}

/** A span's context (2.4), which shares little with that of a transaction. */
export function decodeSpanContext(source: Fields, read: FieldReader): SentSpanContext | undefined {
  let labels: Labels | undefined;
  let service: SentService | undefined;
  let message: Message | undefined;
  let db: Database | undefined;
  let destination: Destination | undefined;
  let http: SentSpanHttp | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "tags":
        labels = read.labels(key, value);
        break;
      case "service":
        service = read.object(key, value, decodeService);
        break;
      case "message":
        message = read.object(key, value, decodeMessage);
        break;
      case "db":
        db = read.object(key, value, decodeDatabase);
        break;
      case "destination":
        destination = read.object(key, value, decodeDestination);
        break;
      case "http":
        http = read.object(key, value, decodeHttp);
        break;
      default:
        if (isVariant(key)) return decodeSpanContext(folded(source), read);
    }
  }
  const sent = labels ?? service ?? message ?? db ?? destination ?? http;
  return sent === undefined ? undefined : { labels, service, message, db, destination, http };
}

function decodeDatabase(source: Fields, read: FieldReader): Database | undefined {
  let instance: string | undefined;
  let statement: string | undefined;
  let type: string | undefined;
  let user: string | undefined;
  let link: string | undefined;
  let rowsAffected: number | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "instance":
        instance = read.text(key, value);
        break;
      case "statement":
        statement = read.text(key, value);
        break;
      case "type":
        type = read.text(key, value);
        break;
      case "user":
        user = read.text(key, value);
        break;
      case "link":
        link = read.keyword(key, value);
        break;
      case "rows_affected":
        rowsAffected = read.integer(key, value);
        break;
      default:
        if (isVariant(key)) return decodeDatabase(folded(source), read);
    }
  }
  const sent = instance ?? statement ?? type ?? user ?? link ?? rowsAffected;
  return sent === undefined ? undefined : { instance, statement, type, user, link, rowsAffected };
}

function decodeDestination(source: Fields, read: FieldReader): Destination | undefined {
  let address: string | undefined;
  let port: number | undefined;
  let service: DestinationService | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "address":
        address = read.keyword(key, value);
        break;
      case "port":
        port = read.integer(key, value);
        break;
      case "service":
        service = read.object(key, value, decodeDestinationService);
        break;
      default:
        if (isVariant(key)) return decodeDestination(folded(source), read);
    }
  }
  if (address === undefined && port === undefined && service === undefined) return undefined;
  return {
    address,
    port,
    serviceResource: service?.resource,
    serviceName: service?.name,
    serviceType: service?.type,
  };
}

interface DestinationService {
  readonly resource: string;
  readonly name: string | undefined;
  readonly type: string | undefined;
}

function decodeDestinationService(source: Fields, read: FieldReader): DestinationService | undefined {
  let resource: string | undefined;
  let name: string | undefined;
  let type: string | undefined;
  for (const key in source) {
    if (key === "resource") resource = read.keyword(key, source[key]);
    else if (key === "name") name = read.keyword(key, source[key]);
    else if (key === "type") type = read.keyword(key, source[key]);
    else if (isVariant(key)) return decodeDestinationService(folded(source), read);
  }
  if (resource === undefined) {
    return name === undefined && type === undefined ? undefined : read.required("resource");
  }
  return { resource, name, type };
}

function decodeHttp(source: Fields, read: FieldReader): SentSpanHttp | undefined {
  let url: string | undefined;
  let method: string | undefined;
  let statusCode: number | undefined;
  let response: SentResponse | undefined;
  let request: { readonly id: string | undefined; readonly body: Json } | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "url":
        url = read.text(key, value);
        break;
      case "method":
        method = read.keyword(key, value);
        break;
      case "status_code":
        statusCode = read.integer(key, value);
        break;
      case "response":
        response = read.object(key, value, decodeResponse);
        break;
      case "request":
        request = read.object(key, value, decodeSpanRequest);
        break;
      default:
        if (isVariant(key)) return decodeHttp(folded(source), read);
    }
  }
  const sent = url ?? method ?? statusCode ?? response ?? request;
  if (sent === undefined) return undefined;
  return {
    url,
    method,
    statusCode,
    responseStatusCode: response?.statusCode,
    responseHeaders: response?.headers,
    transferSize: response?.transferSize,
    encodedBodySize: response?.encodedBodySize,
    decodedBodySize: response?.decodedBodySize,
    requestId: request?.id,
    requestBody: request?.body,
  };
}

function decodeSpanRequest(source: Fields, read: FieldReader) {
  let id: string | undefined;
  let body: Json;
  for (const key in source) {
    if (key === "id") id = read.text(key, source[key]);
    else if (key === "body") body = read.json(key, source[key]);
    else if (isVariant(key)) return decodeSpanRequest(folded(source), read);
  }
  return id === undefined && body === undefined ? undefined : { id, body };
}

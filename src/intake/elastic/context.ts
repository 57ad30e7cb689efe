import {
  type Address,
  type CloudOrigin,
  forwardedAddress,
  type Headers,
  type Http,
  type Json,
  type Labels,
  type Message,
  parseAddress,
  type Url,
  type User,
  type UserAgent,
  urlParts,
  userAgent,
} from "../../model/index.ts";
import { sanitisedObject } from "./custom.ts";
import { type FieldReader, type Fields, folded, isVariant } from "./field-reader.ts";
import { decodeMessage, decodeRequest, decodeResponse, type SentRequest, type SentResponse } from "./http-fields.ts";
import { decodeService, type SentService } from "./service.ts";
import { decodeUser } from "./user.ts";

/** The context of a transaction or an error (2.2) as it was sent. */
export interface SentContext {
  readonly labels: Labels | undefined;
  readonly custom: Readonly<Record<string, Json>> | undefined;
  readonly user: User | undefined;
  readonly service: SentService | undefined;
  readonly cloudOrigin: CloudOrigin | undefined;
  readonly page: SentPage | undefined;
  readonly request: SentRequest | undefined;
  readonly response: SentResponse | undefined;
  readonly message: Message | undefined;
}

interface SentPage {
  readonly url: string | undefined;
  readonly referer: string | undefined;
}

/** What the door itself knows of the sender and writes on events that come from browsers (1.9). */
export interface RequestStamp {
  readonly userAgent: UserAgent | undefined;
  readonly client: Address | undefined;
  readonly source: Address | undefined;
  readonly sourceNatIp: string | undefined;
}

export function decodeContext(source: Fields, read: FieldReader): SentContext | undefined {
  let labels: Labels | undefined;
  let custom: Readonly<Record<string, Json>> | undefined;
  let user: User | undefined;
  let service: SentService | undefined;
  let cloudOrigin: CloudOrigin | undefined;
  let page: SentPage | undefined;
  let request: SentRequest | undefined;
  let response: SentResponse | undefined;
  let message: Message | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "tags":
        labels = read.labels(key, value);
        break;
      case "custom":
        custom = sanitisedObject(read.jsonObject(key, value));
        break;
      case "user":
        user = read.object(key, value, decodeUser);
        break;
      case "service":
        service = read.object(key, value, decodeService);
        break;
      case "cloud":
        cloudOrigin = read.object(key, value, decodeCloud);
        break;
      case "page":
        page = read.object(key, value, decodePage);
        break;
      case "request":
        request = read.object(key, value, decodeRequest);
        break;
      case "response":
        response = read.object(key, value, decodeResponse);
        break;
      case "message":
        message = read.object(key, value, decodeMessage);
        break;
      default:
        if (isVariant(key)) return decodeContext(folded(source), read);
    }
  }
  const sent = labels ?? custom ?? user ?? service ?? cloudOrigin ?? page ?? request ?? response ?? message;
  if (sent === undefined) return undefined;
  return { labels, custom, user, service, cloudOrigin, page, request, response, message };
}

function decodePage(source: Fields, read: FieldReader): SentPage | undefined {
  let url: string | undefined;
  let referer: string | undefined;
  for (const key in source) {
    if (key === "url") url = read.text(key, source[key]);
    else if (key === "referer") referer = read.text(key, source[key]);
    else if (isVariant(key)) return decodePage(folded(source), read);
  }
  return url === undefined && referer === undefined ? undefined : { url, referer };
}

function decodeCloud(source: Fields, read: FieldReader): CloudOrigin | undefined {
  let origin: CloudOrigin | undefined;
  for (const key in source) {
    if (key === "origin") origin = read.object(key, source[key], decodeCloudOrigin);
    else if (isVariant(key)) return decodeCloud(folded(source), read);
  }
  return origin;
}

function decodeCloudOrigin(source: Fields, read: FieldReader): CloudOrigin | undefined {
  let accountId: string | undefined;
  let provider: string | undefined;
  let region: string | undefined;
  let serviceName: string | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "account":
        accountId = read.object(key, value, decodeAccount);
        break;
      case "provider":
        provider = read.text(key, value);
        break;
      case "region":
        region = read.text(key, value);
        break;
      case "service":
        serviceName = read.object(key, value, decodeServiceName);
        break;
      default:
        if (isVariant(key)) return decodeCloudOrigin(folded(source), read);
    }
  }
  const sent = accountId ?? provider ?? region ?? serviceName;
  return sent === undefined ? undefined : { accountId, provider, region, serviceName };
}

function decodeAccount(source: Fields, read: FieldReader): string | undefined {
  let id: string | undefined;
  for (const key in source) {
    if (key === "id") id = read.text(key, source[key]);
    else if (isVariant(key)) return decodeAccount(folded(source), read);
  }
  return id;
}

function decodeServiceName(source: Fields, read: FieldReader): string | undefined {
  let name: string | undefined;
  for (const key in source) {
    if (key === "name") name = read.text(key, source[key]);
    else if (isVariant(key)) return decodeServiceName(folded(source), read);
  }
  return name;
}

/** The HTTP exchange a context tells of; undefined when it tells of none. */
export function contextHttp(context: SentContext): Http | undefined {
  const { request, response, page } = context;
  const referrer = page?.referer;
  if (request === undefined && response === undefined && referrer === undefined) return undefined;
  return {
    version: request?.version,
    method: request?.method,
    requestId: undefined,
    requestHeaders: request?.headers,
    requestCookies: request?.cookies,
    requestEnv: request?.env,
    requestBody: request?.body,
    requestReferrer: referrer,
    statusCode: response?.statusCode,
    responseHeaders: response?.headers,
    responseFinished: response?.finished,
    responseHeadersSent: response?.headersSent,
    transferSize: response?.transferSize,
    encodedBodySize: response?.encodedBodySize,
    decodedBodySize: response?.decodedBodySize,
  };
}

/** The request's URL, else the page's, taken apart. */
export function contextUrl(context: SentContext): Url | undefined {
  if (context.request?.url) return context.request.url;
  return context.page?.url === undefined ? undefined : urlParts(context.page.url);
}

/** Who asked: what the door saw, else the context's headers and socket (3.4). */
export function contextClient(context: SentContext | undefined, stamp: RequestStamp): RequestStamp {
  const headers = context?.request?.headers;
  const agentHeader = headers && headerText(headers, "User-Agent");
  const agent = agentHeader === undefined ? stamp.userAgent : userAgent(agentHeader);
  const remote = context?.request?.remoteAddress;
  const source = stamp.source ?? (remote === undefined ? undefined : parseAddress(remote));
  if (stamp.client !== undefined) {
    return { userAgent: agent, client: stamp.client, source, sourceNatIp: stamp.sourceNatIp };
  }
  const forwarded = headers && forwardedAddress((name) => forwardingHeader(headers, name));
  if (forwarded === undefined) return { userAgent: agent, client: source, source, sourceNatIp: undefined };
  return { userAgent: agent, client: forwarded, source: forwarded, sourceNatIp: source?.ip };
}

function headerText(headers: Headers, canonical: string): string | undefined {
  for (const [name, values] of headers) if (name === canonical) return values.join(", ");
  return undefined;
}

function forwardingHeader(headers: Headers, name: "forwarded" | "x-real-ip" | "x-forwarded-for"): string | undefined {
  const canonical = name === "forwarded" ? "Forwarded" : name === "x-real-ip" ? "X-Real-Ip" : "X-Forwarded-For";
  for (const [header, values] of headers) if (header === canonical) return values[0];
  return undefined;
}

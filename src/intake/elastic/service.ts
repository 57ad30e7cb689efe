import type { Agent, NameVersion, Resource, Service } from "../../model/index.ts";
import { serviceNodeName } from "../../model/index.ts";
import { type FieldReader, type Fields, folded, isVariant } from "./field-reader.ts";

/** A `service` object as sent, in a metadata line or as an event's own. */
export interface SentService {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly environment: string | undefined;
  readonly nodeName: string | undefined;
  readonly agent: Partial<Agent> | undefined;
  readonly framework: NameVersion | undefined;
  readonly language: NameVersion | undefined;
  readonly runtime: NameVersion | undefined;
  readonly origin: Service["origin"];
  readonly target: { readonly type: string | undefined; readonly name: string | undefined } | undefined;
  /** A log line's: each part counts by itself, the version too. */
  readonly partwise?: true;
}

const NAME = /^[a-zA-Z0-9 _-]+$/;

/** The metadata's service (2.1): name and agent are required. */
export function decodeMetadataService(source: Fields, read: FieldReader): SentService | undefined {
  const service = decodeService(source, read);
  if (service === undefined) return undefined;
  if (service.agent === undefined) {
    read.required("agent");
  } else {
    read.enter("agent");
    if (service.agent.name === undefined) read.required("name");
    else if (service.agent.name === "") read.broken("name", "minLength(1)");
    if (service.agent.version === undefined) read.required("version");
    read.leave();
  }
  if (service.name === undefined) read.required("name");
  else if (service.name === "") read.broken("name", "minLength(1)");
  // A language or a runtime without its name is refused here and let pass in an event's own service.
  if (service.language && service.language.name === undefined) {
    read.enter("language");
    read.required("name");
    read.leave();
  }
  if (service.runtime) {
    read.enter("runtime");
    if (service.runtime.name === undefined) read.required("name");
    if (service.runtime.version === undefined) read.required("version");
    read.leave();
  }
  return service;
}

/** A service in the context of an event (2.2): everything in it is optional. */
export function decodeService(source: Fields, read: FieldReader): SentService | undefined {
  let name: string | undefined;
  let version: string | undefined;
  let environment: string | undefined;
  let nodeName: string | undefined;
  let agent: Partial<Agent> | undefined;
  let framework: NameVersion | undefined;
  let language: NameVersion | undefined;
  let runtime: NameVersion | undefined;
  let origin: Service["origin"];
  let target: SentService["target"];
  let id: string | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "name":
        name = read.keyword(key, value);
        break;
      case "version":
        version = read.keyword(key, value);
        break;
      case "environment":
        environment = read.keyword(key, value);
        break;
      case "node":
        nodeName = read.object(key, value, decodeNode);
        break;
      case "agent":
        agent = read.object(key, value, decodeAgent);
        break;
      case "framework":
        framework = read.object(key, value, decodeNameVersion);
        break;
      case "language":
        language = read.object(key, value, decodeNameVersion);
        break;
      case "runtime":
        runtime = read.object(key, value, decodeNameVersion);
        break;
      case "origin":
        origin = read.object(key, value, decodeOrigin);
        break;
      case "target":
        target = read.object(key, value, decodeTarget);
        break;
      case "id":
        id = read.text(key, value);
        break;
      default:
        if (isVariant(key)) return decodeService(folded(source), read);
    }
  }
  if (name) {
    if (!NAME.test(name)) read.broken("name", "pattern(patternAlphaNumericExt)");
  } else if (isNothing(version, environment, nodeName, agent, framework, language, runtime, origin, target, id)) {
    if (name === undefined) return undefined;
  }
  return { name, version, environment, nodeName, agent, framework, language, runtime, origin, target };
}

function isNothing(...fields: readonly unknown[]): boolean {
  return fields.every((field) => field === undefined);
}

function decodeNode(source: Fields, read: FieldReader): string | undefined {
  let name: string | undefined;
  for (const key in source) {
    if (key === "configured_name") name = read.keyword(key, source[key]);
    else if (isVariant(key)) return decodeNode(folded(source), read);
  }
  return name;
}

function decodeAgent(source: Fields, read: FieldReader): Partial<Agent> | undefined {
  let name: string | undefined;
  let version: string | undefined;
  let ephemeralId: string | undefined;
  let activationMethod: string | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "name":
        name = read.keyword(key, value);
        break;
      case "version":
        version = read.keyword(key, value);
        break;
      case "ephemeral_id":
        ephemeralId = read.keyword(key, value);
        break;
      case "activation_method":
        activationMethod = read.keyword(key, value);
        break;
      default:
        if (isVariant(key)) return decodeAgent(folded(source), read);
    }
  }
  if (isNothing(name, version, ephemeralId, activationMethod)) return undefined;
  return present({ name, version, ephemeralId, activationMethod });
}

/** `exactOptionalPropertyTypes` tells an absent name from an undefined one; nothing here reads the difference. */
function present(agent: { [Key in keyof Agent]: Agent[Key] | undefined }): Partial<Agent> {
  return agent as Partial<Agent>;
}

export function decodeNameVersion(source: Fields, read: FieldReader): NameVersion | undefined {
  let name: string | undefined;
  let version: string | undefined;
  for (const key in source) {
    if (key === "name") name = read.keyword(key, source[key]);
    else if (key === "version") version = read.keyword(key, source[key]);
    else if (isVariant(key)) return decodeNameVersion(folded(source), read);
  }
  return name === undefined && version === undefined ? undefined : { name, version };
}

function decodeOrigin(source: Fields, read: FieldReader): Service["origin"] {
  let id: string | undefined;
  let name: string | undefined;
  let version: string | undefined;
  for (const key in source) {
    if (key === "id") id = read.text(key, source[key]);
    else if (key === "name") name = read.text(key, source[key]);
    else if (key === "version") version = read.text(key, source[key]);
    else if (isVariant(key)) return decodeOrigin(folded(source), read);
  }
  return isNothing(id, name, version) ? undefined : { id, name, version };
}

function decodeTarget(source: Fields, read: FieldReader): SentService["target"] {
  let type: string | undefined;
  let name: string | undefined;
  for (const key in source) {
    if (key === "type") type = read.text(key, source[key]);
    else if (key === "name") name = read.text(key, source[key]);
    else if (isVariant(key)) return decodeTarget(folded(source), read);
  }
  return type === undefined && name === undefined ? undefined : { type, name };
}

/**
 * The resource of an event whose context names a service of its own (2.2): with a name, the version is replaced
 * too (cleared when not sent); a version alone is ignored; every other part counts by itself. In a log line (2.8) all
 * do.
 */
export function overriddenResource(base: Resource, sent: SentService): Resource {
  const named = sent.name !== undefined && sent.name !== "";
  const service: Service = {
    name: named ? (sent.name ?? "") : base.service.name,
    environment: sent.environment || base.service.environment,
    version: sent.partwise ? sent.version || base.service.version : named ? sent.version : base.service.version,
    nodeName: serviceNodeName(sent.nodeName, base.service.nodeName, undefined),
    framework: merged(base.service.framework, sent.framework),
    language: merged(base.service.language, sent.language),
    runtime: merged(base.service.runtime, sent.runtime),
    origin: sent.origin ?? base.service.origin,
  };
  return {
    service,
    agent: {
      name: sent.agent?.name || base.agent.name,
      version: sent.agent?.version || base.agent.version,
      ephemeralId: sent.agent?.ephemeralId ?? base.agent.ephemeralId,
      activationMethod: base.agent.activationMethod,
    },
    process: base.process,
    host: base.host,
    containerId: base.containerId,
    kubernetes: base.kubernetes,
    cloud: base.cloud,
    networkConnectionType: base.networkConnectionType,
    user: base.user,
    labels: base.labels,
  };
}

function merged(base: NameVersion | undefined, sent: NameVersion | undefined): NameVersion | undefined {
  if (sent === undefined) return base;
  return { name: sent.name ?? base?.name, version: sent.version ?? base?.version };
}

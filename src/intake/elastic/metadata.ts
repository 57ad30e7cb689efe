import type { Agent, Cloud, Host, Kubernetes, Labels, Process, Resource, User } from "../../model/index.ts";
import { hostNames, type SentHostNames, serviceNodeName } from "../../model/index.ts";
import { type Decode, type FieldReader, type Fields, folded, isVariant } from "./field-reader.ts";
import { decodeMetadataService, type SentService } from "./service.ts";
import { decodeUser } from "./user.ts";

interface SentSystem {
  readonly names: SentHostNames;
  readonly architecture: string | undefined;
  readonly platform: string | undefined;
  readonly hostId: string | undefined;
  readonly containerId: string | undefined;
  readonly kubernetes: Kubernetes | undefined;
}

/** The metadata line's object (2.1) as a resource. `hostIp` is the sender's address, for backend agents. */
export function decodeMetadata(hostIp: string | undefined) {
  return function decode(source: Fields, read: FieldReader): Resource | undefined {
    let service: SentService | undefined;
    let process: Process | undefined;
    let system: SentSystem | undefined;
    let cloud: Cloud | undefined;
    let user: User | undefined;
    let network: string | undefined;
    let labels: Labels | undefined;
    for (const key in source) {
      const value = source[key];
      switch (key) {
        case "service":
          service = read.object(key, value, decodeMetadataService);
          break;
        case "process":
          process = read.object(key, value, decodeProcess);
          break;
        case "system":
          system = read.object(key, value, decodeSystem);
          break;
        case "cloud":
          cloud = read.object(key, value, decodeCloud);
          break;
        case "user":
          user = read.object(key, value, decodeUser);
          break;
        case "network":
          network = read.object(key, value, decodeNetwork);
          break;
        case "labels":
          labels = read.labels(key, value);
          break;
        default:
          if (isVariant(key)) return decode(folded(source), read);
      }
    }
    if (service === undefined) {
      if (process || system || cloud || user || network !== undefined || labels) read.required("service");
      return undefined;
    }
    return resource(service, process, system, cloud, user, network, labels, hostIp);
  };
}

function resource(
  service: SentService,
  process: Process | undefined,
  system: SentSystem | undefined,
  cloud: Cloud | undefined,
  user: User | undefined,
  networkConnectionType: string | undefined,
  labels: Labels | undefined,
  hostIp: string | undefined,
): Resource {
  const names = system && hostNames(system.names, system.kubernetes);
  const host: Host | undefined =
    system || hostIp !== undefined
      ? {
          name: names?.name,
          hostname: names?.hostname,
          id: system?.hostId,
          architecture: system?.architecture,
          osPlatform: system?.platform,
          ip: hostIp,
        }
      : undefined;
  return {
    service: {
      name: service.name ?? "",
      environment: service.environment ?? "",
      version: service.version,
      nodeName: serviceNodeName(service.nodeName, system?.containerId, names?.name),
      framework: service.framework,
      language: service.language,
      runtime: service.runtime,
      origin: service.origin,
    },
    agent: completeAgent(service.agent),
    process,
    host,
    containerId: system?.containerId,
    kubernetes: system?.kubernetes,
    cloud,
    networkConnectionType,
    user,
    labels,
  };
}

function completeAgent(agent: Partial<Agent> | undefined): Agent {
  return {
    name: agent?.name ?? "",
    version: agent?.version ?? "",
    ephemeralId: agent?.ephemeralId,
    activationMethod: agent?.activationMethod,
  };
}

function decodeProcess(source: Fields, read: FieldReader): Process | undefined {
  let pid: number | undefined;
  let parentPid: number | undefined;
  let title: string | undefined;
  let args: readonly string[] | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "pid":
        pid = read.integer(key, value);
        break;
      case "ppid":
        parentPid = read.integer(key, value);
        break;
      case "title":
        title = read.keyword(key, value);
        break;
      case "argv":
        args = read.texts(key, value);
        break;
      default:
        if (isVariant(key)) return decodeProcess(folded(source), read);
    }
  }
  if (pid === undefined) {
    if (parentPid !== undefined || title !== undefined || args !== undefined) read.required("pid");
    return undefined;
  }
  return { pid, parentPid, title, args };
}

function decodeSystem(source: Fields, read: FieldReader): SentSystem | undefined {
  let architecture: string | undefined;
  let platform: string | undefined;
  let hostId: string | undefined;
  let configured: string | undefined;
  let detected: string | undefined;
  let legacy: string | undefined;
  let containerId: string | undefined;
  let kubernetes: Kubernetes | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "architecture":
        architecture = read.keyword(key, value);
        break;
      case "platform":
        platform = read.keyword(key, value);
        break;
      case "host_id":
        hostId = read.keyword(key, value);
        break;
      case "configured_hostname":
        configured = read.keyword(key, value);
        break;
      case "detected_hostname":
        detected = read.keyword(key, value);
        break;
      case "hostname":
        legacy = read.keyword(key, value);
        break;
      case "container":
        containerId = read.object(key, value, idOf);
        break;
      case "kubernetes":
        kubernetes = read.object(key, value, decodeKubernetes);
        break;
      default:
        if (isVariant(key)) return decodeSystem(folded(source), read);
    }
  }
  const names = { configured, detected, legacy };
  const sent = architecture ?? platform ?? hostId ?? configured ?? detected ?? legacy ?? containerId;
  if (sent === undefined && kubernetes === undefined) return undefined;
  return { names, architecture, platform, hostId, containerId, kubernetes };
}

function decodeKubernetes(source: Fields, read: FieldReader): Kubernetes | undefined {
  let namespace: string | undefined;
  let nodeName: string | undefined;
  let pod: { readonly name: string | undefined; readonly uid: string | undefined } | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "namespace":
        namespace = read.keyword(key, value);
        break;
      case "node":
        nodeName = read.object(key, value, nameOf);
        break;
      case "pod":
        pod = read.object(key, value, decodePod);
        break;
      default:
        if (isVariant(key)) return decodeKubernetes(folded(source), read);
    }
  }
  if (namespace === undefined && nodeName === undefined && pod === undefined) return undefined;
  return { namespace, nodeName, podName: pod?.name, podUid: pod?.uid };
}

function decodePod(source: Fields, read: FieldReader) {
  let name: string | undefined;
  let uid: string | undefined;
  for (const key in source) {
    if (key === "name") name = read.keyword(key, source[key]);
    else if (key === "uid") uid = read.keyword(key, source[key]);
    else if (isVariant(key)) return decodePod(folded(source), read);
  }
  return name === undefined && uid === undefined ? undefined : { name, uid };
}

/** Reads an object of which only one keyword counts. */
function only(name: string): Decode<string> {
  return function decode(source, read) {
    let member: string | undefined;
    for (const key in source) {
      if (key === name) member = read.keyword(key, source[key]);
      else if (isVariant(key)) return decode(folded(source), read);
    }
    return member;
  };
}

const idOf = only("id");
const nameOf = only("name");
const typeOf = only("type");

function decodeNetwork(source: Fields, read: FieldReader): string | undefined {
  let type: string | undefined;
  for (const key in source) {
    if (key === "connection") type = read.object(key, source[key], typeOf);
    else if (isVariant(key)) return decodeNetwork(folded(source), read);
  }
  return type;
}

interface IdName {
  readonly id: string | undefined;
  readonly name: string | undefined;
}

function decodeIdName(source: Fields, read: FieldReader): IdName | undefined {
  let id: string | undefined;
  let name: string | undefined;
  for (const key in source) {
    if (key === "id") id = read.keyword(key, source[key]);
    else if (key === "name") name = read.keyword(key, source[key]);
    else if (isVariant(key)) return decodeIdName(folded(source), read);
  }
  return id === undefined && name === undefined ? undefined : { id, name };
}

function decodeCloud(source: Fields, read: FieldReader): Cloud | undefined {
  let provider: string | undefined;
  let region: string | undefined;
  let availabilityZone: string | undefined;
  let account: IdName | undefined;
  let instance: IdName | undefined;
  let machineType: string | undefined;
  let project: IdName | undefined;
  let serviceName: string | undefined;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "provider":
        provider = read.keyword(key, value);
        break;
      case "region":
        region = read.keyword(key, value);
        break;
      case "availability_zone":
        availabilityZone = read.keyword(key, value);
        break;
      case "account":
        account = read.object(key, value, decodeIdName);
        break;
      case "instance":
        instance = read.object(key, value, decodeIdName);
        break;
      case "machine":
        machineType = read.object(key, value, typeOf);
        break;
      case "project":
        project = read.object(key, value, decodeIdName);
        break;
      case "service":
        serviceName = read.object(key, value, nameOf);
        break;
      default:
        if (isVariant(key)) return decodeCloud(folded(source), read);
    }
  }
  if (provider === undefined) {
    const sent = region ?? availabilityZone ?? account ?? instance ?? machineType ?? project ?? serviceName;
    if (sent !== undefined) read.required("provider");
    return undefined;
  }
  return {
    provider,
    region,
    availabilityZone,
    accountId: account?.id,
    accountName: account?.name,
    instanceId: instance?.id,
    instanceName: instance?.name,
    machineType,
    projectId: project?.id,
    projectName: project?.name,
    serviceName,
  };
}

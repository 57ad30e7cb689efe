import type { Resource } from "../../model/index.ts";
import { type Content, makeContent } from "./contents.ts";
import { detailKey, jsonField, numberField, textField } from "./details.ts";
import { RowWriter } from "./row-writer.ts";

/** The columns `service` … `resource` of a row, which stand side by side and are copied as one piece. */
export interface ResourceColumns {
  readonly bytes: Uint8Array;
  readonly content: Content;
}

const scratch = new RowWriter("contents");

/**
 * Encodes a resource once for as long as its object lives; resources never change. Belongs to one encoder,
 * because a content remembers what that encoder has stored.
 */
export class ResourceCache {
  readonly #known = new WeakMap<Resource, ResourceColumns>();

  columns(resource: Resource): ResourceColumns {
    const known = this.#known.get(resource);
    if (known !== undefined) return known;
    const columns = encode(resource);
    this.#known.set(resource, columns);
    return columns;
  }
}

function encode(resource: Resource): ResourceColumns {
  const { service, agent } = resource;
  const content = makeContent("resource", resourceJson(resource));
  scratch.reset();
  scratch.text(service.name);
  scratch.text(service.environment);
  scratch.text(service.version);
  scratch.text(service.nodeName);
  scratch.text(agent.name);
  scratch.text(agent.version);
  scratch.text(service.language?.name);
  scratch.text(service.framework?.name);
  scratch.text(resource.host?.hostname ?? resource.host?.name);
  scratch.raw(content.hash);
  return { bytes: scratch.takeFragment(), content };
}

const K = {
  frameworkVersion: detailKey("service.framework.version"),
  languageVersion: detailKey("service.language.version"),
  runtimeName: detailKey("service.runtime.name"),
  runtimeVersion: detailKey("service.runtime.version"),
  originId: detailKey("service.origin.id"),
  originName: detailKey("service.origin.name"),
  originVersion: detailKey("service.origin.version"),
  ephemeralId: detailKey("agent.ephemeral_id"),
  activationMethod: detailKey("agent.activation_method"),
  pid: detailKey("process.pid"),
  parentPid: detailKey("process.parent.pid"),
  title: detailKey("process.title"),
  args: detailKey("process.args"),
  hostName: detailKey("host.name"),
  hostHostname: detailKey("host.hostname"),
  hostId: detailKey("host.id"),
  hostArchitecture: detailKey("host.architecture"),
  hostPlatform: detailKey("host.os.platform"),
  hostIp: detailKey("host.ip"),
  containerId: detailKey("container.id"),
  namespace: detailKey("kubernetes.namespace"),
  kubernetesNode: detailKey("kubernetes.node.name"),
  podName: detailKey("kubernetes.pod.name"),
  podUid: detailKey("kubernetes.pod.uid"),
  connectionType: detailKey("network.connection.type"),
} as const;

const CLOUD = [
  ["provider", detailKey("cloud.provider")],
  ["region", detailKey("cloud.region")],
  ["availabilityZone", detailKey("cloud.availability_zone")],
  ["accountId", detailKey("cloud.account.id")],
  ["accountName", detailKey("cloud.account.name")],
  ["instanceId", detailKey("cloud.instance.id")],
  ["instanceName", detailKey("cloud.instance.name")],
  ["machineType", detailKey("cloud.machine.type")],
  ["projectId", detailKey("cloud.project.id")],
  ["projectName", detailKey("cloud.project.name")],
  ["serviceName", detailKey("cloud.service.name")],
] as const;

/** Everything of a resource that has no column, so that the metadata view can list it. */
function resourceJson(resource: Resource): string {
  scratch.reset();
  scratch.beginDetails();
  serviceFields(resource);
  machineFields(resource);
  const { cloud } = resource;
  if (cloud !== undefined) for (const [name, key] of CLOUD) textField(scratch, key, cloud[name]);
  textField(scratch, K.connectionType, resource.networkConnectionType);
  scratch.endDetails();
  return decodeDetails(scratch.takeFragment());
}

function serviceFields({ service, agent }: Resource): void {
  textField(scratch, K.frameworkVersion, service.framework?.version);
  textField(scratch, K.languageVersion, service.language?.version);
  textField(scratch, K.runtimeName, service.runtime?.name);
  textField(scratch, K.runtimeVersion, service.runtime?.version);
  textField(scratch, K.originId, service.origin?.id);
  textField(scratch, K.originName, service.origin?.name);
  textField(scratch, K.originVersion, service.origin?.version);
  textField(scratch, K.ephemeralId, agent.ephemeralId);
  textField(scratch, K.activationMethod, agent.activationMethod);
}

function machineFields({ process, host, containerId, kubernetes }: Resource): void {
  numberField(scratch, K.pid, process?.pid);
  numberField(scratch, K.parentPid, process?.parentPid);
  textField(scratch, K.title, process?.title);
  jsonField(scratch, K.args, process?.args);
  textField(scratch, K.hostName, host?.name);
  textField(scratch, K.hostHostname, host?.hostname);
  textField(scratch, K.hostId, host?.id);
  textField(scratch, K.hostArchitecture, host?.architecture);
  textField(scratch, K.hostPlatform, host?.osPlatform);
  textField(scratch, K.hostIp, host?.ip);
  textField(scratch, K.containerId, containerId);
  textField(scratch, K.namespace, kubernetes?.namespace);
  textField(scratch, K.kubernetesNode, kubernetes?.nodeName);
  textField(scratch, K.podName, kubernetes?.podName);
  textField(scratch, K.podUid, kubernetes?.podUid);
}

/** The text behind its five bytes of length; "" for an object without fields. */
function decodeDetails(fragment: Uint8Array): string {
  return fragment.length === 1 ? "" : Buffer.from(fragment.buffer, 5).toString("utf8");
}

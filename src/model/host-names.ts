import type { Host, Kubernetes } from "./resource.ts";

/** What the metadata says of names, before the rules. */
export interface SentHostNames {
  readonly configured: string | undefined;
  readonly detected: string | undefined;
  /** The deprecated single field, used only when neither of the others was sent. */
  readonly legacy: string | undefined;
}

/**
 * `host.name` and `host.hostname` (3.6): in Kubernetes the host is the node, and a pod without a known node has
 * no host name at all, because what the agent detected is the pod's.
 */
export function hostNames(sent: SentHostNames, kubernetes: Kubernetes | undefined): Pick<Host, "name" | "hostname"> {
  let hostname = sent.detected;
  if (sent.configured === undefined && sent.detected === undefined) hostname = sent.legacy;
  if (kubernetes?.nodeName) hostname = kubernetes.nodeName;
  else if (kubernetes?.podName || kubernetes?.podUid || kubernetes?.namespace) hostname = undefined;
  return { name: sent.configured || hostname, hostname };
}

/** `service.node.name`: what was configured, else the container, else the host (3.6). */
export function serviceNodeName(
  configured: string | undefined,
  containerId: string | undefined,
  hostName: string | undefined,
): string | undefined {
  return configured || containerId || hostName || undefined;
}

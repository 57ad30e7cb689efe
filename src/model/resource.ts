import type { Labels } from "./labels.ts";

/**
 * Who sent an apm event: the service, its agent and what it runs on. One object per metadata line, shared by
 * identity by all its events and never changed afterwards, so a store may keep what it derives from it
 * (the encoded columns) beside it. An event whose context overrides a part gets a resource of its own.
 *
 * Field names follow the Elastic Common Schema; optional means "not sent".
 */
export interface Resource {
  readonly service: Service;
  readonly agent: Agent;
  readonly process?: Process | undefined;
  readonly host?: Host | undefined;
  readonly containerId?: string | undefined;
  readonly kubernetes?: Kubernetes | undefined;
  readonly cloud?: Cloud | undefined;
  readonly networkConnectionType?: string | undefined;
  /** The user of the metadata line; an event with a user of its own replaces it whole. */
  readonly user?: User | undefined;
  /** Global labels: an event's own label of the same key wins. */
  readonly labels?: Labels | undefined;
}

export interface Service {
  readonly name: string;
  /** "" when the agent names none. */
  readonly environment: string;
  readonly version?: string | undefined;
  /** Configured node name, else container id, else host name (intake specification 3.6). */
  readonly nodeName?: string | undefined;
  readonly framework?: NameVersion | undefined;
  readonly language?: NameVersion | undefined;
  readonly runtime?: NameVersion | undefined;
  readonly origin?:
    | { readonly id?: string | undefined; readonly name?: string | undefined; readonly version?: string | undefined }
    | undefined;
}

export interface NameVersion {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
}

export interface Agent {
  readonly name: string;
  readonly version: string;
  readonly ephemeralId?: string | undefined;
  readonly activationMethod?: string | undefined;
}

export interface Process {
  readonly pid: number;
  readonly parentPid?: number | undefined;
  readonly title?: string | undefined;
  readonly args?: readonly string[] | undefined;
}

export interface Host {
  readonly name?: string | undefined;
  readonly hostname?: string | undefined;
  readonly id?: string | undefined;
  readonly architecture?: string | undefined;
  readonly osPlatform?: string | undefined;
  /** The address the request came from, for backend agents (1.9). */
  readonly ip?: string | undefined;
}

export interface Kubernetes {
  readonly namespace?: string | undefined;
  readonly nodeName?: string | undefined;
  readonly podName?: string | undefined;
  readonly podUid?: string | undefined;
}

export interface Cloud {
  readonly provider: string;
  readonly region?: string | undefined;
  readonly availabilityZone?: string | undefined;
  readonly accountId?: string | undefined;
  readonly accountName?: string | undefined;
  readonly instanceId?: string | undefined;
  readonly instanceName?: string | undefined;
  readonly machineType?: string | undefined;
  readonly projectId?: string | undefined;
  readonly projectName?: string | undefined;
  readonly serviceName?: string | undefined;
}

export interface User {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly domain?: string | undefined;
}

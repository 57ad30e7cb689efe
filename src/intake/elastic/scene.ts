import type { EpochMicros } from "../../kernel/index.ts";
import type { Resource } from "../../model/index.ts";
import type { RequestStamp } from "./context.ts";
import type { SentService } from "./service.ts";

/** What the events of one request have in common beside what they say themselves. */
export interface Scene {
  /** When the request arrived: the time of every event that names none. */
  readonly receivedAt: EpochMicros;
  readonly stamp: RequestStamp;
  /** True on the routes for browsers, where frames are judged by their file names (1.9). */
  readonly rum: boolean;
  /** The resource of an event whose context names a service, else the metadata's own object. */
  resource(sent: SentService | undefined): Resource;
}

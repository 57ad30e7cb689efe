import type { Actor } from "../challenge/index.ts";
import type { Viewer } from "./viewer.ts";

/** The viewer as the audit log names them: a pseudonym, never a person's own words. */
export function actorOf(viewer: Viewer): Actor {
  if (viewer.ticket !== undefined) return `participant:${viewer.ticket}`;
  if (viewer.role === "host") return `host:${viewer.person ?? "token"}`;
  return viewer.person === undefined ? "anyone" : `staff:${viewer.person}`;
}

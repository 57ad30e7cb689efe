import type { AppFacts, TicketFacts } from "./facts.ts";

/**
 * The app a ticket enters with. `chosen`: by its holder, by staff, or because it is the only one. `unclear`: the typed
 * name is no app's very name. `several`: own apps, none picked. `default-name`: none has a name of its own.
 */
export type EntryApp =
  | { readonly kind: "chosen"; readonly app: AppFacts; readonly byStaff: boolean; readonly unattended: boolean }
  | { readonly kind: "unclear" }
  | { readonly kind: "several"; readonly count: number }
  | { readonly kind: "default-name"; readonly app: AppFacts }
  | { readonly kind: "none" };

/** With keys of their own nobody has to name their only app; a name they typed all the same is held to its letters. */
export function entryApp({ apps, choice }: TicketFacts): EntryApp {
  if (choice?.app !== undefined) {
    return { kind: "chosen", app: choice.app, byStaff: choice.status === "staff", unattended: false };
  }
  const named = apps.filter((app) => !app.placeholder);
  const [only, another] = named;
  const [unnamed] = apps;
  if (choice !== undefined && choice.match.status !== "empty") {
    return named.length === 0 && unnamed !== undefined ? { kind: "default-name", app: unnamed } : { kind: "unclear" };
  }
  if (only === undefined) return unnamed === undefined ? { kind: "none" } : { kind: "default-name", app: unnamed };
  if (another !== undefined) return { kind: "several", count: named.length };
  return { kind: "chosen", app: only, byStaff: false, unattended: true };
}

/** The parts of a challenge's page, in their order. */
export const HOST_VIEWS = ["setup", "doors", "live", "end", "audit"] as const;
export type HostView = (typeof HOST_VIEWS)[number];

export interface HostSearch {
  readonly view?: HostView | undefined;
  /** Path of the field of the set-up to begin at. */
  readonly field?: string | undefined;
}

export function readHostSearch(search: Readonly<Record<string, unknown>>): HostSearch {
  const view = HOST_VIEWS.find((each) => each === search.view);
  const field = typeof search.field === "string" && /^[\w.-]{1,80}$/.test(search.field) ? search.field : undefined;
  return { ...(view === undefined ? {} : { view }), ...(field === undefined ? {} : { field }) };
}

/** The parts of a challenge's page, in their order. */
export const HOST_VIEWS = ["setup", "doors", "live", "review", "swag", "end", "audit"] as const;
export type HostView = (typeof HOST_VIEWS)[number];

/** What a person decides before the list is final. */
export const REVIEW_PARTS = ["doubtful", "appeals", "overrides", "tickets"] as const;
export type ReviewPart = (typeof REVIEW_PARTS)[number];

export interface HostSearch {
  readonly view?: HostView | undefined;
  /** Path of the field of the set-up to begin at. */
  readonly field?: string | undefined;
  readonly part?: ReviewPart | undefined;
  /** The ticket that is looked at. */
  readonly ticket?: string | undefined;
}

export function readHostSearch(search: Readonly<Record<string, unknown>>): HostSearch {
  const view = HOST_VIEWS.find((each) => each === search.view);
  const field = typeof search.field === "string" && /^[\w.-]{1,80}$/.test(search.field) ? search.field : undefined;
  const part = REVIEW_PARTS.find((each) => each === search.part);
  // An id of digits alone comes out of the address as a number.
  const id = String(search.ticket ?? "");
  const ticket = /^[0-9A-Za-z]{8}$/.test(id) ? id : undefined;
  return {
    ...(view === undefined ? {} : { view }),
    ...(field === undefined ? {} : { field }),
    ...(part === undefined ? {} : { part }),
    ...(ticket === undefined ? {} : { ticket }),
  };
}

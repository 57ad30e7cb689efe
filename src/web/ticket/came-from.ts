const KEY = "sadari-place:";

const placeIn = (search: string): string | undefined =>
  /^[0-9A-Za-z_-]{1,40}$/.exec(new URLSearchParams(search).get("p") ?? "")?.[0];

/** Keeps which code brought this visit, so that who reads the guide first and joins then still counts for it. */
export function noticePlace(slug: string): void {
  const place = placeIn(window.location.search);
  if (place === undefined) return;
  try {
    sessionStorage.setItem(KEY + slug, place);
  } catch {
    // A browser that keeps nothing still gets in.
  }
}

/** The code that brought this visit to the event; undefined when none did. */
export function placeOfVisit(slug: string): string | undefined {
  const here = placeIn(window.location.search);
  if (here !== undefined) return here;
  try {
    return sessionStorage.getItem(KEY + slug) ?? undefined;
  } catch {
    return undefined;
  }
}

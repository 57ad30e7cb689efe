const GROUPS = [
  "@timestamp",
  "event",
  "transaction",
  "span",
  "error",
  "message",
  "trace",
  "parent",
  "http",
  "url",
  "labels",
  "numeric_labels",
  "user",
  "service",
  "agent",
];

/** Reading order of the metadata view: what happened, then who, then where; by name within a group. */
export function fieldOrder(a: { readonly name: string }, b: { readonly name: string }): number {
  return rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

function rank(name: string): number {
  const index = GROUPS.indexOf(name.split(".")[0] ?? "");
  return index === -1 ? GROUPS.length : index;
}

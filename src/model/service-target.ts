/** What a span calls: `type` may be "" (3.7). */
export interface ServiceTarget {
  readonly type: string;
  readonly name?: string | undefined;
}

const RESOURCE = /^([a-z0-9]+)(?:\/(\w+))?$/;

/**
 * The target of a span: as given when it has a type, else read from the destination's resource
 * (`postgresql/orders`), which then also replaces a name given without a type (3.7).
 */
export function serviceTarget(
  type: string | undefined,
  name: string | undefined,
  destinationResource: string | undefined,
): ServiceTarget | undefined {
  if (type === undefined && destinationResource) {
    const match = RESOURCE.exec(destinationResource);
    return match ? { type: match[1] ?? "", name: match[2] } : { type: "", name: destinationResource };
  }
  if (type === undefined && name === undefined) return undefined;
  return { type: type ?? "", name };
}

/** Splits a legacy dotted type such as `db.postgresql.query`, unless subtype or action were sent (3.2). */
export function spanType(
  type: string,
  subtype: string | undefined,
  action: string | undefined,
): { type: string; subtype: string | undefined; action: string | undefined } {
  if (subtype !== undefined || action !== undefined || !type.includes(".")) {
    return { type: type || "unknown", subtype, action };
  }
  const first = type.indexOf(".");
  const second = type.indexOf(".", first + 1);
  return {
    type: type.slice(0, first) || "unknown",
    subtype: second < 0 ? type.slice(first + 1) : type.slice(first + 1, second),
    action: second < 0 ? undefined : type.slice(second + 1),
  };
}

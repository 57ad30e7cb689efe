import { Recent } from "../../model/index.ts";

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const LONGEST_KEPT = 100;
const recent = new Recent(2_000, canonical);

/** A header's name as `Content-Type`; a name that is no HTTP token stays as it is. */
export function canonicalHeader(name: string): string {
  return name.length > LONGEST_KEPT ? canonical(name) : recent.get(name);
}

function canonical(name: string): string {
  if (!TOKEN.test(name)) return name;
  return name.toLowerCase().replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}

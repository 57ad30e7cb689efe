const CACHE_SIZE = 2_000;
const cache = new Map<string, string>();
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** A header's name as `Content-Type`; a name that is no HTTP token stays as it is. */
export function canonicalHeader(name: string): string {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const canonical = TOKEN.test(name)
    ? name.toLowerCase().replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase())
    : name;
  if (cache.size >= CACHE_SIZE) cache.clear();
  if (name.length <= 100) cache.set(name, canonical);
  return canonical;
}

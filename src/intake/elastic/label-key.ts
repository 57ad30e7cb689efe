/** A label's key as it is stored: `.`, `*` and `"` would be read as syntax, so they become `_` (3.9). */
export function labelKey(key: string): string {
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    if (code === 46 || code === 42 || code === 34) return key.replace(/[.*"]/g, "_");
  }
  return key;
}

/** The attempt of this tab to join an event: the same one until it succeeded, also when the page is loaded again. */
export function attemptOf(slug: string): string {
  const fresh = newNonce();
  try {
    const kept = sessionStorage.getItem(keyOf(slug));
    if (kept !== null && /^[0-9a-f]{32}$/.test(kept)) return kept;
    sessionStorage.setItem(keyOf(slug), fresh);
  } catch {
    // Storage is forbidden here; then the attempt lives as long as the page.
  }
  return fresh;
}

export function endAttempt(slug: string): void {
  try {
    sessionStorage.removeItem(keyOf(slug));
  } catch {
    // As above.
  }
}

const keyOf = (slug: string): string => `sadari.joining.${slug}`;

/** `crypto.randomUUID` is missing on plain http in a LAN; this is not. */
function newNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

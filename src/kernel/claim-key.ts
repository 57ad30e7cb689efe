/** How a winner's code is stretched where a list of them leaves the server: PBKDF2 with HMAC-SHA-256. */
export const CLAIM_KEY = { iterations: 4_000, bytes: 16, digest: "sha256" } as const;

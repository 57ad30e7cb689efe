/** Who can open an address: everybody, those in the same network, or nobody but the machine it was made on. */
export type Reach = "everywhere" | "network" | "here";

const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;

export function reachOf(url: string): Reach {
  const { hostname } = new URL(url);
  if (hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.")) return "here";
  if (PRIVATE.test(hostname) || /^\[f[cde]/.test(hostname)) return "network";
  return hostname.includes(".") && !hostname.endsWith(".local") ? "everywhere" : "network";
}

import { networkInterfaces } from "node:os";

/** Networks of containers and virtual machines: real addresses, but nobody at the booth is in them. */
const VIRTUAL = /^(?:docker|br-|veth|virbr|vmnet|utun|tun|tap|cni|flannel|zt|tailscale)/;

/** This machine's IPv4 addresses that others on the LAN can reach, the likeliest one first. */
export function lanAddresses(): readonly string[] {
  const found = Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? [])
      .filter(({ family, internal }) => family === "IPv4" && !internal)
      .map(({ address }) => ({ address, rank: rankOf(name, address) })),
  );
  return found.sort((a, b) => a.rank - b.rank).map(({ address }) => address);
}

function rankOf(name: string, address: string): number {
  if (VIRTUAL.test(name)) return 4;
  if (address.startsWith("169.254.")) return 3;
  if (address.startsWith("192.168.")) return 0;
  return /^(?:10\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(address) ? 1 : 2;
}

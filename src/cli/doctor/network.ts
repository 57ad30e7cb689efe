import { createServer } from "node:net";
import { z } from "zod";
import { lanAddresses } from "../addresses.ts";
import type { Config } from "../config.ts";
import { codeOf, type Finding, fail, ok, warn } from "./finding.ts";

const HealthAnswer = z.object({ name: z.literal("sadari"), version: z.string() });
const PROBE_TIMEOUT_MS = 1_500;

export async function examinePort({ host, port }: Pick<Config, "host" | "port">): Promise<Finding> {
  if (port === 0) return ok("Port", "any free one will be taken");
  const code = await tryListening(host, port);
  switch (code) {
    case "":
      return ok("Port", `${port} is free`);
    case "EADDRINUSE":
      return describeOccupant(host, port);
    case "EACCES":
      return fail("Port", `this user may not listen on ${port}`, "Choose one from 1024 up: --port 8200.");
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return fail(
        "Port",
        `${host} is not an address of this machine`,
        "Leave --host out, or take one that is listed here.",
      );
    default:
      return fail("Port", `listening on ${host}:${port} failed (${code})`, "Choose another: --host, --port.");
  }
}

async function describeOccupant(host: string, port: number): Promise<Finding> {
  const version = await sadariAt(host, port);
  if (version !== undefined) return ok("Port", `${port} is served by Sadari ${version}, running already`);
  return fail(
    "Port",
    `${port} is taken by another program`,
    `Stop it (\`lsof -i :${port}\` names it), or choose another: --port ${port + 1}.`,
  );
}

async function sadariAt(host: string, port: number): Promise<string | undefined> {
  const reachable =
    host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
  try {
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
    const answer = await fetch(`http://${reachable}:${port}/healthz`, { signal, redirect: "error" });
    return HealthAnswer.parse(await answer.json()).version;
  } catch {
    return undefined;
  }
}

/** The code of what went wrong; "" when the port could be had. */
function tryListening(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(codeOf(error) || "unknown"));
    server.listen(port, host, () => server.close(() => resolve("")));
  });
}

export function examineAddresses(
  { host, port, publicUrl }: Pick<Config, "host" | "port" | "publicUrl">,
  addresses: readonly string[] = lanAddresses(),
): Finding {
  if (publicUrl !== undefined) return ok("Address", `people get ${publicUrl} (--public-url)`);
  if (/^(?:127\.|::1$|localhost$)/.test(host)) {
    return warn("Address", `${host} can be reached from this machine only`, "For a booth leave --host out.");
  }
  const [first, ...others] = addresses;
  if (first === undefined) {
    return warn("Address", "this machine is in no network", "Join the Wi-Fi or plug the cable in; then start again.");
  }
  const also = others.length === 0 ? "" : ` (also ${others.join(", ")})`;
  return ok("Address", `give people http://${first}:${port}${also}; they must be in the same network`);
}

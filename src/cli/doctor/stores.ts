import { probePostgresql, probeSqlite, whyUnavailable } from "../../control/index.ts";
import { Fault } from "../../kernel/index.ts";
import { withoutPassword } from "../config.ts";
import { codeOf, type Finding, fail, ok } from "./finding.ts";

const TIMEOUT_MS = 5_000;

/** Reaches a ClickHouse server, signs in and asks its version; says which of the three failed and why. */
export async function examineClickhouse(address: string): Promise<Finding> {
  const shown = withoutPassword(address);
  const broken = (why: string, fix: string): Finding => fail("ClickHouse", `${shown}: ${why}`, fix);
  const { endpoint, headers } = requestTo(address);
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(endpoint, { method: "POST", headers, body: "SELECT version()", signal });
    const text = (await answer.text()).trim();
    if (answer.ok && /^\d+\.\d+/.test(text)) return ok("ClickHouse", `${shown} answers, version ${text.slice(0, 40)}`);
    const code = answer.headers.get("x-clickhouse-exception-code");
    if (answer.status === 401 || answer.status === 403 || code === "516") {
      return broken("it refused the user or password", "Correct them in SADARI_CLICKHOUSE_URL.");
    }
    if (code === null)
      return broken(
        `what answers there is not ClickHouse (HTTP ${answer.status})`,
        "Use its HTTP port, often 8123 or 8443.",
      );
    return broken(`it answered with its error ${code}`, "Look the code up in the server's log.");
  } catch (error) {
    return broken(
      whyUnreachable(error),
      "Correct SADARI_CLICKHOUSE_URL, or start the server; events wait in the spool.",
    );
  }
}

function requestTo(address: string): { endpoint: URL; headers: Record<string, string> } {
  const url = new URL(address);
  const headers: Record<string, string> = {};
  if (url.username !== "") headers["x-clickhouse-user"] = decodeURIComponent(url.username);
  if (url.password !== "") headers["x-clickhouse-key"] = decodeURIComponent(url.password);
  return { endpoint: new URL("/", `${url.protocol}//${url.host}`), headers };
}

/** `fetch` hides the reason in the cause. */
function whyUnreachable(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return `no answer within ${TIMEOUT_MS / 1_000} s`;
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = codeOf(cause);
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH/.test(code)) return "it does not speak TLS; try http:// instead of https://";
  if (code === "UND_ERR_SOCKET" || (cause instanceof Error && cause.name === "HTTPParserError")) {
    return "it does not speak HTTP (the native port? that of HTTP is often 8123)";
  }
  return whyUnavailable(cause) ?? (code === "" ? "the connection failed" : `the connection failed (${code})`);
}

export async function examineControl(dataDir: string, url: string | undefined): Promise<Finding> {
  try {
    if (url !== undefined) {
      const version = await probePostgresql(url);
      return ok("PostgreSQL", `${withoutPassword(url)} answers, version ${version}`);
    }
    const state = await probeSqlite(dataDir);
    return ok("Control data", state === "absent" ? "made at the first start" : "the SQLite file is sound");
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const subject = url === undefined ? "Control data" : "PostgreSQL";
    const where = url === undefined ? "" : `${withoutPassword(url)}: `;
    const fix = url === undefined ? error.fix : "Correct SADARI_CONTROL_URL, or start the server.";
    return fail(subject, `${where}${error.message}`, fix);
  }
}

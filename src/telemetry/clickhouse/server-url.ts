import { Fault } from "../../kernel/index.ts";
import type { Credentials } from "./node.ts";

export interface ServerAddress {
  /** One for each node that is named. */
  readonly urls: readonly string[];
  readonly credentials: Credentials;
  readonly database: string;
  readonly cluster: string | undefined;
}

const SHAPE = /^(https?):\/\/(?:([^@/]*)@)?([^/?#@]+)(\/[^?#]*)?(?:\?([^#]*))?$/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;

/**
 * `http[s]://user:password@host:port[,host:port…][/database][?cluster=NAME]`. The database is `sadari` when
 * none is named, the user `default`. Names go into statements, so they are held to letters, digits and `_`.
 */
export function parseServerUrl(text: string): ServerAddress {
  const match = SHAPE.exec(text.trim());
  if (match === null) throw invalid("it is not http(s)://user:password@host:port/database?cluster=name");
  const [, scheme, userInfo = "", hosts = "", path = "", query = ""] = match;
  const [user = "", ...password] = userInfo.split(":");
  const database = path.replace(/^\/+|\/+$/g, "") || "sadari";
  const cluster = new URLSearchParams(query).get("cluster") ?? undefined;
  if (!NAME.test(database)) throw invalid("the database's name may have letters, digits and _ only");
  if (cluster !== undefined && !NAME.test(cluster))
    throw invalid("the cluster's name may have letters, digits and _ only");
  return {
    urls: hosts.split(",").map((host) => nodeUrl(`${scheme}://${host.trim()}`)),
    credentials: { user: decode(user) || "default", password: decode(password.join(":")) },
    database,
    cluster,
  };
}

function nodeUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || url.hostname === "") throw invalid("a host in it cannot be read");
  if (url.port === "" && !/:\d+$/.test(text)) url.port = url.protocol === "https:" ? "8443" : "8123";
  return url.origin;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid("user or password hold a % that is no escape");
  }
}

const invalid = (detail: string) =>
  new Fault("store.unavailable", { detail: `the ClickHouse URL is not valid: ${detail}` });

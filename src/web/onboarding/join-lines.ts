export const SHELLS = ["bash", "powershell", "cmd"] as const;
export type Shell = (typeof SHELLS)[number];

export interface JoinLine {
  readonly variable: string;
  readonly value: string;
  /** Key of the words that explain it, under `join.` */
  readonly why: "serverUrl" | "secretToken" | "serviceName" | "requestTime";
}

/** What an agent needs to know, in the order one explains it. `keyWords` stands where the key belongs. */
export function joinLines(intakeUrl: string, keyWords: string): readonly JoinLine[] {
  return [
    { variable: "ELASTIC_APM_SERVER_URL", value: intakeUrl, why: "serverUrl" },
    { variable: "ELASTIC_APM_SECRET_TOKEN", value: keyWords, why: "secretToken" },
    { variable: "ELASTIC_APM_SERVICE_NAME", value: "my-app", why: "serviceName" },
    { variable: "ELASTIC_APM_API_REQUEST_TIME", value: "1s", why: "requestTime" },
  ];
}

/** The line that sets the variable in a shell, safe to paste whatever the value is. */
export function inShell(shell: Shell, line: Pick<JoinLine, "variable" | "value">): string {
  switch (shell) {
    case "bash":
      return `export ${line.variable}=${/^[\w.:/@-]+$/.test(line.value) ? line.value : `'${line.value.replaceAll("'", "'\\''")}'`}`;
    case "powershell":
      return `$env:${line.variable} = '${line.value.replaceAll("'", "''")}'`;
    case "cmd":
      return `set "${line.variable}=${line.value}"`;
  }
}

/** True for an address that means "this computer" on every computer. */
export function isLoopback(url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : url;
  return host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127\./.test(host);
}

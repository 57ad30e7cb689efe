/** One line of the doctor: what was looked at, what was found, and for a warning or failure what to do. */
export interface Finding {
  readonly level: "ok" | "warn" | "fail";
  readonly subject: string;
  readonly says: string;
  readonly fix?: string;
}

export const ok = (subject: string, says: string): Finding => ({ level: "ok", subject, says });
export const warn = (subject: string, says: string, fix: string): Finding => ({ level: "warn", subject, says, fix });
export const fail = (subject: string, says: string, fix: string): Finding => ({ level: "fail", subject, says, fix });

/** The `code` of a system error, or "". */
export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

import { z } from "zod";
import { EpochMicros } from "./common.ts";

export const StaffRole = z.enum(["host", "operator", "scanner", "auditor"]);
export type StaffRole = z.infer<typeof StaffRole>;

export const PersonRow = z.object({
  id: z.string(),
  name: z.string(),
  role: StaffRole,
  loginName: z.string().nullable(),
  singleSignOn: z.boolean(),
  createdAt: EpochMicros,
  disabledAt: EpochMicros.nullable(),
});
export type PersonRow = z.infer<typeof PersonRow>;

export const PeopleAnswer = z.object({ people: z.array(PersonRow) });
export type PeopleAnswer = z.infer<typeof PeopleAnswer>;

export const LinkKind = z.enum(["operator", "scanner", "auditor", "wall", "kiosk"]);
export type LinkKind = z.infer<typeof LinkKind>;

/** A way into one challenge, for staff or a screen. */
export const LinkRow = z.object({
  id: z.string(),
  kind: z.enum(["host", ...LinkKind.options]),
  label: z.string(),
  once: z.boolean(),
  createdAt: EpochMicros,
  expiresAt: EpochMicros.nullable(),
  usedAt: EpochMicros.nullable(),
  revokedAt: EpochMicros.nullable(),
});
export type LinkRow = z.infer<typeof LinkRow>;

export const LinksAnswer = z.object({ links: z.array(LinkRow) });
export type LinksAnswer = z.infer<typeof LinksAnswer>;

/** `path` is for a QR: `/open#<token>`. The token is shown this once. */
export const LinkMade = z.object({ link: LinkRow, path: z.string() });
export type LinkMade = z.infer<typeof LinkMade>;

export const LoginWays = z.object({
  /** Name of the identity provider; null when none is set up. */
  singleSignOn: z.string().nullable(),
});
export type LoginWays = z.infer<typeof LoginWays>;

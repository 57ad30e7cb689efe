import type { IncomingHttpHeaders } from "node:http";
import type { EpochMicros, KeyId, SpaceId, TicketId } from "../../kernel/index.ts";

/** What an agent shows: a secret token, or an API key taken apart. */
export type PresentedKey =
  | { readonly kind: "bearer"; readonly token: string }
  | { readonly kind: "apikey"; readonly id: string; readonly secret: string };

export type KeyVerdict =
  | {
      readonly ok: true;
      readonly space: SpaceId;
      readonly keyId: KeyId;
      /** Whose own key it is, where it is a participant's: such a key sends only so much. */
      readonly ticket?: TicketId | undefined;
    }
  | { readonly ok: false; readonly reason: "unknown" }
  | {
      readonly ok: false;
      readonly reason: "revoked" | "expired";
      readonly space: SpaceId;
      readonly at: EpochMicros;
      readonly keyId: KeyId;
    }
  | { readonly ok: false; readonly reason: "unavailable" };

/** Looks a key up. Never rejects: a store that does not answer is `unavailable`. */
export type KeyCheck = (presented: PresentedKey) => Promise<KeyVerdict>;

export type Credentials =
  | { readonly kind: "none" }
  | { readonly kind: "malformed"; readonly text: string }
  | { readonly kind: "key"; readonly key: PresentedKey };

const EXPECTED = "expected 'Authorization: Bearer secret_token' or 'Authorization: ApiKey base64(API key ID:API key)'";

export const AUTHENTICATION_FAILED = "authentication failed";

/** Reads `Authorization: <kind> <token>` (1.4). Without a space, or with nothing before it, there is none. */
export function readCredentials(headers: IncomingHttpHeaders): Credentials {
  const header = headers.authorization ?? "";
  const space = header.indexOf(" ");
  if (space <= 0) return { kind: "none" };
  const kind = header.slice(0, space);
  const token = header.slice(space + 1);
  if (kind === "Bearer") return { kind: "key", key: { kind: "bearer", token } };
  if (kind === "ApiKey") return readApiKey(token);
  return malformed(`unknown Authentication header ${kind}: ${EXPECTED}`);
}

/** The characters behind the prefix of a participant's key: enough to guess whose mistyped key it is, not to use it. */
export function keyHint(presented: PresentedKey): string | undefined {
  const secret = presented.kind === "bearer" ? presented.token : presented.secret;
  return /^sadari_pk_([0-9a-hjkmnp-tv-z]{6})/.exec(secret)?.[1];
}

function readApiKey(token: string): Credentials {
  const expected = "expected base64(ID:APIKey)";
  const offence = illegalBase64(token);
  if (offence !== undefined) {
    return malformed(
      `improperly encoded ApiKey credentials: ${expected}: illegal base64 data at input byte ${offence}`,
    );
  }
  const decoded = Buffer.from(token, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  if (colon < 0) return malformed(`improperly formatted ApiKey credentials: ${expected}`);
  return { kind: "key", key: { kind: "apikey", id: decoded.slice(0, colon), secret: decoded.slice(colon + 1) } };
}

function malformed(detail: string): Credentials {
  return { kind: "malformed", text: `${AUTHENTICATION_FAILED}: ${detail}` };
}

/** Index of the first byte that standard, padded base64 does not allow; undefined when there is none. */
function illegalBase64(text: string): number | undefined {
  const valid = /^[A-Za-z0-9+/]*/.exec(text)?.[0].length ?? 0;
  const padding = text.slice(valid);
  if (padding !== "" && padding !== "=" && padding !== "==") return valid;
  if (text.length % 4 === 0 && (padding === "" || valid % 4 >= 2)) return undefined;
  return padding === "" ? valid - (valid % 4) : valid;
}

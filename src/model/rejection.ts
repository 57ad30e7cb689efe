import type { EpochMicros, KeyId, SpaceId } from "../kernel/index.ts";

/** Why a door turned something away, as a closed list: the pages have words and a remedy for each. */
export type RejectionReason =
  | "key-missing"
  | "key-malformed"
  | "key-unknown"
  | "key-revoked"
  | "key-expired"
  | "key-not-permitted"
  | "origin-not-allowed"
  | "rate-limited"
  | "method-not-supported"
  | "content-type-invalid"
  | "body-unreadable"
  | "metadata-invalid"
  | "service-name-missing"
  | "service-name-invalid"
  | "event-invalid"
  | "event-too-large"
  | "event-unrecognised"
  | "anonymous-not-permitted"
  | "overloaded"
  | "clock-ahead"
  | "clock-behind";

/**
 * One refused request or event (or, for the two clock reasons, one accepted with a doubt). Never holds the
 * content of an event beyond the names below.
 */
export interface Rejection {
  readonly at: EpochMicros;
  /** Undefined when no key told which space was meant. */
  readonly space: SpaceId | undefined;
  /** The key that was shown, where it is (or was) one of ours. */
  readonly key?: KeyId | undefined;
  /** The characters behind the prefix of a personal key, however wrong the rest was. */
  readonly keyHint?: string | undefined;
  readonly reason: RejectionReason;
  /** HTTP status of the answer. */
  readonly status: number;
  /** Client address as text. */
  readonly address: string;
  /** From `User-Agent`, cut to 200 characters. */
  readonly agent: string | undefined;
  readonly service: string | undefined;
  /** The words the agent got, without content of the event: `transaction: context: 'method' required`. */
  readonly detail: string;
  /** Values for the sentence of the reason: `revokedAt`, `skew`, `limit`, … */
  readonly params: Readonly<Record<string, string>>;
  /** How many of the kind this entry stands for. */
  readonly count: number;
}

export interface RejectionLog {
  record(rejection: Rejection): void;
}

import type { Reading } from "../../control/index.ts";
import { type EpochMicros, epochMicros, MICROS_PER_MILLI } from "../../kernel/index.ts";
import type { Challenge } from "../lifecycle/index.ts";

/** One time that the doors were open; `until` is not included. */
export interface OpenTime {
  readonly from: EpochMicros;
  readonly until: EpochMicros;
}

/**
 * When a challenge's doors were open, by the audit log: what came then counts, also when the booth that took it crashed
 * and came back after the close. Records are exact to the millisecond, so the one of an opening is left out.
 */
export async function openTimes(tables: Reading, challenge: Challenge, now: EpochMicros): Promise<readonly OpenTime[]> {
  const rows = await tables
    .selectFrom("audit_record")
    .select(["t", "data"])
    .where("chain", "=", challenge.id)
    .where("type", "=", "event.state")
    .orderBy("i")
    .execute();
  const times: OpenTime[] = [];
  let from: EpochMicros | undefined;
  for (const { t, data } of rows) {
    const { to } = JSON.parse(data) as { readonly to?: unknown };
    if (to === "open") from ??= epochMicros(Number(t) + MICROS_PER_MILLI);
    else if (from !== undefined) {
      times.push({ from, until: epochMicros(Number(t)) });
      from = undefined;
    }
  }
  if (from !== undefined) times.push({ from, until: epochMicros(now + 1) });
  const end = challenge.closesAt ?? Number.MAX_SAFE_INTEGER;
  return times.map((time) => ({ ...time, until: epochMicros(Math.min(time.until, end)) }));
}

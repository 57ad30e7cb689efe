/** What the address of a wall asks for: which challenge, and light or dark. */
export interface WallAddress {
  readonly challenge: string | undefined;
  readonly theme: "light" | "dark";
}

/** Dark unless it asks for light: a screen in a hall should not be a lamp. */
export function wallAddress(search: string): WallAddress {
  const params = new URLSearchParams(search);
  const challenge = params.get("challenge") ?? "";
  return {
    challenge: challenge === "" ? undefined : challenge,
    theme: params.get("theme") === "light" ? "light" : "dark",
  };
}

/** Where people join, in full for the QR and short for reading. */
export function joinAddress(intakeUrl: string, slug: string): { readonly url: string; readonly short: string } {
  const url = `${intakeUrl.replace(/\/$/, "")}/e/${slug}`;
  return { url, short: url.replace(/^https?:\/\//, "") };
}

/** What is left of a time, "1:02:03" or "12:34"; never less than nothing. */
export function formatLeft(micros: number): string {
  const seconds = Math.max(0, Math.ceil(micros / 1_000_000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** "14:02" by the clock of the venue, with the day when it is not today there. */
export function formatVenueTime(at: number, timeZone: string, now: number, language: string): string {
  const options = { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const day = new Intl.DateTimeFormat(language, { timeZone, month: "long", day: "numeric" });
  const time = new Intl.DateTimeFormat(language, options).format(at / 1_000);
  const date = day.format(at / 1_000);
  return date === day.format(now / 1_000) ? time : `${date} ${time}`;
}

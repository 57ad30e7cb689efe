/** The day at the venue of challenges made as they come: `2019-08-17`. A raffle of it goes on until four in the next morning. */
export function venueDay(at: number = Date.now()): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Seoul" }).format(at);
}

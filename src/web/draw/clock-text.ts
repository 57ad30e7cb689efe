/** `12:05`, with hours only where there are any. */
export function clockText(seconds: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const rest = `${two((seconds % 3_600) / 60)}:${two(seconds % 60)}`;
  return seconds >= 3_600 ? `${Math.floor(seconds / 3_600)}:${rest}` : rest;
}

import xxhash from "xxhash-wasm";
import type { ErrorLog, Exception, StackFrame } from "./apm-event.ts";

const { h64ToString } = await xxhash();

/**
 * The key errors are grouped by: 16 lower-case hex digits of XXH64 over what makes two errors "the same"
 * (intake specification 3.8): exception types, the parametrised message and the frames' modules and functions;
 * messages only when there is nothing else. Frames marked `excludeFromGrouping` do not count.
 */
export function groupingKey(exceptions: readonly Exception[] | undefined, log: ErrorLog | undefined): string {
  let text = "";
  for (const exception of exceptions ?? []) text += exception.type ?? "";
  text += log?.paramMessage ?? "";
  let frames = "";
  for (const exception of exceptions ?? []) frames += frameText(exception.stacktrace);
  if (frames === "") frames = frameText(log?.stacktrace);
  text += frames;
  if (text === "") for (const exception of exceptions ?? []) text += exception.message ?? "";
  if (text === "") text = log?.message ?? "";
  return h64ToString(text).padStart(16, "0");
}

/** The name a group is shown by: the log message, else the first exception message. */
export function groupingName(
  exceptions: readonly Exception[] | undefined,
  log: ErrorLog | undefined,
): string | undefined {
  return log?.message || exceptions?.[0]?.message;
}

/** Traces that come again and again are decoded to the same frames. */
const texts = new WeakMap<readonly StackFrame[], string>();

function frameText(frames: readonly StackFrame[] | undefined): string {
  if (frames === undefined) return "";
  let text = texts.get(frames);
  if (text === undefined) {
    text = groupedText(frames);
    texts.set(frames, text);
  }
  return text;
}

function groupedText(frames: readonly StackFrame[]): string {
  let text = "";
  for (const frame of frames) {
    if (frame.excludeFromGrouping) continue;
    text += frame.module || frame.filename || frame.classname || "";
    text += frame.function ?? "";
  }
  return text;
}

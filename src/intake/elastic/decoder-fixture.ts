import type { ApmEvent, Resource } from "../../model/index.ts";
import { METADATA, NOW } from "./door-fixture.ts";
import { LineDecoder, type LineProblem } from "./line-decoder.ts";

/** As much text as a keyword may hold, and one character more. */
export const LONG = "가".repeat(1024);
export const TOO_LONG = `${LONG}x`;

const STAMP = { userAgent: undefined, client: undefined, source: undefined, sourceNatIp: undefined };

export function openDecoder(rum = false): LineDecoder {
  return new LineDecoder({ receivedAt: NOW, rum, stamp: STAMP, hostIp: undefined });
}

/** The resource of a metadata line, or the words it was refused with. */
export function decodeResource(line: string): Resource | string {
  const decoder = openDecoder();
  return decoder.metadata(line)?.message ?? decoder.resource ?? "nothing";
}

/** The events of a line that follows `first`, or the words it was refused with. */
export function decodeLine(line: string, first = METADATA, rum = false): ApmEvent[] | string {
  const events: ApmEvent[] = [];
  return decodeInto(events, line, first, rum)?.message ?? events;
}

export function decodeInto(events: ApmEvent[], line: string, first = METADATA, rum = false): LineProblem | undefined {
  const decoder = openDecoder(rum);
  const problem = decoder.metadata(first);
  if (problem !== undefined) throw new Error(problem.message);
  return decoder.event(line, events);
}

/** The rule a line breaks, without the grammar around it. */
export function rule(line: string): string {
  const told = decodeLine(line);
  return typeof told === "string" ? told.replace("validation error: ", "") : "accepted";
}

import type { EpochMicros } from "../../kernel/index.ts";
import type { ApmEvent, RejectionReason, Resource, StackFrame } from "../../model/index.ts";
import type { RequestStamp } from "./context.ts";
import { decodeError, errorEvent } from "./error.ts";
import { type Decode, FieldReader } from "./field-reader.ts";
import { decodeLog, logEvent } from "./log.ts";
import { decodeMetadata } from "./metadata.ts";
import { decodeMetricset, metricsetEvent } from "./metricset.ts";
import { eventKey, largeIdentifiers, type ParsedLine, parseLine } from "./parse-line.ts";
import { longNames, SHORT_NAMES, type Shape, V3_ERROR, V3_METADATA } from "./rum-names.ts";
import { decodeRumTransaction, pushRumEvents } from "./rum-transaction.ts";
import type { Scene } from "./scene.ts";
import { overriddenResource, type SentService } from "./service.ts";
import { decodeSpan, spanEvent } from "./span.ts";
import { type Recalled, StackMemory } from "./stack-memory.ts";
import { decodeFrame } from "./stacktrace.ts";
import { decodeTransaction, transactionEvent } from "./transaction.ts";

/** Why a line was refused: the words for the agent, and the same without content of the event. */
export interface LineProblem {
  readonly message: string;
  readonly reason: RejectionReason;
  readonly detail: string;
}

/** What is the same for all lines of one request. */
export interface RequestScene {
  readonly receivedAt: EpochMicros;
  readonly rum: boolean;
  readonly stamp: RequestStamp;
  /** The sender's address, kept as the host's for backend agents. */
  readonly hostIp: string | undefined;
}

const OVERRIDES_KEPT = 256;

/**
 * Decodes the lines of one intake stream (2.1 to 2.9): first the metadata, then any number of events, which all
 * share the metadata's resource unless their context names a service of its own.
 */
export class LineDecoder {
  readonly #read = new FieldReader();
  readonly #request: RequestScene;
  readonly #scene: Scene;
  readonly #overrides = new Map<string, Resource>();
  readonly #memory: StackMemory;
  #resource: Resource | undefined;

  /** `memory` holds the stack traces seen so far, best of many streams. */
  constructor(request: RequestScene, memory = new StackMemory()) {
    this.#request = request;
    this.#memory = memory;
    this.#scene = {
      receivedAt: request.receivedAt,
      stamp: request.stamp,
      rum: request.rum,
      resource: (sent) => this.#resourceOf(sent),
    };
  }

  /** The metadata's resource, once its line was decoded. */
  get resource(): Resource | undefined {
    return this.#resource;
  }

  /** Decodes the first line of a stream; the problem ends the stream. */
  metadata(line: string): LineProblem | undefined {
    const key = eventKey(line);
    if (key !== "metadata" && key !== "m") {
      return refused("metadata-invalid", '"metadata" or "m" required');
    }
    const decode = decodeMetadata(this.#request.hostIp);
    const decoded = this.#decode(line, key, decode, key === "m" ? V3_METADATA : undefined);
    if (isProblem(decoded)) return { ...decoded, reason: metadataReason(decoded.detail) };
    this.#resource = decoded;
    return undefined;
  }

  /**
   * Decodes a later line and appends its events: one, none for a breakdown without use, several for a RUM v3
   * transaction. Must follow a metadata line that was accepted.
   */
  event(line: string, into: ApmEvent[]): LineProblem | undefined {
    const key = eventKey(line);
    switch (key) {
      case "transaction":
        return this.#one(this.#decode(line, key, decodeTransaction), into, (sent) =>
          transactionEvent(sent, this.#scene, sent.id),
        );
      case "span":
        return this.#one(this.#decodeTraced(line, key, decodeSpan), into, (sent) => spanEvent(sent, this.#scene));
      case "error":
        return this.#one(this.#decodeTraced(line, key, decodeError), into, (sent) => errorEvent(sent, this.#scene));
      case "metricset":
        return this.#one(this.#decode(line, key, decodeMetricset), into, (sent) =>
          metricsetEvent(sent, this.#scene, "span_breakdown"),
        );
      case "log":
        return this.#one(this.#decode(line, key, decodeLog), into, (sent) => logEvent(sent, this.#scene));
      case "x": {
        const sent = this.#decode(line, key, decodeRumTransaction);
        if (isProblem(sent)) return sent;
        pushRumEvents(sent, this.#scene, into);
        return undefined;
      }
      case "e":
        return this.#one(this.#decode(line, key, decodeError, V3_ERROR), into, (sent) =>
          errorEvent(sent, this.#scene, "default"),
        );
      default:
        return refused(
          "event-unrecognised",
          `did not recognize object type: ${JSON.stringify(key)}`,
          "did not recognize object type",
        );
    }
  }

  #one<T extends object>(
    sent: T | LineProblem,
    into: ApmEvent[],
    event: (sent: T) => ApmEvent | undefined,
  ): LineProblem | undefined {
    if (isProblem(sent)) return sent;
    const decoded = event(sent);
    if (decoded !== undefined) into.push(decoded);
    return undefined;
  }

  /** Decodes a line that may hold stack traces: without those that are known, and as it stands when that fails. */
  #decodeTraced<T extends object>(line: string, key: string, decode: Decode<T>): T | LineProblem {
    const recalled = this.#memory.recall(line);
    const short = recalled && this.#decodeRecalled(recalled, key, decode);
    const decoded = short ?? this.#decode(line, key, decode);
    if (!isProblem(decoded) && !(short && recalled?.all)) this.#memory.learn(line, (parsed) => this.#frames(parsed));
    return decoded;
  }

  /** Undefined when anything at all is wrong: the line itself then says it in its own words. */
  #decodeRecalled<T extends object>({ text, stacks }: Recalled, key: string, decode: Decode<T>): T | undefined {
    const parsed = parseLine(text);
    if (parsed === undefined || parsed.tolerated || parsed.strict !== undefined) return undefined;
    const decoded = this.#decodeRoot(parsed.value, key, decode, undefined, stacks);
    return isProblem(decoded) || !this.#read.readAllStacks || this.#read.rounded ? undefined : decoded;
  }

  #frames(parsed: unknown): readonly StackFrame[] | undefined {
    this.#read.begin();
    const frames = this.#read.list("stacktrace", parsed, decodeFrame);
    return this.#read.problem() === undefined ? frames : undefined;
  }

  #decode<T extends object>(line: string, key: string, decode: Decode<T>, shape?: Shape): T | LineProblem {
    const parsed = parseLine(line);
    if (parsed === undefined) return undecodable(key, "not valid JSON");
    if (parsed.strict !== undefined) {
      const strict = this.#decodeRoot(parsed.strict, key, decode, shape);
      if (isProblem(strict)) return strict;
    }
    const decoded = this.#decodeRoot(parsed.value, key, decode, shape);
    if (!this.#read.rounded) return decoded;
    return this.#decodeRoot(parsed.value, key, decode, shape, [], largeIdentifiers(line));
  }

  #decodeRoot<T extends object>(
    root: NonNullable<ParsedLine>["value"],
    key: string,
    decode: Decode<T>,
    shape: Shape | undefined,
    stacks?: readonly (readonly StackFrame[])[],
    digits?: ReadonlyMap<number, string>,
  ): T | LineProblem {
    if (typeof root !== "object" || root === null || Array.isArray(root)) return undecodable(key, "not an object");
    const read = this.#read;
    const short = key === "m" || key === "x" || key === "e";
    read.begin(short ? SHORT_NAMES : undefined, stacks, digits);
    const payload: unknown = (root as Record<string, unknown>)[key];
    const decoded = read.object(key, shape === undefined ? payload : longNames(payload, shape), decode);
    if (decoded === undefined) read.required(key);
    const problem = read.problem();
    if (problem !== undefined) return { ...problem, reason: "event-invalid" };
    return decoded ?? undecodable(key, "absent");
  }

  #resourceOf(sent: SentService | undefined): Resource {
    const base = this.#resource;
    if (base === undefined) throw new Error("an event was decoded before the metadata");
    if (sent === undefined || !overrides(sent)) return base;
    const identity = JSON.stringify([sent, sent.agent]);
    const known = this.#overrides.get(identity);
    if (known !== undefined) return known;
    const resource = overriddenResource(base, sent);
    if (this.#overrides.size >= OVERRIDES_KEPT) this.#overrides.clear();
    this.#overrides.set(identity, resource);
    return resource;
  }
}

/** A span's `target` is its own affair; everything else changes who the event is from. */
function overrides(sent: SentService): boolean {
  return (
    (sent.name ?? sent.environment ?? sent.nodeName ?? sent.agent ?? sent.origin) !== undefined ||
    (sent.framework ?? sent.language ?? sent.runtime) !== undefined ||
    sent.partwise === true
  );
}

function isProblem(result: object): result is LineProblem {
  return "reason" in result;
}

function undecodable(key: string, detail: string): LineProblem {
  return refused("event-invalid", `decode error: data read error: ${key}: ${detail}`, detail);
}

function refused(reason: RejectionReason, message: string, detail = message): LineProblem {
  return { message, reason, detail };
}

function metadataReason(detail: string): RejectionReason {
  if (
    /service: '(?:name|n)' required|'(?:name|n)': validation rule 'minLength|'(?:service|se)' required/.test(detail)
  ) {
    return "service-name-missing";
  }
  if (/(?:service|se): '(?:name|n)': validation rule 'pattern/.test(detail)) return "service-name-invalid";
  return "metadata-invalid";
}

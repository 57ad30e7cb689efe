import type { Booth } from "./booth.ts";

/** JSON Schema as far as the booth's description of itself goes. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema | boolean;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly schema: Schema;
}

/** One address of the API, from what the booth publishes of itself: a new one cannot be forgotten. */
export interface Operation {
  readonly method: string;
  /** With `{name}` for parameters. */
  readonly path: string;
  readonly roles: readonly string[];
  readonly parameters: readonly Parameter[];
  /** Undefined where it takes none. */
  readonly body: Schema | undefined;
}

interface Published {
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: Schema } } };
}

/** Every address of the API with its roles, parameters and body. */
export async function publishedApi(booth: Pick<Booth, "url">): Promise<readonly Operation[]> {
  const answer = await fetch(`${booth.url}/api/openapi.json`);
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, Published>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { description, parameters, requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      roles: /Roles: ([\w, ]+)\./.exec(description ?? "")?.[1]?.split(", ") ?? ["anyone"],
      parameters: withPathNames(path, parameters ?? []),
      body: requestBody?.content["application/json"].schema,
    })),
  );
}

/** Names that stand in the path and are parsed by the handler itself. */
function withPathNames(path: string, parameters: readonly Parameter[]): readonly Parameter[] {
  const named = new Set(parameters.filter((each) => each.in === "path").map(({ name }) => name));
  const unnamed = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "").filter((name) => !named.has(name));
  return [...parameters, ...unnamed.map((name) => ({ name, in: "path", schema: { type: "string" } }) as const)];
}

/** The address with values; what has none gets a sample of its schema. Query parameters only where a value is given. */
export function addressOf(operation: Operation, values: Readonly<Record<string, string>> = {}): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const schema = operation.parameters.find((each) => each.in === "path" && each.name === name)?.schema ?? {};
    // Half a character is no text that an address could hold.
    return encodeURIComponent((values[name] ?? String(sampleOf(schema))).toWellFormed());
  });
  const query = new URLSearchParams();
  for (const { name, in: place } of operation.parameters) {
    const value = values[name];
    if (place === "query" && value !== undefined) query.set(name, value);
  }
  return query.size === 0 ? path : `${path}?${query}`;
}

/** Texts of which one fits most patterns there are. */
const TEXTS = [
  "a",
  "toy",
  "0123456789abcdef",
  "2026-11-23",
  "AAAAAAAA",
  "aaaaaaaa",
  "draw-1",
  "0".repeat(32),
  "0".repeat(64),
  "+82 10 1234 5678",
];

/** Something the schema takes, as far as its words say: every optional member is there. */
export function sampleOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices?.[0] !== undefined) return sampleOf(choices[0]);
  const type = typeof schema.type === "string" ? schema.type : schema.type?.[0];
  switch (type) {
    case "object":
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, each]) => [name, sampleOf(each)]));
    case "array":
      return typeof schema.items === "object" ? [sampleOf(schema.items)] : [];
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 1, schema.exclusiveMinimum === undefined ? 1 : schema.exclusiveMinimum + 1);
    case "boolean":
      return false;
    case "null":
      return null;
    default:
      return sampleText(schema);
  }
}

function sampleText({ format, pattern, minLength = 0 }: Schema): string {
  if (format === "email") return "a@example.org";
  const fits = (text: string): boolean => pattern === undefined || new RegExp(pattern).test(text);
  return TEXTS.find((text) => text.length >= minLength && fits(text)) ?? "x".repeat(Math.max(minLength, 3));
}

/** The JSON value with `change` at each of its texts, one at a time. */
export function* textsChanged(value: unknown, change: string): Generator<unknown> {
  if (typeof value === "string") yield change;
  else if (Array.isArray(value)) {
    for (const [n, each] of value.entries())
      for (const changed of textsChanged(each, change)) yield value.with(n, changed);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, each] of Object.entries(value))
      for (const changed of textsChanged(each, change)) yield { ...value, [name]: changed };
  }
}

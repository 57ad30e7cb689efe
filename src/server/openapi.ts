import { z } from "zod";
import { FaultAnswer, LiveMessage, SessionAnswer } from "../contract/index.ts";
import type { Route } from "./route.ts";
import { OpenLinkBody } from "./routes/session.ts";

type Document = Record<string, unknown>;

/** The OpenAPI 3.1 document of the route table: JSON Schema of the same zod declarations the server uses. */
export function describeApi(routes: readonly Route[], version: string): Document {
  const paths: Record<string, Record<string, Document>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  paths["/api/session"] = { ...paths["/api/session"], post: openLinkOperation() };
  return {
    openapi: "3.1.0",
    info: {
      title: "Sadari",
      version,
      description: "Times are microseconds since 1970-01-01T00:00:00Z, durations microseconds.",
    },
    paths,
    components: {
      schemas: { LiveMessage: schemaOf(LiveMessage) },
      securitySchemes: {
        hostToken: { type: "http", scheme: "bearer", description: "SADARI_HOST_TOKEN" },
        session: { type: "apiKey", in: "cookie", name: "sadari_session" },
        ticket: { type: "apiKey", in: "cookie", name: "sadari_ticket" },
      },
    },
  };
}

function operation(route: Route): Document {
  return {
    summary: route.summary,
    description: `Roles: ${route.roles.join(", ")}.`,
    security: securityOf(route),
    ...bodyOf(route),
    parameters: [...parameters(route.params, "path"), ...parameters(route.query, "query")],
    responses: {
      "200":
        route.answer === undefined
          ? {
              description: "A stream, or a way to another page; see the summary.",
              content: { "text/event-stream": { schema: { type: "string" } } },
            }
          : json("The answer.", route.answer),
      default: json("A fault.", FaultAnswer),
    },
  };
}

/** Any one of them lets in; none is asked for where anyone may. */
function securityOf({ roles }: Route): readonly Document[] {
  const ways: Document[] = roles.some((role) => role !== "participant" && role !== "anyone") ? [{ session: [] }] : [];
  if (roles.includes("host")) ways.unshift({ hostToken: [] });
  if (roles.includes("participant")) ways.push({ ticket: [] });
  if (roles.includes("anyone")) ways.push({});
  return ways;
}

function bodyOf({ method, body }: Route): Document {
  if (method === "GET" || (body instanceof z.ZodObject && Object.keys(body.shape).length === 0)) return {};
  return { requestBody: { required: true, content: { "application/json": { schema: schemaOf(body) } } } };
}

function openLinkOperation(): Document {
  return {
    summary: "Exchanges a host or wall link for a session cookie.",
    requestBody: { required: true, content: { "application/json": { schema: schemaOf(OpenLinkBody) } } },
    responses: { "200": json("The session.", SessionAnswer), default: json("A fault.", FaultAnswer) },
  };
}

function parameters(schema: z.ZodType, place: "path" | "query"): readonly Document[] {
  const { properties, required } = z
    .object({
      properties: z.record(z.string(), z.unknown()).default({}),
      required: z.array(z.string()).default([]),
    })
    .parse(schemaOf(schema));
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: property,
  }));
}

const json = (description: string, schema: z.ZodType): Document => ({
  description,
  content: { "application/json": { schema: schemaOf(schema) } },
});

const schemaOf = (schema: z.ZodType): unknown => z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });

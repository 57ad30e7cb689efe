import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { ExportFile, ExportRole } from "../../challenge/index.ts";
import { ExportName, ExportQuery, TelemetryExportQuery, TelemetrySizes, TelemetryTable } from "../../contract/index.ts";
import { Fault } from "../../kernel/index.ts";
import { actorOf } from "../actor.ts";
import type { ServerOptions } from "../app.ts";
import { challengeRoute, type Route, route } from "../route.ts";
import type { Role } from "../viewer.ts";

const NONE = z.object({});

/** Files to take along; each is noted in the audit log with its purpose before it begins. */
export function exportRoutes({ challenges: { exports } }: Pick<ServerOptions, "challenges">): readonly Route[] {
  const ofChallenge = challengeRoute({
    method: "GET",
    path: "/exports/:what",
    summary: "Entries, survey answers (in groups of five people and more), audit log or scans, as CSV or JSON lines.",
    roles: ["host", "operator", "auditor"],
    params: z.object({ slug: z.string(), what: ExportName }),
    query: ExportQuery,
    body: NONE,
    answer: z.unknown(),
    async handle({ challenge, viewer, params, query, reply }) {
      const wish = { ...query, what: params.what, actor: actorOf(viewer), role: exportRole(viewer.role) };
      return send(reply, await exports.ofChallenge(challenge, wish));
    },
  });
  const ofTelemetry = route({
    method: "GET",
    path: "/api/exports/telemetry/:table",
    summary: "A table of the space's apm events as Parquet.",
    roles: ["host"],
    params: z.object({ table: TelemetryTable }),
    query: TelemetryExportQuery,
    body: NONE,
    answer: z.unknown(),
    async handle({ viewer, params: { table }, query: { purpose }, reply }) {
      return send(reply, await exports.ofTelemetry(viewer.space, table, purpose, actorOf(viewer)));
    },
  });
  const sizes = route({
    method: "GET",
    path: "/api/exports/telemetry",
    summary: "The tables of the space's apm events that can be taken along, with their rows and about their bytes.",
    roles: ["host"],
    params: NONE,
    query: NONE,
    body: NONE,
    answer: TelemetrySizes,
    handle: async ({ viewer }) => ({ tables: [...(await exports.telemetrySizes(viewer.space))] }),
  });
  return [...[ofChallenge, ofTelemetry].map((each) => ({ ...each, answer: undefined })), sizes];
}

function exportRole(role: Role): ExportRole {
  if (role === "host" || role === "operator" || role === "auditor") return role;
  throw new Fault("auth.forbidden", { role });
}

async function send(reply: FastifyReply, { fileName, mediaType, content }: ExportFile): Promise<void> {
  await reply
    .header("cache-control", "no-store")
    .header("content-disposition", `attachment; filename="${fileName}"`)
    .type(mediaType)
    .send(Readable.from(content, { objectMode: false }));
}

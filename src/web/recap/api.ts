import { queryOptions } from "@tanstack/react-query";
import type { RecapAnswer, RecapTextBody, TelemetrySizes } from "../../contract/index.ts";
import { getJson, sendJson } from "../app/api.ts";

export interface RecapChoice {
  readonly language: RecapAnswer["language"];
  readonly preset: RecapAnswer["preset"];
}

const base = (slug: string): string => `/api/e/${encodeURIComponent(slug)}`;

export const recapQuery = (slug: string, { language, preset }: RecapChoice) =>
  queryOptions({
    queryKey: ["manage", slug, "recap", language, preset],
    queryFn: ({ signal }) => getJson<RecapAnswer>(`${base(slug)}/recap`, { language, preset }, signal),
  });

export const saveText = (slug: string, body: RecapTextBody): Promise<unknown> =>
  sendJson("PUT", `${base(slug)}/recap/text`, body);

export const recapFile = (slug: string, { language, preset }: RecapChoice): string =>
  `${base(slug)}/recap/download?language=${language}&preset=${preset}`;

export const chartUrl = (slug: string, { language }: Pick<RecapChoice, "language">, id: string): string =>
  `${base(slug)}/recap/charts/${encodeURIComponent(id)}?language=${language}`;

export const telemetrySizesQuery = queryOptions({
  queryKey: ["telemetry-sizes"],
  queryFn: ({ signal }) => getJson<TelemetrySizes>("/api/exports/telemetry", {}, signal),
});

export const telemetryUrl = (table: string, purpose: string): string =>
  `/api/exports/telemetry/${table}?purpose=${purpose}`;

export const exportUrl = (slug: string, what: string, format: string, purpose: string): string =>
  `${base(slug)}/exports/${what}?format=${format}&purpose=${purpose}`;

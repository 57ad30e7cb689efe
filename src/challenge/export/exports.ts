import type { ExportFormat, ExportName, ExportPurpose, TelemetrySize, TelemetryTable } from "../../contract/index.ts";
import { type ChallengeId, Fault, type SpaceId, toIso } from "../../kernel/index.ts";
import { type Actor, appendAudit, readAudit } from "../audit/index.ts";
import { type Eligibility, judge } from "../eligibility/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { readAnswerTable } from "../survey/index.ts";
import { asCsv, asJsonLines, type Cell, type Table } from "./table.ts";

/** A file on its way. */
export interface ExportFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: AsyncIterable<string | Uint8Array>;
}

export type ExportRole = "host" | "operator" | "auditor";

export interface ExportWish {
  readonly what: ExportName;
  readonly format: ExportFormat;
  readonly purpose: ExportPurpose;
  readonly actor: Actor;
  /** Which columns there are is decided by it. */
  readonly role: ExportRole;
}

/** What can be taken along. Every taking stands in the audit log, with its purpose, before the first byte leaves. */
export interface Exports {
  /** Faults: `export.none` for what the role may not have, or a format it does not come in. */
  ofChallenge(challenge: Challenge, wish: ExportWish): Promise<ExportFile>;
  /** What the tables of a space hold. Faults: `store.unavailable`. */
  telemetrySizes(space: SpaceId): Promise<readonly TelemetrySize[]>;
  /** A table of the apm events of a space, as Parquet. Faults: `store.unavailable`. */
  ofTelemetry(space: SpaceId, table: TelemetryTable, purpose: ExportPurpose, actor: Actor): Promise<ExportFile>;
}

/** All rows of a space's table as Parquet. */
export type TakeHome = (space: SpaceId, table: TelemetryTable) => Promise<AsyncIterable<Uint8Array>>;
/** How much that is, about. */
export type TakeHomeSizes = (space: SpaceId) => Promise<readonly TelemetrySize[]>;

export function createExports(
  kit: Kit,
  eligibility: Pick<Eligibility, "facts">,
  takeHome: TakeHome,
  telemetrySizes: TakeHomeSizes,
): Exports {
  return {
    telemetrySizes,
    async ofChallenge(challenge, wish) {
      const { what, format, purpose, actor } = wish;
      const columns = COLUMNS[what][wish.role];
      if (columns === undefined || (what === "audit" && format === "csv")) throw new Fault("export.none", { what });
      const read = async (): Promise<AsyncIterable<string>> => {
        if (what === "audit") return auditLines(kit, challenge.id);
        const table = narrow(await TABLES[what](kit, challenge, eligibility), columns);
        return format === "csv" ? asCsv(table) : asJsonLines(table);
      };
      const data = { what, format, purpose, role: wish.role };
      await note(kit, challenge.id, actor, `export.${what}`, data);
      return {
        fileName: `${challenge.slug}-${what}.${format}`,
        mediaType: format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8",
        content: await read(),
      };
    },
    async ofTelemetry(space, table, purpose, actor) {
      await note(kit, `space:${space}`, actor, "export.telemetry", { table, purpose });
      const content = await takeHome(space, table);
      return { fileName: `${space}-${table}.parquet`, mediaType: "application/vnd.apache.parquet", content };
    },
  };
}

const note = (
  { records, clock }: Kit,
  chain: ChallengeId | `space:${SpaceId}`,
  actor: Actor,
  type: string,
  data: Readonly<Record<string, string>>,
): Promise<unknown> =>
  records.write((transaction) => appendAudit(transaction, chain, clock.now(), { actor, type, data }));

/** Every column that may leave, by who takes it; "*" for those of a survey, whose columns are its questions. */
const COLUMNS: Readonly<Record<ExportName, Readonly<Partial<Record<ExportRole, readonly string[]>>>>> = {
  entries: {
    host: ["ticket", "joined", "state", "reasons", "app", "framework", "requests"],
    operator: ["ticket", "joined", "state", "reasons", "app", "framework", "requests"],
    auditor: ["ticket", "state", "reasons", "framework"],
  },
  survey: { host: ["*"] },
  audit: { host: ["*"], auditor: ["*"] },
  scans: {
    host: ["place", "name", "hour", "scans", "visitors", "bots"],
    operator: ["place", "name", "hour", "scans", "visitors"],
    auditor: ["place", "hour", "scans", "visitors", "bots"],
  },
};

function narrow({ columns, rows }: MadeTable, allowed: readonly string[]): Table {
  if (allowed.includes("*")) return { columns, rows };
  const places = allowed.map((column) => columns.indexOf(column));
  return { columns: allowed, rows: rows.map((row) => places.map((place) => row[place] ?? "")) };
}

interface MadeTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

type Maker = (kit: Kit, challenge: Challenge, eligibility: Pick<Eligibility, "facts">) => Promise<MadeTable>;

const TABLES: Readonly<Record<Exclude<ExportName, "audit">, Maker>> = {
  entries: entriesTable,
  survey: (kit, challenge) => readAnswerTable(kit, challenge.id),
  scans: scansTable,
};

/** Every ticket with its state, why, and its app. No nickname and no contact: those are not what a list of entries is for. */
async function entriesTable(
  kit: Kit,
  challenge: Challenge,
  eligibility: Pick<Eligibility, "facts">,
): Promise<MadeTable> {
  const all = await eligibility.facts(challenge);
  const apps = await kit.records.read((tables) =>
    tables.selectFrom("app").select(["service", "framework"]).where("challenge", "=", challenge.id).execute(),
  );
  const frameworks = new Map(apps.map(({ service, framework }) => [service, framework]));
  const rows = all.map((facts) => {
    const { eligible, reasons } = judge(facts);
    const app = facts.choice?.app ?? facts.apps[0];
    const state = facts.withdrawn ? "withdrawn" : facts.duplicateOf !== undefined ? "merged" : eligible ? "in" : "out";
    const codes = reasons.map(({ code }) => code).join(" ");
    const joined = toIso(facts.createdAt);
    return [
      facts.ticket,
      joined,
      state,
      codes,
      app?.service ?? "",
      frameworks.get(app?.service ?? "") ?? "",
      app?.requests ?? 0,
    ];
  });
  return { columns: ["ticket", "joined", "state", "reasons", "app", "framework", "requests"], rows };
}

async function scansTable({ records }: Kit, challenge: Challenge): Promise<MadeTable> {
  const hours = await records.read((tables) =>
    tables
      .selectFrom("place_hour")
      .innerJoin("place", "place.slug", "place_hour.place")
      .select(["place.slug", "place.name", "place_hour.hour", "scans", "visitors", "bots"])
      .where("place.challenge", "=", challenge.id)
      .orderBy("place_hour.hour")
      .orderBy("place.slug")
      .execute(),
  );
  const rows = hours.map(({ slug, name, hour, scans, visitors, bots }) => [
    slug,
    name,
    toIso(hour),
    scans,
    visitors,
    bots,
  ]);
  return { columns: ["place", "name", "hour", "scans", "visitors", "bots"], rows };
}

const AUDIT_BATCH = 1_000;

/** The chain as it is stored: whoever has the file can follow the hashes from the first record to the last. */
async function* auditLines({ records }: Kit, chain: ChallengeId): AsyncGenerator<string> {
  for (let from = 0; ; ) {
    const batch = await records.read((tables) => readAudit(tables, chain, from, AUDIT_BATCH));
    yield batch.map((record) => `${JSON.stringify(record)}\n`).join("");
    if (batch.length < AUDIT_BATCH) return;
    from += batch.length;
  }
}

import type { Language, RecapAnswer, RecapChart, RecapPart, RecapPreset, RecapTextBody } from "../../contract/index.ts";
import { RecapPartId } from "../../contract/index.ts";
import { type EpochMicros, epochMicros, Fault } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import { ProofBundle } from "../draw/index.ts";
import type { Drawings } from "../drawing/index.ts";
import type { Eligibility } from "../eligibility/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import type { Surveys } from "../survey/index.ts";
import type { Walls } from "../wall/index.ts";
import {
  appFacts,
  auditFacts,
  claimFacts,
  type DrawFacts,
  peopleFacts,
  placeFacts,
  type RecapFacts,
  swagFacts,
} from "./facts.ts";
import { frontMatter, postFileName } from "./front-matter.ts";
import { markdown, said, type Telling, tellPart } from "./parts.ts";
import { venueTime } from "./venue-time.ts";
import { WORDS } from "./words.ts";

/** What is written of a challenge afterwards: computed numbers that nobody edits, beside the host's own words. */
export interface Recaps {
  /** `origin`: where the booth is reached. The same rows give the same bytes. Faults: `recap.gone` after the purge. */
  read(challenge: Challenge, wish: RecapWish): Promise<RecapAnswer>;
  /** The host's words of one part in one language; "" removes them. */
  write(challenge: Challenge, body: RecapTextBody, actor: Actor): Promise<void>;
}

export interface RecapWish {
  readonly language: Language;
  readonly preset: RecapPreset;
  readonly origin: string;
}

export interface RecapParts {
  readonly eligibility: Pick<Eligibility, "facts">;
  readonly surveys: Pick<Surveys, "results">;
  readonly walls: Pick<Walls, "unshown">;
  readonly drawings: Pick<Drawings, "list" | "proofText">;
}

export function createRecaps(kit: Kit, sources: RecapParts): Recaps {
  return {
    async read(challenge, wish) {
      if (challenge.state === "purged") throw new Fault("recap.gone");
      const facts = await gather(kit, sources, challenge);
      const texts = await readTexts(kit, challenge, wish.language);
      return compose({ ...wish, challenge, facts, time: venueTime(challenge.setup.timeZone) }, wish.preset, texts);
    },
    write: (challenge, body, actor) => writeText(kit, challenge, body, actor),
  };
}

/** A rehearsal's people and draws are made up: none of them is counted, even in the recap of a rehearsal. */
async function gather({ records }: Kit, sources: RecapParts, challenge: Challenge): Promise<RecapFacts> {
  const real = { ...challenge, rehearsal: false };
  const hidden = await sources.walls.unshown(challenge.space);
  return {
    ...peopleFacts(await sources.eligibility.facts(real)),
    ...(await records.read(async (tables) => ({
      ...(await appFacts(tables, challenge, hidden)),
      swag: await swagFacts(tables, challenge.id),
      places: await placeFacts(tables, challenge.id),
      audit: await auditFacts(tables, challenge.id),
    }))),
    draws: await readDraws(records, sources.drawings, challenge),
    survey: await sources.surveys.results(challenge, undefined),
  };
}

/** Draws that everybody has seen, the first first. */
async function readDraws(
  records: Kit["records"],
  drawings: RecapParts["drawings"],
  challenge: Challenge,
): Promise<readonly DrawFacts[]> {
  const shown = (await drawings.list(challenge)).filter(({ state, simulated }) => state === "revealed" && !simulated);
  const draws: DrawFacts[] = [];
  for (const draw of shown.toSorted((a, b) => a.ordinal - b.ordinal)) {
    const { winners } = ProofBundle.parse(JSON.parse(await drawings.proofText(challenge, draw.name)));
    const lanes = new Map(draw.lanes.map((lane) => [lane.entry, lane]));
    draws.push({
      name: draw.name,
      mode: draw.mode,
      entries: draw.lanes.length,
      drawnAt: epochMicros(draw.drawnAt ?? draw.plannedAt),
      commit: draw.commit,
      entriesHash: draw.entriesHash ?? "",
      round: draw.round,
      winners: winners.map(({ prize, lane, entry }) => ({
        prize: draw.prizes.find(({ id }) => id === prize),
        lane: lane + 1,
        app: lanes.get(entry)?.app ?? "",
      })),
      ...(await records.read((tables) => claimFacts(tables, draw.id))),
    });
  }
  return draws;
}

async function readTexts(
  { records }: Kit,
  { id }: Challenge,
  language: Language,
): Promise<ReadonlyMap<string, string>> {
  const rows = await records.read((tables) =>
    tables
      .selectFrom("recap_text")
      .select(["part", "text"])
      .where("challenge", "=", id)
      .where("language", "=", language)
      .execute(),
  );
  return new Map(rows.map(({ part, text }) => [part, text]));
}

function compose(telling: Telling, preset: RecapPreset, texts: ReadonlyMap<string, string>): RecapAnswer {
  const { language, challenge, time } = telling;
  const { titles } = WORDS[language];
  const charts: RecapChart[] = [];
  const parts = RecapPartId.options.map((id): RecapPart => {
    const told = tellPart(id, telling);
    charts.push(...told.charts);
    return { id, title: titles[id], computed: told.computed, text: texts.get(id) ?? "" };
  });
  const day = time.full(dateOf(challenge)).slice(0, 10);
  return {
    language,
    preset,
    fileName: postFileName(preset, challenge.slug, language, day),
    markdown: asFile(frontMatter(preset, headingOf(telling)), parts, charts),
    parts,
    charts,
  };
}

function headingOf({ challenge, language, time }: Telling): Parameters<typeof frontMatter>[1] {
  const words = WORDS[language];
  const at = dateOf(challenge);
  const localTime = time.full(at);
  return {
    title: said(challenge.setup.name, language),
    subtitle: words.subtitle(challenge.setup.place, localTime.slice(0, 10)),
    tags: ["APM", "Sadari", ...challenge.setup.frameworks.filter((name) => name !== "browser" && name !== "nothing")],
    category: words.category,
    localTime,
    offset: time.offset(at),
  };
}

/** The challenge's own time, never the moment of asking. */
const dateOf = ({ closesAt, opensAt, createdAt }: Challenge): EpochMicros => closesAt ?? opensAt ?? createdAt;

/** One file that needs no other but the photos: each chart is in it as a picture. */
function asFile(head: string, parts: readonly RecapPart[], charts: readonly RecapChart[]): string {
  const told = parts.filter(({ computed, text }) => computed !== "" || text !== "");
  const body = told.map(({ title, computed, text }) =>
    [`## ${markdown(title)}`, text.replaceAll("\r\n", "\n").trim(), withPictures(computed, charts)]
      .filter((each) => each !== "")
      .join("\n\n"),
  );
  return `${head}\n${body.join("\n\n")}\n`;
}

const withPictures = (computed: string, charts: readonly RecapChart[]): string =>
  computed.replace(/\]\(chart:([a-z0-9-]+)\)/g, (whole, id: string) => {
    const chart = charts.find((each) => each.id === id);
    if (chart === undefined) return whole;
    return `](data:image/svg+xml;base64,${Buffer.from(chart.svg).toString("base64")})`;
  });

async function writeText(
  { records, clock }: Kit,
  { id, state }: Challenge,
  { language, part, text }: RecapTextBody,
  actor: Actor,
): Promise<void> {
  if (state === "purged") throw new Fault("recap.gone");
  const at = clock.now();
  await records.write(async (transaction) => {
    const key = { challenge: id, language, part };
    if (text.trim() === "") {
      await transaction
        .deleteFrom("recap_text")
        .where("challenge", "=", id)
        .where("language", "=", language)
        .where("part", "=", part)
        .execute();
    } else {
      await transaction
        .insertInto("recap_text")
        .values({ ...key, text, changed_at: at })
        .onConflict((conflict) =>
          conflict.columns(["challenge", "language", "part"]).doUpdateSet({ text, changed_at: at }),
        )
        .execute();
    }
    await appendAudit(transaction, id, at, {
      actor,
      type: "recap.text",
      data: { language, part, length: text.length },
    });
  });
}

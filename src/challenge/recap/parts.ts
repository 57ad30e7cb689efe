import type { Bilingual, Language, Prize, QuestionResult, RecapChart, RecapPartId } from "../../contract/index.ts";
import type { EpochMicros } from "../../kernel/index.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { barChart, plain } from "./chart.ts";
import type { Count, DrawFacts, RecapFacts, SwagFacts } from "./facts.ts";
import type { VenueTime } from "./venue-time.ts";
import { WORDS, type Words } from "./words.ts";

export interface Telling {
  readonly challenge: Challenge;
  readonly facts: RecapFacts;
  readonly language: Language;
  readonly time: VenueTime;
  /** Where the booth is reached, without a slash at the end. */
  readonly origin: string;
}

export interface Told {
  readonly computed: string;
  readonly charts: readonly RecapChart[];
}

type Part = (telling: Telling, words: Words) => Told;

const NOTHING: Told = { computed: "", charts: [] };

/** The computed half of a part; "" where nothing happened that it could tell of. */
export function tellPart(id: RecapPartId, telling: Telling): Told {
  const words = WORDS[telling.language];
  const told = PARTS[id](telling, words);
  const what = words.photos[id];
  // What did not happen has no picture either.
  if (what === undefined || (told.computed === "" && id !== "closing")) return told;
  const photo = `![${words.photo(what)}](photos/${id}.jpg)`;
  return { ...told, computed: told.computed === "" ? photo : `${told.computed}\n\n${photo}` };
}

const PARTS: Readonly<Record<RecapPartId, Part>> = {
  intro({ challenge: { opensAt, closesAt, setup }, language, time }, words) {
    const tagline = markdown(said(setup.tagline, language));
    const open =
      opensAt === undefined || closesAt === undefined
        ? ""
        : words.open(shortTime(time, opensAt), shortTime(time, closesAt));
    return { computed: paragraphs([tagline, open]), charts: [] };
  },
  joined({ facts }, words) {
    const drawn = facts.draws[0]?.entries ?? facts.eligible;
    const values = [facts.joined, facts.withData, facts.withSurvey, drawn];
    const steps = words.steps.map((name, index) => ({ name, count: values[index] ?? 0 }));
    const excluded = facts.excluded.map(({ code, people }) => ({ name: words.reasons[code], count: people }));
    const sum = excluded.reduce((total, { count }) => total + count, 0);
    const chart = barChart("steps", words.stepsTitle, steps);
    const parts = [
      words.summary(facts.joined, sum, drawn),
      pictured(chart, countTable([words.step, words.people], steps)),
      excluded.length === 0 ? "" : countTable([words.reason, words.people], excluded),
      facts.typos === 0 ? words.noTypos : words.typos(facts.typos),
    ];
    return { computed: paragraphs(parts), charts: [chart] };
  },
  apps({ facts, time }, words) {
    const { firstApp, lastApp, frameworks } = facts;
    if (firstApp === undefined || lastApp === undefined) return { computed: words.apps(0), charts: [] };
    const chart = barChart("frameworks", words.frameworks, frameworks);
    const moments = [
      `- ${words.firstApp(bold(firstApp.app), time.minute(firstApp.at))}`,
      `- ${words.lastApp(bold(lastApp.app), time.minute(lastApp.at), lastApp.minutesBeforeEnd)}`,
    ];
    const table = countTable([words.framework, words.count], frameworks);
    return {
      computed: paragraphs([words.apps(facts.apps), moments.join("\n"), pictured(chart, table)]),
      charts: [chart],
    };
  },
  draw(telling, words) {
    return { computed: paragraphs(telling.facts.draws.map((draw) => tellDraw(draw, telling, words))), charts: [] };
  },
  swag({ facts, language, time }, words) {
    return { computed: paragraphs(facts.swag.map((day) => tellSwag(day, language, time, words))), charts: [] };
  },
  posters({ facts: { places } }, words) {
    if (places.length === 0) return NOTHING;
    const chart = barChart("posters", words.scansTitle, places);
    const rows = places.map(({ name, count, visitors, tickets }) => [markdown(name), count, visitors, tickets]);
    const table = asTable([words.poster, words.scans, words.visitors, words.tickets], rows);
    return { computed: pictured(chart, table), charts: [chart] };
  },
  survey({ facts: { survey }, language }, words) {
    if (survey.started < survey.smallestGroup) return NOTHING;
    const told = survey.questions.map((result) => tellQuestion(result, survey.smallestGroup, language, words));
    const lead = words.answered(survey.started, survey.completed);
    return {
      computed: paragraphs([lead, ...told.map(({ computed }) => computed)]),
      charts: told.flatMap(({ charts }) => charts),
    };
  },
  closing: () => NOTHING,
};

function tellDraw(draw: DrawFacts, { challenge, language, time, origin }: Telling, words: Words): string {
  const rows = draw.winners.map(({ prize, lane, app }) => [prizeName(prize, language), lane, bold(app)]);
  const proof = `${origin}/e/${challenge.slug}/draw/${draw.name}/proof.json`;
  const file = `${challenge.slug}-${draw.name}-proof.json`;
  return paragraphs([
    words.drawn(draw.entries, draw.winners.length, shortTime(time, draw.drawnAt)),
    asTable([words.prize, words.lane, words.app], rows),
    draw.handedOver + draw.forfeited === 0 ? "" : words.handed(draw.handedOver, draw.forfeited),
    `${words.proofLead} [${words.proof}](${proof})`,
    `\`\`\`sh\ncurl -o ${file} ${proof}\nnpx sadari verify-draw ${file}\n# node sadari-verify.mjs ${file}\n\`\`\``,
    [`- ${words.commitHash}: \`${draw.commit}\``, `- ${words.listHash}: \`${draw.entriesHash}\``].join("\n"),
  ]);
}

function tellSwag(day: SwagFacts, language: Language, time: VenueTime, words: Words): string {
  const rows = day.items.map((item) => [markdown(said(item, language)), item.initial, item.given]);
  return paragraphs([
    words.swagDay(day.day, day.rolls, day.blanks),
    day.soldOutAt === undefined ? "" : words.soldOut(time.minute(day.soldOutAt)),
    asTable([words.item, words.stock, words.given], rows),
  ]);
}

/** Texts that people wrote are left out: nobody agreed to be quoted. */
function tellQuestion(result: QuestionResult, smallest: number, language: Language, words: Words): Told {
  const { question, n, options, rating } = result;
  if (n < smallest) return NOTHING;
  const title = markdown(said(question.title, language));
  const counts = countsOf(result, language);
  if (counts.length === 0 || (options.length === 0 && rating === null)) return NOTHING;
  const chart = barChart(`survey-${question.id}`, plain(said(question.title, language)), counts);
  const average = rating === null ? "" : words.average(rating.mean.toFixed(1), rating.counts.length, n);
  const table = countTable([words.option, words.people], counts);
  return { computed: paragraphs([`### ${title}`, average, pictured(chart, table)]), charts: [chart] };
}

function countsOf({ options, rating }: QuestionResult, language: Language): readonly Count[] {
  if (rating !== null) return rating.counts.map((count, index) => ({ name: String(index + 1), count }));
  return options.map(({ label, count }) => ({ name: said(label, language), count }));
}

const prizeName = (prize: Prize | undefined, language: Language): string =>
  prize === undefined ? "" : markdown(said(prize.name, language));

const shortTime = (time: VenueTime, at: EpochMicros): string => time.full(at).slice(0, 16);

/** In the other language where one is missing. */
export const said = ({ ko, en }: Bilingual, language: Language): string => (language === "ko" ? ko || en : en || ko);

const paragraphs = (texts: readonly string[]): string => texts.filter((text) => text !== "").join("\n\n");

/** A chart stands as `chart:<id>` until somebody knows where its picture is. */
const pictured = ({ id, alt }: RecapChart, table: string): string => `![${markdown(alt)}](chart:${id})\n\n${table}`;

const countTable = (heads: readonly [string, string], rows: readonly Count[]): string =>
  asTable(
    heads,
    rows.map(({ name, count }) => [markdown(name), count]),
  );

/** Cells are Markdown already. */
function asTable(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
  const rule = heads.map((_, index) => (index === 0 ? "---" : "---:"));
  return [line(heads), line(rule), ...rows.map(line)].join("\n");
}

/** Text that somebody chose, as text: nothing in it makes a link, a tag, a cell, a site's template or an emphasis. */
export const markdown = (text: string): string =>
  plain(text).replace(/[\\`*_{}[\]<>#|~&$%:/@!]/g, (character) => `&#${character.charCodeAt(0)};`);

/** A name stands out; in code a site generator would look for its templates, and entities would show. */
const bold = (name: string): string => (name === "" ? "" : `**${markdown(name)}**`);

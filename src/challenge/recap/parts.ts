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
  const isNothing = told.computed === "" || (id === "apps" && telling.facts.apps === 0);
  if (what === undefined || (isNothing && id !== "closing")) return told;
  const photo = `![${words.photo(what)}](photos/${id}.jpg)`;
  return { ...told, computed: told.computed === "" ? photo : `${told.computed}\n\n${photo}` };
}

const PARTS: Readonly<Record<RecapPartId, Part>> = {
  intro({ challenge: { opensAt, closesAt, setup }, language, time }, words) {
    const tagline = markdown(said(setup.tagline, language));
    if (opensAt === undefined || closesAt === undefined) return { computed: tagline, charts: [] };
    const sameDay = time.full(opensAt).slice(0, 10) === time.full(closesAt).slice(0, 10);
    const end = sameDay ? time.minute(closesAt) : momentOf(closesAt, time, words);
    return { computed: paragraphs([tagline, words.open(momentOf(opensAt, time, words), end)]), charts: [] };
  },
  joined(telling, words) {
    return telling.facts.joined === 0 ? { computed: words.nobody, charts: [] } : tellPeople(telling, words);
  },
  apps({ facts, time }, words) {
    const { firstApp, lastApp, apps } = facts;
    if (firstApp === undefined || lastApp === undefined) return { computed: words.apps(0), charts: [] };
    const frameworks = facts.frameworks.map(({ name, count }) => ({ name: name || words.unknownFramework, count }));
    const chart = barChart("frameworks", words.frameworks, frameworks);
    const severalDays = time.full(firstApp.at).slice(0, 10) !== time.full(lastApp.at).slice(0, 10);
    const at = (moment: EpochMicros): string => (severalDays ? momentOf(moment, time, words) : time.minute(moment));
    const moments =
      apps === 1
        ? [`- ${words.onlyApp(bold(firstApp.app), at(firstApp.at))}`]
        : [
            `- ${words.firstApp(bold(firstApp.app), at(firstApp.at))}`,
            `- ${words.lastApp(bold(lastApp.app), at(lastApp.at), lastApp.minutesBeforeEnd)}`,
          ];
    const table = countTable([words.framework, words.count], frameworks);
    return { computed: paragraphs([words.apps(apps), moments.join("\n"), pictured(chart, table)]), charts: [chart] };
  },
  draw(telling, words) {
    return { computed: paragraphs(telling.facts.draws.map((draw) => tellDraw(draw, telling, words))), charts: [] };
  },
  swag({ facts, language, time }, words) {
    return { computed: paragraphs(facts.swag.map((day) => tellSwag(day, language, time, words))), charts: [] };
  },
  posters({ facts: { places } }, words) {
    if (places.length === 0) return NOTHING;
    if (places.every(({ count }) => count === 0)) return { computed: words.noScans, charts: [] };
    const chart = barChart("posters", words.scansTitle, places);
    const rows = places.map(({ name, count, visitors, tickets }) => [markdown(name), count, visitors, tickets]);
    const table = asTable([words.poster, words.scans, words.visitors, words.tickets], rows);
    return { computed: pictured(chart, table), charts: [chart] };
  },
  survey({ facts: { survey }, language }, words) {
    if (survey.started === 0) return NOTHING;
    if (survey.started < survey.smallestGroup)
      return { computed: words.tooFewAnswers(survey.smallestGroup), charts: [] };
    const told = survey.questions.map((result) => tellQuestion(result, survey.smallestGroup, language, words));
    const lead = words.answered(survey.started, survey.completed);
    return {
      computed: paragraphs([lead, ...told.map(({ computed }) => computed)]),
      charts: told.flatMap(({ charts }) => charts),
    };
  },
  closing({ facts: { audit } }, words) {
    return { computed: audit === undefined ? "" : words.audit(audit.record, audit.hash), charts: [] };
  },
};

function tellPeople({ facts, challenge }: Telling, words: Words): Told {
  const [firstDraw] = facts.draws;
  const drawn = firstDraw?.entries ?? facts.eligible;
  const [joined, data, survey, inDraw] = words.steps;
  const hasDraw = firstDraw !== undefined || challenge.setup.prizes.length > 0;
  const steps = [
    { name: joined, count: facts.joined },
    { name: data, count: facts.withData },
    ...(challenge.setup.rules.survey ? [{ name: survey, count: facts.withSurvey }] : []),
    { name: hasDraw ? inDraw : words.complete, count: drawn },
  ];
  const excluded = facts.excluded.map(({ code, people }) => ({ name: words.reasons[code], count: people }));
  const sum = excluded.reduce((total, { count }) => total + count, 0);
  const chart = barChart("steps", words.stepsTitle, steps);
  const parts = [
    hasDraw ? words.summary(facts.joined, sum, drawn) : words.summaryNoDraw(facts.joined, drawn),
    facts.joined - sum === drawn ? "" : words.changedSince,
    pictured(chart, countTable([words.step, words.people], steps)),
    excluded.length === 0 ? "" : countTable([words.reason, words.people], excluded),
    words.typos(facts.typos),
  ];
  return { computed: paragraphs(parts), charts: [chart] };
}

function tellDraw(draw: DrawFacts, { challenge, language, time, origin }: Telling, words: Words): string {
  const rows = draw.winners.map(({ prize, lane, app }) => [
    prizeName(prize, language),
    lane,
    bold(app) || words.hiddenApp,
  ]);
  const proof = `${origin}/e/${challenge.slug}/draw/${draw.name}/proof.json`;
  const file = `${challenge.slug}-${draw.name}-proof.json`;
  return paragraphs([
    words.drawn(draw.entries, draw.winners.length, momentOf(draw.drawnAt, time, words)),
    asTable([words.prize, words.lane, words.app], rows),
    [
      draw.handedOver === 0 ? "" : words.handed(draw.handedOver),
      draw.forfeited === 0 ? "" : words.forfeited(draw.forfeited),
    ]
      .filter((sentence) => sentence !== "")
      .join(" "),
    `${words.proofLead} [${words.proof}](${proof})`,
    [
      "```sh",
      `curl -o ${file} ${proof}`,
      `curl -O ${origin}/sadari-verify.mjs`,
      `node sadari-verify.mjs ${file}`,
      `# ${words.home}: npx sadari verify-draw ${file}`,
      "```",
    ].join("\n"),
    [
      `- ${words.commitHash}: \`${draw.commit}\``,
      `- ${words.listHash}: \`${draw.entriesHash}\``,
      ...(draw.round === null ? [] : [`- ${words.round}: \`${draw.round}\``]),
    ].join("\n"),
  ]);
}

function tellSwag(day: SwagFacts, language: Language, time: VenueTime, words: Words): string {
  const rows = day.items.map((item) => [markdown(said(item, language)), item.initial, item.given]);
  const date = words.day(day.day);
  return paragraphs([
    day.rolls === 0 ? words.noRolls(date) : words.swagDay(date, day.rolls, day.blanks),
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

const momentOf = (at: EpochMicros, time: VenueTime, words: Words): string =>
  words.moment(words.day(time.full(at).slice(0, 10)), time.minute(at));

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

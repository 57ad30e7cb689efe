import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ChallengeState, Framework } from "../../../contract/index.ts";
import { isTimeZone } from "../venue-time.ts";
import classes from "./cards.module.css";
import fields from "./fields.module.css";
import { CheckField, fieldId, NumberField, PairField, TextField, TimeField } from "./fields.tsx";
import type { Draft } from "./merge-drafts.ts";

export interface CardProps {
  readonly draft: Draft;
  readonly state: ChallengeState;
  readonly slug: string;
  readonly change: (edit: (draft: Draft) => Draft) => void;
}

type Setup = Draft["setup"];

/** Edits members of the setup. */
const edit =
  (change: CardProps["change"]) =>
  (members: Partial<Setup>): void =>
    change((draft) => ({ ...draft, setup: { ...draft.setup, ...members } }));

const isOpened = (state: ChallengeState): boolean => state !== "draft" && state !== "announced";

const HOURS = [60, 120, 180, 360] as const;

export function EventCard({ draft, state, change }: CardProps) {
  const { t } = useTranslation();
  const { setup, opensAt, closesAt } = draft;
  const set = edit(change);
  return (
    <>
      <PairField
        path="name"
        label={t("host.event.name")}
        value={setup.name}
        most={100}
        onChange={(name) => set({ name })}
      />
      <PairField
        path="tagline"
        label={t("host.event.tagline")}
        hint={t("host.event.taglineHint")}
        value={setup.tagline}
        most={200}
        onChange={(tagline) => set({ tagline })}
      />
      <TimeField
        path="closesAt"
        label={t("host.event.closesAt")}
        hint={t("host.event.closesAtHint")}
        value={closesAt}
        timeZone={setup.timeZone}
        offers={HOURS}
        onChange={(end) => change((before) => ({ ...before, closesAt: end }))}
      />
      <details className={classes.more}>
        <summary>{t("host.event.more")}</summary>
        <TimeField
          path="opensAt"
          label={t("host.event.opensAt")}
          hint={t("host.event.opensAtHint")}
          value={opensAt}
          timeZone={setup.timeZone}
          disabled={isOpened(state)}
          onChange={(start) => change((before) => ({ ...before, opensAt: start }))}
        />
        <TextField
          path="place"
          label={t("host.event.place")}
          value={setup.place}
          most={200}
          onChange={(place) => set({ place })}
        />
        <TimeZoneField value={setup.timeZone} onChange={(timeZone) => set({ timeZone })} />
      </details>
    </>
  );
}

function TimeZoneField({ value, onChange }: { readonly value: string; readonly onChange: (zone: string) => void }) {
  const { t } = useTranslation();
  const zones = isTimeZone(value) ? Intl.supportedValuesOf("timeZone") : [value];
  return (
    <label className={fields.field}>
      <span className={fields.label}>{t("host.event.timeZone")}</span>
      <select
        id={fieldId("timeZone")}
        className={`${fields.input} ${fields.narrow}`}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {[...new Set([value, ...zones])].map((zone) => (
          <option key={zone} value={zone}>
            {zone}
          </option>
        ))}
      </select>
    </label>
  );
}

const FRAMEWORKS: readonly (readonly [Framework, string])[] = [
  ["django", "Django"],
  ["flask", "Flask"],
  ["express", "Express"],
  ["fastify", "Fastify"],
  ["nest", "NestJS"],
  ["rails", "Rails"],
  ["spring", "Spring Boot"],
  ["go", "Go"],
  ["browser", ""],
  ["nothing", ""],
];

export function ChallengeCard({ draft: { setup }, state, change }: CardProps) {
  const { t } = useTranslation();
  const set = edit(change);
  const toggle = (framework: Framework, wanted: boolean) =>
    set({
      frameworks: FRAMEWORKS.map(([name]) => name).filter((name) =>
        name === framework ? wanted : setup.frameworks.includes(name),
      ),
    });
  return (
    <>
      <fieldset className={fields.field} id={fieldId("frameworks")} tabIndex={-1}>
        <legend className={fields.label}>{t("host.guide.frameworks")}</legend>
        <div className={classes.frameworks}>
          {FRAMEWORKS.map(([framework, name]) => (
            <CheckField
              key={framework}
              path={`frameworks.${framework}`}
              label={name || t(framework === "browser" ? "host.guide.browser" : "host.guide.nothing")}
              value={setup.frameworks.includes(framework)}
              onChange={(wanted) => toggle(framework, wanted)}
            />
          ))}
        </div>
      </fieldset>
      <NumberField
        path="requiredRequests"
        label={t("host.guide.requests")}
        hint={t("host.guide.requestsHint")}
        value={setup.requiredRequests}
        least={1}
        most={1_000}
        unit={t("host.guide.requestsUnit")}
        onChange={(requiredRequests) => set({ requiredRequests })}
      />
      <KeyMode value={setup.keyMode} fixed={isOpened(state)} onChange={(keyMode) => set({ keyMode })} />
      <PairField
        path="guide.intro"
        label={t("host.guide.intro")}
        hint={t("host.guide.introHint")}
        value={setup.guide.intro}
        most={8_000}
        lines={4}
        onChange={(intro) => set({ guide: { ...setup.guide, intro } })}
      />
      <details className={classes.more}>
        <summary>{t("host.guide.more")}</summary>
        <PairField
          path="guide.outro"
          label={t("host.guide.outro")}
          value={setup.guide.outro}
          most={8_000}
          lines={3}
          onChange={(outro) => set({ guide: { ...setup.guide, outro } })}
        />
        <CheckField
          path="handMadeCounts"
          label={t("host.guide.handMade")}
          hint={t("host.guide.handMadeHint")}
          value={setup.handMadeCounts}
          onChange={(handMadeCounts) => set({ handMadeCounts })}
        />
      </details>
    </>
  );
}

const KEY_MODES = ["personal", "shared"] as const;
const KEY_WORDS = {
  personal: ["host.guide.personal", "host.guide.personalHint"],
  shared: ["host.guide.shared", "host.guide.sharedHint"],
} as const;

function KeyMode(props: {
  readonly value: Setup["keyMode"];
  readonly fixed: boolean;
  readonly onChange: (mode: Setup["keyMode"]) => void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className={fields.field} id={fieldId("keyMode")} tabIndex={-1} disabled={props.fixed}>
      <legend className={fields.label}>
        {t("host.guide.keys")}
        {props.fixed && <span className={fields.hint}>{t("host.guide.keysFixed")}</span>}
      </legend>
      {KEY_MODES.map((mode) => (
        <label key={mode} className={fields.check}>
          <input type="radio" name="key-mode" checked={props.value === mode} onChange={() => props.onChange(mode)} />
          <span>
            {t(KEY_WORDS[mode][0])}
            <span className={fields.hint}>{t(KEY_WORDS[mode][1])}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

export function SurveyCard({ draft: { setup }, slug, change }: CardProps) {
  const { t } = useTranslation();
  const set = edit(change);
  return (
    <>
      <CheckField
        path="rules.survey"
        label={t("host.surveyCard.required")}
        hint={t("host.surveyCard.requiredHint")}
        value={setup.rules.survey}
        onChange={(survey) => set({ rules: { ...setup.rules, survey } })}
      />
      <p>
        <Link id={fieldId("survey")} className={classes.link} to="/host/e/$slug/survey" params={{ slug }}>
          {t("host.surveyCard.build")}
        </Link>
      </p>
      <p className={fields.hint}>{t("host.surveyCard.default")}</p>
    </>
  );
}

export function SwagCard({ draft: { setup }, change }: CardProps) {
  const { t } = useTranslation();
  const set = edit(change);
  return (
    <>
      <CheckField
        path="swag.planned"
        label={t("host.swag.planned")}
        hint={t("host.swag.plannedHint")}
        value={setup.swag.planned}
        onChange={(planned) => set({ swag: { ...setup.swag, planned } })}
      />
      {setup.swag.planned && (
        <PairField
          path="swag.note"
          label={t("host.swag.note")}
          hint={t("host.swag.noteHint")}
          value={setup.swag.note}
          most={300}
          onChange={(note) => set({ swag: { ...setup.swag, note } })}
        />
      )}
    </>
  );
}

export function PrivacyCard({ draft: { setup }, change }: CardProps) {
  const { t } = useTranslation();
  const set = edit(change);
  const setPrivacy = (members: Partial<Setup["privacy"]>) => set({ privacy: { ...setup.privacy, ...members } });
  return (
    <>
      <PairField
        path="privacy.controller"
        label={t("host.privacyCard.controller")}
        hint={t("host.privacyCard.controllerHint")}
        value={setup.privacy.controller}
        most={200}
        onChange={(controller) => setPrivacy({ controller })}
      />
      <TextField
        path="privacy.contact"
        label={t("host.privacyCard.contact")}
        hint={t("host.privacyCard.contactHint")}
        value={setup.privacy.contact}
        most={200}
        onChange={(contact) => setPrivacy({ contact })}
      />
      <NumberField
        path="privacy.purgeAfterDays"
        label={t("host.privacyCard.days")}
        hint={t("host.privacyCard.daysHint")}
        value={setup.privacy.purgeAfterDays}
        least={1}
        most={365}
        unit={t("host.privacyCard.daysUnit")}
        onChange={(purgeAfterDays) => setPrivacy({ purgeAfterDays })}
      />
      <CheckField
        path="rules.age14"
        label={t("host.privacyCard.age14")}
        hint={t("host.privacyCard.age14Hint")}
        value={setup.rules.age14}
        onChange={(age14) => set({ rules: { ...setup.rules, age14 } })}
      />
      <CheckField
        path="privacy.wallPhotos"
        label={t("host.privacyCard.photos")}
        value={setup.privacy.wallPhotos}
        onChange={(wallPhotos) => setPrivacy({ wallPhotos })}
      />
      <CheckField
        path="privacy.news"
        label={t("host.privacyCard.news")}
        hint={t("host.privacyCard.newsHint")}
        value={setup.privacy.news}
        onChange={(news) => setPrivacy({ news })}
      />
      <details className={classes.more}>
        <summary>{t("host.privacyCard.more")}</summary>
        <TextField
          path="privacy.processor"
          label={t("host.privacyCard.processor")}
          hint={t("host.privacyCard.processorHint")}
          value={setup.privacy.processor}
          most={200}
          onChange={(processor) => setPrivacy({ processor })}
        />
      </details>
    </>
  );
}

import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RecapAnswer } from "../../contract/index.ts";
import { sessionQuery } from "../app/api.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { PageHead } from "../ui/page-head.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { chartUrl, exportUrl, type RecapChoice, recapFile, recapQuery, saveText } from "./api.ts";
import { Computed } from "./computed.tsx";
import classes from "./recap-page.module.css";

const PRESETS = { hexo: "Hexo", jekyll: "Jekyll", hugo: "Hugo" } as const;
const PURPOSES = ["report", "check", "accounting", "archive", "research"] as const;
const TABLES = ["entries", "survey", "audit", "scans"] as const;

/** The recap of a challenge: computed parts that nobody edits, the host's words beside them, and the file. */
export function RecapPage() {
  const { t, i18n } = useTranslation();
  const { slug } = useParams({ from: "/shell/host/e/$slug/recap" });
  usePageTitle(t("recap.title"));
  const [choice, setChoice] = useState<RecapChoice>({
    language: i18n.language.startsWith("ko") ? "ko" : "en",
    preset: "hexo",
  });
  const recap = useQuery(recapQuery(slug, choice));
  const isHost = useQuery(sessionQuery).data?.role === "host";
  return (
    <>
      <PageHead crumbs={[{ label: slug, to: "/host/e/$slug", params: { slug } }]} title={t("recap.title")}>
        <p className={classes.lead}>{t("recap.lead")}</p>
      </PageHead>
      <div className={classes.choices}>
        <Choice
          label={t("recap.language")}
          value={choice.language}
          names={{ ko: t("recap.languages.ko"), en: t("recap.languages.en") }}
          onChange={(language) => setChoice({ ...choice, language })}
        />
        <Choice
          label={t("recap.preset")}
          value={choice.preset}
          names={PRESETS}
          onChange={(preset) => setChoice({ ...choice, preset })}
        />
        <Button component="a" href={recapFile(slug, choice)} download>
          {t("recap.download")}
        </Button>
      </div>
      {recap.error && <FaultNotice error={recap.error} retry={() => void recap.refetch()} />}
      {recap.data && (
        <>
          {recap.data.parts.map((part) => (
            <PartPanel
              key={`${part.id}-${recap.data.language}`}
              slug={slug}
              choice={choice}
              part={part}
              editable={isHost}
            />
          ))}
          <details className={classes.panel}>
            <summary>
              {t("recap.source")} <code>{recap.data.fileName}</code>
            </summary>
            <pre className={classes.code}>{withoutPictures(recap.data.markdown)}</pre>
          </details>
        </>
      )}
      <Exports slug={slug} />
    </>
  );
}

/** A chart is thousands of letters that nobody reads. */
const withoutPictures = (markdown: string): string =>
  markdown.replace(/\(data:image[^)]+\)/g, "(data:image/svg+xml;base64,…)");

function Choice<Value extends string>(props: {
  readonly label: string;
  readonly value: Value;
  readonly names: Readonly<Record<Value, string>>;
  readonly onChange: (value: Value) => void;
}) {
  const { label, value, names, onChange } = props;
  return (
    <label className={classes.field}>
      {label}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
        {(Object.entries(names) as [Value, string][]).map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface PartProps {
  readonly slug: string;
  readonly choice: RecapChoice;
  readonly part: RecapAnswer["parts"][number];
  readonly editable: boolean;
}

function PartPanel({ slug, choice, part, editable }: PartProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [text, setText] = useState(part.text);
  const saving = useMutation({
    mutationFn: () => saveText(slug, { language: choice.language, part: part.id, text }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["manage", slug, "recap"] }),
  });
  const save = (event: FormEvent): void => {
    event.preventDefault();
    saving.mutate();
  };
  const changed = text !== part.text;
  return (
    <section className={classes.panel} aria-labelledby={`part-${part.id}`}>
      <h2 id={`part-${part.id}`}>{part.title}</h2>
      {editable ? (
        <form className={classes.prose} onSubmit={save}>
          <label className={classes.field}>
            {t("recap.prose")}
            <textarea
              aria-label={t("recap.proseOf", { part: part.title })}
              rows={3}
              maxLength={20_000}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          </label>
          <div className={classes.row}>
            <Button type="submit" variant="default" disabled={!changed || saving.isPending}>
              {saving.isPending ? t("recap.saving") : t("recap.save")}
            </Button>
            <span role="status">{changed ? t("recap.unsaved") : saving.isSuccess ? t("recap.saved") : ""}</span>
          </div>
          {saving.error && <FaultNotice error={saving.error} retry={() => saving.mutate()} />}
        </form>
      ) : (
        part.text !== "" && <p className={classes.words}>{part.text}</p>
      )}
      <h3 className={classes.label}>{t("recap.computed")}</h3>
      <div className={classes.computed}>
        {part.computed === "" ? (
          <p>{t("recap.nothing")}</p>
        ) : (
          <Computed markdown={part.computed} chart={(id) => chartUrl(slug, choice, id)} />
        )}
      </div>
    </section>
  );
}

function Exports({ slug }: { readonly slug: string }) {
  const { t } = useTranslation();
  const [purpose, setPurpose] = useState<(typeof PURPOSES)[number]>("report");
  const names = Object.fromEntries(PURPOSES.map((each) => [each, t(`recap.purposes.${each}`)]));
  return (
    <section className={classes.panel} aria-labelledby="exports">
      <h2 id="exports">{t("recap.exports")}</h2>
      <p className={classes.lead}>{t("recap.exportsLead")}</p>
      <Choice
        label={t("recap.purpose")}
        value={purpose}
        names={names as Record<(typeof PURPOSES)[number], string>}
        onChange={setPurpose}
      />
      <div className={classes.row}>
        {TABLES.flatMap((what) =>
          (what === "audit" ? (["jsonl"] as const) : (["csv", "jsonl"] as const)).map((format) => (
            <Button
              key={`${what}-${format}`}
              component="a"
              variant="default"
              href={exportUrl(slug, what, format, purpose)}
              download
            >
              {t("recap.get", { what: t(`recap.what.${what}`), format: format.toUpperCase() })}
            </Button>
          )),
        )}
      </div>
      <p className={classes.lead}>{t("recap.surveyNote")}</p>
    </section>
  );
}

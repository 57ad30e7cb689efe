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
import { chartUrl, type RecapChoice, recapFile, recapQuery, saveText } from "./api.ts";
import { Choice } from "./choice.tsx";
import { Computed } from "./computed.tsx";
import { Exports } from "./exports.tsx";
import classes from "./recap-page.module.css";

const PRESETS = { hexo: "Hexo", jekyll: "Jekyll", hugo: "Hugo" } as const;

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

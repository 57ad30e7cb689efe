import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FrameworkGuide, GuideAnswer, GuideShell, GuideStep, MyTicket } from "../../contract/index.ts";
import { recallFramework, rememberFramework, rememberShell, SHELL_NAMES, SHELLS } from "./choices.ts";
import { CodeBlock, Sentence } from "./code-block.tsx";
import { FrameworkTabs, PANEL_ID, tabId } from "./framework-tabs.tsx";
import classes from "./guide.module.css";
import { LiveStrip } from "./live-strip.tsx";
import { NameField } from "./name-field.tsx";
import { lineWith, personalGuides, withKey } from "./personal-code.ts";

interface WorkbenchProps {
  readonly slug: string;
  readonly guide: GuideAnswer;
  readonly secret: string | null;
  readonly ticket: MyTicket | null;
  readonly connected: boolean;
  readonly onShell: (shell: GuideShell) => void;
  readonly onName: (name: string | undefined) => void;
  readonly top: ReactNode;
  readonly bottom: ReactNode;
}

/** The tabs with their steps, and below them the strip that knows which of their lines to change. */
export function Workbench({ slug, guide, secret, ticket, connected, onShell, onName, top, bottom }: WorkbenchProps) {
  const [chosen, setChosen] = useState(() => recallFramework(guide.guides.map(({ framework }) => framework)));
  const guides = personalGuides(guide, secret);
  const current = guides.find(({ framework }) => framework === chosen) ?? guides[0];
  const template = guide.guides.find(({ framework }) => framework === current?.framework);
  const keyLine = template && lineWith(template, guide.keyPlaceholder);
  const nameLine = template && lineWith(template, guide.serviceName);
  const lines = {
    key: keyLine && withKey(keyLine, guide.keyPlaceholder, secret),
    name: nameLine && withKey(nameLine, guide.keyPlaceholder, secret),
  };
  return (
    <>
      <main className={classes.content} id="content">
        {top}
        <NameField slug={slug} suggestion={guide.serviceName} onName={onName} />
        {current && (
          <>
            <FrameworkTabs
              guides={guides}
              chosen={current.framework}
              onChoose={(framework) => {
                rememberFramework(framework);
                setChosen(framework);
              }}
            />
            <section id={PANEL_ID} role="tabpanel" aria-labelledby={tabId(current.framework)} className={classes.steps}>
              <Facts guide={current} shell={guide.shell} onShell={onShell} />
              <ol>
                {current.steps.map((step) => (
                  <Step key={step.title.en} step={step} />
                ))}
              </ol>
            </section>
          </>
        )}
        {bottom}
      </main>
      {ticket && (
        <LiveStrip slug={slug} ticket={ticket} connected={connected} lines={lines} serverUrl={guide.serverUrl} />
      )}
    </>
  );
}

interface FactsProps {
  readonly guide: FrameworkGuide;
  readonly shell: GuideShell;
  readonly onShell: (shell: GuideShell) => void;
}

function Facts({ guide, shell, onShell }: FactsProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.facts}>
      <p>
        {t("guide.minutes", { n: guide.minutes })} · {t("guide.agent", { agent: guide.agent })}
      </p>
      <fieldset className={classes.shells}>
        <legend>{t("guide.shell")}</legend>
        {SHELLS.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="shell"
              value={each}
              checked={each === shell}
              onChange={() => {
                rememberShell(each);
                onShell(each);
              }}
            />
            <span>{SHELL_NAMES[each]}</span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}

function Step({ step }: { readonly step: GuideStep }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === "ko" ? "ko" : "en";
  return (
    <li className={classes.step}>
      <h2>{step.title[language]}</h2>
      <p>
        <Sentence text={step.text[language]} />
      </p>
      {step.blocks.map((block) => (
        <CodeBlock key={block.code} block={block} />
      ))}
      {step.asides.map((aside) => (
        <details key={aside.text.en} className={classes.aside}>
          <summary>{t("guide.aside")}</summary>
          <p>
            <Sentence text={aside.text[language]} />
          </p>
          {aside.blocks.map((block) => (
            <CodeBlock key={block.code} block={block} />
          ))}
        </details>
      ))}
    </li>
  );
}

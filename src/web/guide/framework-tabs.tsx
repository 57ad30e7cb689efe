import { type KeyboardEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Framework, FrameworkGuide } from "../../contract/index.ts";
import classes from "./guide.module.css";

interface FrameworkTabsProps {
  readonly guides: readonly FrameworkGuide[];
  readonly chosen: Framework;
  readonly onChoose: (framework: Framework) => void;
}

export const tabId = (framework: Framework): string => `guide-tab-${framework}`;
export const PANEL_ID = "guide-steps";

/** One tab a framework: arrow keys, Home and End go through them. */
export function FrameworkTabs({ guides, chosen, onChoose }: FrameworkTabsProps) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === "ko" ? "ko" : "en";
  const list = useRef<HTMLDivElement>(null);
  const go = (event: KeyboardEvent) => {
    const at = guides.findIndex(({ framework }) => framework === chosen);
    const next = nextTab(event.key, at, guides.length);
    const target = next === undefined ? undefined : guides[next]?.framework;
    if (target === undefined) return;
    event.preventDefault();
    onChoose(target);
    list.current?.querySelector<HTMLElement>(`#${tabId(target)}`)?.focus();
  };
  return (
    <div ref={list} role="tablist" aria-label={t("guide.framework")} className={classes.tabs} onKeyDown={go}>
      {guides.map(({ framework, name }) => (
        <button
          key={framework}
          id={tabId(framework)}
          type="button"
          role="tab"
          aria-selected={framework === chosen}
          aria-controls={PANEL_ID}
          tabIndex={framework === chosen ? 0 : -1}
          className={classes.tab}
          onClick={() => onChoose(framework)}
        >
          {name[language]}
        </button>
      ))}
    </div>
  );
}

function nextTab(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowRight":
      return (at + 1) % count;
    case "ArrowLeft":
      return (at - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}

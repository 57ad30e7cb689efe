import { useTranslation } from "react-i18next";
import type { GuideBlock } from "../../contract/index.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import classes from "./guide.module.css";

/** Code to copy, under the file or terminal it belongs in. */
export function CodeBlock({ block }: { readonly block: GuideBlock }) {
  const { t } = useTranslation();
  const where = block.file ?? t("guide.inTerminal");
  return (
    <figure className={classes.code}>
      <figcaption className={classes.codeHead}>
        <span>{where}</span>
        <CopyButton text={block.code} label={t("guide.copyBlock", { where })} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, and the keyboard has to reach them */}
      <pre lang="en" tabIndex={0}>
        <code>{block.code.trimEnd()}</code>
      </pre>
    </figure>
  );
}

/** A sentence in which text between backticks is code and between two stars weighs more. */
export function Sentence({ text }: { readonly text: string }) {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*)/);
  return (
    <>
      {parts.map((part, at) => {
        const key = `${at}:${part}`;
        if (part.startsWith("`")) return <code key={key}>{part.slice(1, -1)}</code>;
        if (part.startsWith("**")) return <strong key={key}>{part.slice(2, -2)}</strong>;
        return part;
      })}
    </>
  );
}

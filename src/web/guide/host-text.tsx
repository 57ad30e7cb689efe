import { useTranslation } from "react-i18next";
import Markdown from "react-markdown";
import type { Bilingual } from "../../contract/index.ts";
import classes from "./host-text.module.css";

/** What a host may use; pictures of other hosts would be refused by the policy, and HTML is not made from text. */
const ALLOWED = [
  "p",
  "br",
  "strong",
  "em",
  "del",
  "a",
  "ul",
  "ol",
  "li",
  "code",
  "pre",
  "blockquote",
  "h1",
  "h2",
  "h3",
  "h4",
  "hr",
];

/** Markdown of the host in the reader's language, or, marked, in the other one where it is not translated yet. */
export function HostText({ text }: { readonly text: Bilingual }) {
  const { t, i18n } = useTranslation();
  const own = i18n.language === "ko" ? "ko" : "en";
  const other = own === "ko" ? "en" : "ko";
  const translated = text[own].trim() !== "";
  const shown = translated ? own : other;
  if (text[shown].trim() === "") return null;
  return (
    <div className={classes.text}>
      {!translated && <p className={classes.untranslated}>{t("guide.otherLanguage")}</p>}
      <div lang={shown}>
        <Markdown
          allowedElements={ALLOWED}
          unwrapDisallowed
          skipHtml
          urlTransform={webAddress}
          components={{
            // The page has its own first two levels.
            h1: "h3",
            h2: "h3",
            a: ({ href, children }) =>
              href ? (
                <a href={href} target="_blank" rel="noopener noreferrer nofollow">
                  {children}
                </a>
              ) : (
                <span>{children}</span>
              ),
          }}
        >
          {text[shown]}
        </Markdown>
      </div>
    </div>
  );
}

/** Only addresses of web pages; everything else (`javascript:`, `data:`, files) is no link. */
function webAddress(url: string): string {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : "";
}

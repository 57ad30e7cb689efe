export type Language = "ko" | "en";

const LANGUAGE_KEY = "sadari.language";
/** Mantine's own key, so that its provider and this file read one setting. */
const THEME_KEY = "mantine-color-scheme-value";

/**
 * The language to start with: `?lang=` wins and is remembered, then what was chosen before, then the
 * browser's. `?theme=` is remembered likewise.
 */
export function applyPreferences(search: string): Language {
  const asked = new URLSearchParams(search);
  const theme = asked.get("theme");
  if (theme === "light" || theme === "dark" || theme === "auto") remember(THEME_KEY, theme);
  const language = asLanguage(asked.get("lang"));
  if (language) remember(LANGUAGE_KEY, language);
  return language ?? asLanguage(recall(LANGUAGE_KEY)) ?? browserLanguage(navigator.languages);
}

export function rememberLanguage(language: Language): void {
  remember(LANGUAGE_KEY, language);
}

/** Korean when the browser prefers it over English, else English. */
export function browserLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const language = asLanguage(tag.slice(0, 2).toLowerCase());
    if (language) return language;
  }
  return "en";
}

function asLanguage(value: string | null): Language | null {
  return value === "ko" || value === "en" ? value : null;
}

// A browser that blocks storage throws on first touch; the setting then lasts as long as the page.
function remember(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value);
  } catch {}
}

function recall(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

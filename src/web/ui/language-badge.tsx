import classes from "./language-badge.module.css";

const LETTERS: ReadonlyMap<string, readonly [letters: string, hue: number]> = new Map<
  string,
  readonly [string, number]
>([
  ["javascript", ["JS", 3]],
  ["typescript", ["TS", 1]],
  ["python", ["Py", 1]],
  ["ruby", ["Rb", 6]],
  ["java", ["Jv", 8]],
  ["kotlin", ["Kt", 4]],
  ["scala", ["Sc", 6]],
  ["go", ["Go", 7]],
  ["c#", ["C#", 4]],
  ["dotnet", [".N", 4]],
  ["php", ["Ph", 9]],
  ["rust", ["Rs", 8]],
  ["swift", ["Sw", 3]],
  ["elixir", ["Ex", 4]],
  ["erlang", ["Er", 6]],
  ["c++", ["C+", 1]],
  ["perl", ["Pl", 7]],
]);

/** Two letters for the language, coloured by it; decoration beside a name that says the rest. */
export function LanguageBadge({ language, agent }: { readonly language: string; readonly agent: string }) {
  const [letters, hue] = badgeOf(language, agent);
  return (
    <span className={classes.badge} data-hue={hue} aria-hidden="true">
      {letters}
    </span>
  );
}

export function badgeOf(language: string, agent: string): readonly [letters: string, hue: number] {
  const sender = agent.toLowerCase();
  for (const name of [language.toLowerCase(), AGENT_LANGUAGES.get(sender) ?? sender]) {
    const known = LETTERS.get(name);
    if (known) return known;
  }
  const letter = /\p{L}/u.exec(language || agent)?.[0] ?? "·";
  return [letter.toUpperCase(), 10];
}

const AGENT_LANGUAGES: ReadonlyMap<string, string> = new Map([
  ["nodejs", "javascript"],
  ["js-base", "javascript"],
  ["rum-js", "javascript"],
  ["ios/swift", "swift"],
  ["android/java", "java"],
]);

import type { GuideShell } from "../../contract/index.ts";

/** What a snippet is filled with. */
export interface GuideValues {
  /** Where agents send to, without a slash at its end. */
  readonly serverUrl: string;
  readonly secretToken: string;
  /** As agents allow it: `^[a-zA-Z0-9 _-]+$`. */
  readonly serviceName: string;
  readonly environment: string;
}

/** What a snippet is written in; decides how a value is quoted. */
export type Target = GuideShell | "javascript" | "typescript" | "python" | "ruby" | "yaml" | "go";

/** Replaces each `{{name}}` by its value as a literal of the target, quotes included. In cmd the template brings them. */
export function fill(template: string, target: Target, values: GuideValues): string {
  const known = new Map(Object.entries({ ...values, toyUrl: `${values.serverUrl}/toy.tgz` }));
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = known.get(name);
    if (value === undefined) throw new Error(`a snippet asks for {{${name}}}`);
    return literal(target, value);
  });
}

/** `text` as one word or string of the target, whatever characters it holds; control characters are left out. */
export function literal(target: Target, text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a shell
  const value = text.replaceAll(/[\u0000-\u001f\u007f\u2028\u2029]/g, "");
  switch (target) {
    case "bash":
      return /^[\w.:/@%+,=-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
    case "powershell":
      // PowerShell takes these typographic quotes for plain ones.
      return `'${value.replaceAll(/['‘’‚‛]/g, "$&$&")}'`;
    case "cmd":
      return value.replaceAll(/["%!]/g, "");
    case "ruby":
      return JSON.stringify(value).replaceAll("#", "\\#");
    case "javascript":
    case "typescript":
    case "python":
    case "yaml":
    case "go":
      return JSON.stringify(value);
  }
}

/** A name that is theirs alone and that no agent changes; without a ticket a sample's, which the pages tell apart. */
export function suggestServiceName(ticket: string | undefined): string {
  return ticket === undefined ? "my-app" : `app-${ticket.toLowerCase()}`;
}

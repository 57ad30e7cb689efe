import type { Framework, GuideShell } from "../../contract/index.ts";

export const SHELLS = ["bash", "powershell", "cmd"] as const satisfies readonly GuideShell[];

export const SHELL_NAMES = { bash: "bash · zsh", powershell: "PowerShell", cmd: "cmd" } as const satisfies Record<
  GuideShell,
  string
>;

/** What a terminal on this computer most likely is. */
export function likelyShell(userAgent: string): GuideShell {
  return /Windows/.test(userAgent) ? "powershell" : "bash";
}

const FRAMEWORK_KEY = "sadari.guide.framework";
const SHELL_KEY = "sadari.guide.shell";
const nameKey = (slug: string): string => `sadari.guide.name.${slug}`;

export const recallFramework = (known: readonly Framework[]): Framework | undefined =>
  known.find((framework) => framework === recall(FRAMEWORK_KEY)) ?? known[0];
export const rememberFramework = (framework: Framework): void => remember(FRAMEWORK_KEY, framework);

export const recallShell = (): GuideShell =>
  SHELLS.find((shell) => shell === recall(SHELL_KEY)) ?? likelyShell(navigator.userAgent);
export const rememberShell = (shell: GuideShell): void => remember(SHELL_KEY, shell);

export const recallName = (slug: string): string | undefined => {
  const name = recall(nameKey(slug));
  return name !== null && isAppName(name) ? name : undefined;
};
export const rememberName = (slug: string, name: string): void => remember(nameKey(slug), name);

/** What every agent sends unchanged. */
export const isAppName = (name: string): boolean => /^[a-zA-Z0-9 _-]{1,60}$/.test(name);

// A browser that blocks storage throws on first touch; the choice then lasts as long as the page.
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

import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const SYSTEM_BROWSERS = [
  "/usr/bin/google-chrome",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"];

/** Chromium from npm on Linux x64, elsewhere a system one. */
export async function launchChromium(more: readonly string[] = []): Promise<Browser> {
  const args = [...ARGUMENTS, ...more];
  if (process.platform === "linux" && process.arch === "x64") {
    // Without it the package takes this machine for one that has the shared libraries Chromium needs.
    process.env.AWS_LAMBDA_JS_RUNTIME ??= "nodejs22.x";
    const { default: bundled } = await import("@sparticuz/chromium");
    // Its own list of arguments is for a function host and holds --single-process and --disable-web-security.
    return chromium.launch({ executablePath: await bundled.executablePath(), args, headless: true });
  }
  const executablePath = SYSTEM_BROWSERS.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error(`no browser found: looked at ${SYSTEM_BROWSERS.join(", ")}`);
  return chromium.launch({ executablePath, args: [...more], headless: true });
}

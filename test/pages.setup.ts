import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** The pages are built once before the tests, so that no booth of theirs waits for it. */
export function setup(): void {
  const builder = join(import.meta.dirname, "../scripts/build-pages.ts");
  const { status } = spawnSync(process.execPath, [builder], { stdio: "inherit" });
  if (status !== 0) throw new Error("the pages could not be built");
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const PackageFile = z.object({ version: z.string() });

/** Sadari's own version, from the package it runs from. */
export const VERSION: string = PackageFile.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")),
).version;

/** The day of this version, moved with it; a machine whose clock is before it is wrong. */
export const RELEASED_ON = "2026-11-22";

/** What agents are told of this build; the source revision is filled in when the package is published. */
export const BUILD_INFO = {
  date: `${RELEASED_ON}T00:00:00Z`,
  sha: "0000000000000000000000000000000000000000",
} as const;

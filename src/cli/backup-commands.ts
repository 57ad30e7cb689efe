import { restoreBackup } from "./backup/restore-backup.ts";
import { takeBackup } from "./backup/take-backup.ts";
import type { Invocation } from "./command-line.ts";
import type { Config } from "./config.ts";
import type { Terminal } from "./run.ts";

/** `backup` and `restore`. */
export async function onBackup(
  { command, words, options }: Invocation,
  config: Config,
  { out }: Terminal,
): Promise<void> {
  const [file = ""] = words;
  const json = options.has("json");
  if (command === "restore") {
    const { manifest, store } = await restoreBackup(config, file);
    const { version, takenAt, withKeys } = manifest;
    if (json) return out(`${JSON.stringify({ version, takenAt, withKeys, store }, null, 2)}\n`);
    const keys = withKeys
      ? ""
      : "Its keys are not in it: copy challenge-keys/ of the old data folder, or what people wrote stays sealed.\n";
    return out(`Restored into ${config.dataDir} what was there at ${takenAt}.\n${store.words.join("\n")}\n${keys}`);
  }
  const taken = await takeBackup(config, file, options.has("with-keys"));
  if (json) return out(`${JSON.stringify(taken, null, 2)}\n`);
  const keys = taken.withKeys
    ? "It holds the keys of what people wrote: keep it as you keep those."
    : "The keys of what people wrote are not in it; keep challenge-keys/ elsewhere, or use --with-keys.";
  out(`${taken.file}: ${(taken.bytes / 1e6).toFixed(1)} MB, ${taken.members} files. ${keys}\n`);
}

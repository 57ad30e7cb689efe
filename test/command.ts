import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");

/** The command as its users type it, in a process of its own. */
export async function sadari(dataDir: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, ["src/cli/main.ts", ...args, "--data-dir", dataDir], { cwd: ROOT });
  let out = "";
  let err = "";
  child.stdout.on("data", (text: Buffer) => (out += text.toString()));
  child.stderr.on("data", (text: Buffer) => (err += text.toString()));
  const [code] = await once(child, "close");
  return { code: code as number, out, err };
}

/** What it prints; what it says against it is thrown. */
export async function sadariPrints(dataDir: string, ...args: string[]): Promise<string> {
  const { code, out, err } = await sadari(dataDir, ...args);
  if (code !== 0) throw new Error(`sadari ${args.join(" ")} ended with ${code}: ${err}`);
  return out;
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { eventually, freePort } from "../../booth.ts";

const ROOT = join(import.meta.dirname, "../../..");

/** A visitor's project: a folder of its own with what `npm install` would have brought. */
export interface Project extends Disposable {
  readonly folder: string;
  write(file: string, text: string): void;
}

export function newProject(packageJson: object = {}): Project {
  const folder = mkdtempSync(join(tmpdir(), "sadari-visitor-"));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "visitor", private: true, ...packageJson }));
  return {
    folder,
    write(file, text) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const visitorFile = (name: string): string => readFileSync(join(import.meta.dirname, "node", name), "utf8");

export interface RunningProject extends AsyncDisposable {
  readonly url: string;
  output(): string;
}

/** Types the lines into a shell in the project's folder; resolves once `/books/1` answers. */
export async function runLines(
  project: Project,
  lines: string,
  env: Readonly<Record<string, string>>,
  port?: number,
): Promise<RunningProject> {
  const listens = port ?? (await freePort());
  const child = spawn("bash", ["-e", "-c", lines], {
    cwd: project.folder,
    env: { ...process.env, PATH: `${join(ROOT, "node_modules/.bin")}:${process.env.PATH}`, PORT: `${listens}`, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const url = `http://127.0.0.1:${listens}`;
  const running: RunningProject = { url, output: () => text, [Symbol.asyncDispose]: () => endGroup(child) };
  try {
    await eventually(async () => {
      if (child.exitCode !== null) return true;
      return (await fetch(`${url}/books/1`)).ok || undefined;
    }, 100_000);
    if (child.exitCode !== null) throw new Error(`the lines ended with ${child.exitCode}`);
  } catch (error) {
    await endGroup(child);
    throw new Error(`the visitor's app gave no page:\n${lines}\n${text}`, { cause: error });
  }
  return running;
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  process.kill(-(child.pid ?? 0), "SIGKILL");
  await exited;
}

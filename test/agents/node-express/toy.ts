import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { eventually } from "../../booth.ts";

export interface Toy extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** What the app and its agent printed; an agent that is content prints nothing. */
  output(): string;
}

/** Starts the toy with the lines the start page prints. */
export async function startToy(env: Readonly<Record<string, string>>): Promise<Toy> {
  const child = spawn(process.execPath, ["app.cjs"], {
    cwd: import.meta.dirname,
    env: { ...process.env, ...env, NODE_PATH: join(import.meta.dirname, "../../../node_modules") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const port = await eventually(async () => /listening on (\d+)/.exec(text)?.[1]);
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    output: () => text,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

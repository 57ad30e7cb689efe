import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { type ProofVerdict, verifyProof } from "../challenge/index.ts";
import type { Invocation } from "./command-line.ts";
import { UsageError } from "./command-line.ts";
import type { Terminal } from "./run.ts";

/** A proof of 256 entries has 0.1 MB; nobody's proof has this much. */
const MOST_CHARACTERS = 50_000_000;

/**
 * `verify-draw`: computes a draw again from its proof alone, without a booth or a network. Exit code 0 when every check is
 * fine, 1 when one is not.
 */
export async function onVerifyDraw(
  { words, options }: Invocation,
  { out }: Terminal,
  korean: boolean,
): Promise<number> {
  const verdict = verifyProof(await readProof(words[0] ?? "-"), {
    acceptSeedOnly: options.has("accept-seed-only"),
  });
  out(options.has("json") ? `${JSON.stringify(asData(verdict), null, 2)}\n` : render(verdict, korean));
  return verdict.ok ? 0 : 1;
}

async function readProof(path: string): Promise<unknown> {
  const read = path === "-" ? text(process.stdin) : readFile(path, "utf8");
  const content = await read.catch((error: Error) => {
    throw new UsageError(
      `${path} cannot be read: ${error.message}`,
      "Name the proof.json that the draw's page offers.",
    );
  });
  if (content.length > MOST_CHARACTERS) throw new UsageError(`${path} is too long for a proof`, "Download it again.");
  try {
    return JSON.parse(content);
  } catch {
    // No proof: the first check says so.
    return undefined;
  }
}

const asData = ({ ok, checks, proof }: ProofVerdict) => ({
  ok,
  checks: checks.map(({ check, code, ok: fine, says }) => ({ check, code, ok: fine, says })),
  draw: proof?.bundle.transcript.draw ?? null,
  mode: proof?.mode ?? null,
  winners: proof?.bundle.winners ?? [],
});

function render({ ok, checks, proof }: ProofVerdict, korean: boolean): string {
  const lines = checks.map((check) => `${check.ok ? "ok  " : "FAIL"}  ${korean ? check.says.ko : check.says.en}`);
  if (proof !== undefined) {
    const { transcript, winners } = proof.bundle;
    lines.push("", `${korean ? "추첨" : "draw"}     ${transcript.draw}`);
    lines.push(`${korean ? "봉인" : "commit"}   ${transcript.commit}`);
    lines.push(`${korean ? "명단" : "entries"}  ${transcript.entries} (${transcript.n})`);
    for (const { slot, prize, lane, entry } of winners) {
      lines.push(
        korean
          ? `${slot + 1}등  ${prize}  ${lane + 1}번 줄  ${entry}`
          : `#${slot + 1}  ${prize}  lane ${lane + 1}  ${entry}`,
      );
    }
  }
  const verdict = korean
    ? ok
      ? "모두 맞아요."
      : "맞지 않는 것이 있어요."
    : ok
      ? "Everything is right."
      : "Something is not right.";
  return `${[...lines, "", verdict].join("\n")}\n`;
}

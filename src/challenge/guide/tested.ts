import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Framework, GuideShell } from "../../contract/index.ts";
import { renderGuide } from "./render.ts";

/** How a framework's code was tried: by a real agent of it, or by bodies that one sent once. */
export type TriedBy = "agent" | "recorded";

/** Written by `scripts/record-snippets.ts` when the tests of these very snippets passed; each framework once. */
export type TestedSnippets = ReadonlyMap<string, { readonly code: string; readonly by: TriedBy }>;

const SHELLS: readonly GuideShell[] = ["bash", "powershell", "cmd"];
const SOMEBODY = {
  serverUrl: "http://192.168.0.10:8200",
  secretToken: "sadari_pk_00000000000000000000000000",
  serviceName: "app-7q2m0000",
  environment: "pycon",
};

/** Stands for all the code that the guide of a framework shows, in every shell; words around it may change. */
export function codeHash(framework: Framework): string {
  const shown = SHELLS.map((shell) =>
    renderGuide(framework, shell, SOMEBODY).steps.map(({ blocks, asides }) => [
      blocks,
      asides.map((aside) => aside.blocks),
    ]),
  );
  return hash("sha256", JSON.stringify(shown), "hex");
}

export function readTested(): TestedSnippets {
  const text = readFileSync(join(import.meta.dirname, "snippets/tested.json"), "utf8");
  return new Map(Object.entries(JSON.parse(text) as Record<string, { code: string; by: TriedBy }>));
}

let shipped: TestedSnippets | undefined;
const ofThisBuild = (): TestedSnippets => {
  shipped ??= readTested();
  return shipped;
};

/** Those whose code is not the one that was tried; none in a build whose tests passed. */
export const untested = (frameworks: readonly Framework[], tested = ofThisBuild()): readonly Framework[] =>
  frameworks.filter((framework) => tested.get(framework)?.code !== codeHash(framework));

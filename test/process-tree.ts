import { readdirSync, readFileSync } from "node:fs";

/** The process and everything it started, by Linux' /proc. */
export function processesOf(root: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = statOf(Number(name))?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const found = [root];
  for (const pid of found) for (const [child, parent] of parents) if (parent === pid) found.push(child);
  return found;
}

/** Processor seconds the tree has used. */
export function cpuSeconds(root: number): number {
  let ticks = 0;
  for (const pid of processesOf(root)) {
    const stat = statOf(pid);
    ticks += Number(stat?.[11] ?? 0) + Number(stat?.[12] ?? 0);
  }
  return ticks / 100;
}

/** Resident bytes of the tree; what processes share counts for each. */
export function residentBytes(root: number): number {
  return processesOf(root).reduce((bytes, pid) => bytes + Number(statOf(pid)?.[21] ?? 0) * 4_096, 0);
}

/** The fields of /proc/PID/stat after the command's name: state, parent, … */
function statOf(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

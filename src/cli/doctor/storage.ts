import { constants } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf, type Finding, fail, ok, warn } from "./finding.ts";

export async function examineDataDir(path: string): Promise<readonly Finding[]> {
  const nearest = await nearestExisting(path);
  if (nearest !== path) {
    if (!(await stat(nearest)).isDirectory()) {
      return [fail("Data folder", `${path} cannot be made: ${nearest} is a file`, "Choose another: --data-dir.")];
    }
    if (await isWritable(nearest))
      return [ok("Data folder", `${path} will be made at the first start`), await examineDisk(nearest)];
    return [fail("Data folder", `${path} cannot be made: ${nearest} is not writable`, "Choose another: --data-dir.")];
  }
  const found = await stat(path);
  if (!found.isDirectory()) return [fail("Data folder", `${path} is not a folder`, "Choose another: --data-dir.")];
  if (!(await isWritable(path))) {
    return [fail("Data folder", `${path} is not writable`, `Give it to this user: chown -R "$(id -un)" ${path}`)];
  }
  return [ownership(path, found.uid, found.mode), await examineDisk(path)];
}

function ownership(path: string, uid: number, mode: number): Finding {
  if (uid !== process.getuid?.()) {
    return warn("Data folder", `${path} belongs to another user`, "Run Sadari as its owner, always the same one.");
  }
  if ((mode & 0o077) !== 0) {
    return warn("Data folder", `${path} is open to other users of this machine`, `chmod 700 ${path}`);
  }
  return ok("Data folder", `${path} is writable, and only by its owner`);
}

async function examineDisk(path: string): Promise<Finding> {
  const { bsize, blocks, bavail } = await statfs(path);
  return judgeDisk(bavail * bsize, blocks * bsize);
}

/** Below 5 % or 1 GB the disk guard turns events away soon; below 15 % it is time to act. */
export function judgeDisk(free: number, total: number): Finding {
  const says = `${(free / 1e9).toFixed(1)} GB of ${(total / 1e9).toFixed(1)} GB are free`;
  const fix = "Free some, or keep less: --retention-days, --retention-bytes.";
  if (free < 1e9 || free < total * 0.05) return fail("Disk", `only ${says}`, fix);
  if (free < total * 0.15) return warn("Disk", `only ${says}`, fix);
  return ok("Disk", says);
}

async function nearestExisting(path: string): Promise<string> {
  for (let each = path; ; each = dirname(each)) {
    try {
      await stat(each);
      return each;
    } catch (error) {
      if (each === "/" || !["ENOENT", "ENOTDIR"].includes(codeOf(error))) return each;
    }
  }
}

async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

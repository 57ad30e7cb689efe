import { encode } from "uqr";

/** Modules of paper around the code: readers need four (ISO/IEC 18004). */
export const QUIET_ZONE = 4;

/** The modules of an address with its quiet zone, by row; true is ink. Level M. */
export function modulesOf(text: string): readonly (readonly boolean[])[] {
  return encode(text, { ecc: "M", border: QUIET_ZONE }).data;
}

/** The inked modules as one path of rectangles in `size` × `size`, its corner at 0, 0. */
export function codePath(modules: readonly (readonly boolean[])[], size: number): string {
  const module = size / modules.length;
  return modules
    .flatMap((row, y) =>
      runsOf(row).map(({ from, length }) => rectangle(from * module, y * module, length * module, module)),
    )
    .join("");
}

const rectangle = (x: number, y: number, width: number, height: number): string =>
  `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`;

const short = (value: number): string => String(Number(value.toFixed(4)));

function runsOf(row: readonly boolean[]): readonly { readonly from: number; readonly length: number }[] {
  const runs: { from: number; length: number }[] = [];
  for (const [x, ink] of row.entries()) {
    const last = runs.at(-1);
    if (!ink) continue;
    if (last !== undefined && last.from + last.length === x) last.length += 1;
    else runs.push({ from: x, length: 1 });
  }
  return runs;
}

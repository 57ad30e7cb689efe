import type { TableBlock } from "../block.ts";

/** The rows `from`…`to` (exclusive) of a block, as a block of their own. */
export function rowRange(block: TableBlock, from: number, to: number): TableBlock {
  const start = from === 0 ? 0 : (block.ends[from - 1] ?? 0);
  const end = to === 0 ? 0 : (block.ends[to - 1] ?? 0);
  const ends = block.ends.slice(from, to);
  for (let i = 0; i < ends.length; i++) ends[i] = (ends[i] ?? 0) - start;
  return { table: block.table, header: block.header, rows: block.rows.subarray(start, end), ends };
}

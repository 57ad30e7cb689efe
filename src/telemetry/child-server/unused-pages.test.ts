import { describe, expect, it } from "vitest";
import { unchangedMappings } from "./unused-pages.ts";

const mapping = (range: string, rights: string, file: string, anonymous: number): string =>
  `${range} ${rights} 00000000 fe:00 5311576                    ${file}\nSize: 8 kB\nRss: 8 kB\nAnonymous: ${anonymous} kB\nVmFlags: rd ex\n`;

describe("unchangedMappings", () => {
  it("names only what is the file's own: never a page that was written", () => {
    const smaps = [
      mapping("00400000-00500000", "r-xp", "/opt/bin/node", 0),
      mapping("7f0000000000-7f0000002000", "r--p", "/opt/lib/libchdb.so", 0),
      mapping("7f0000002000-7f0000004000", "r--p", "/opt/lib/libchdb.so", 4),
      mapping("7f0000004000-7f0000006000", "rw-p", "/opt/lib/libchdb.so", 0),
      mapping("7f0000006000-7f0000008000", "r-xp", "/opt/lib/libc.so.6", 0),
      mapping("7f0000008000-7f000000a000", "r--s", "/opt/lib/libchdb.so", 0),
    ].join("");
    expect(unchangedMappings(smaps)).toEqual([
      { start: 0x400000n, end: 0x500000n },
      { start: 0x7f0000000000n, end: 0x7f0000002000n },
    ]);
  });
});

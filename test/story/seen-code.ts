import type { Locator } from "playwright-core";
import decodeQR from "qr/decode.js";

const DOTS = 4;

/** What a camera reads off a code on somebody's screen: its squares are painted and read back. */
export async function readCode(code: Locator): Promise<string> {
  const size = Number(((await code.getAttribute("viewBox")) ?? "").split(" ")[2]);
  const squares = (await code.locator("path").getAttribute("d")) ?? "";
  const width = size * DOTS;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y] of squares.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let dot = 0; dot < DOTS * DOTS; dot += 1) {
      const row = Number(y) * DOTS + Math.floor(dot / DOTS);
      const at = (row * width + Number(x) * DOTS + (dot % DOTS)) * 4;
      data.fill(0, at, at + 3);
    }
  }
  return decodeQR({ width, height: width, data });
}

import { crc32, deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Fault } from "../../kernel/index.ts";
import { cleanPicture, MOST_PICTURE_BYTES } from "./clean-picture.ts";
import * as pictures from "./pictures.fixture.ts";

const bytesOf = (base64: string): Buffer => Buffer.from(base64, "base64");

const refusal = (bytes: Buffer): string => {
  try {
    cleanPicture(bytes);
  } catch (error) {
    if (error instanceof Fault && error.code === "picture.refused") return error.message;
    throw error;
  }
  return "";
};

describe("a picture", () => {
  it.each([
    ["JPEG", pictures.JPEG, "image/jpeg"],
    ["progressive JPEG", pictures.PROGRESSIVE_JPEG, "image/jpeg"],
    ["PNG", pictures.PNG, "image/png"],
    ["WebP", pictures.WEBP, "image/webp"],
    ["see-through WebP", pictures.SEE_THROUGH_WEBP, "image/webp"],
    ["lossless WebP", pictures.LOSSLESS_WEBP, "image/webp"],
  ])("of the kind %s keeps what draws and loses every note", (_, base64, type) => {
    const given = Buffer.concat([bytesOf(base64), Buffer.from("SECRET <script>alert(1)</script>")]);
    const cleaned = cleanPicture(given);
    expect(cleaned).toMatchObject({ type, width: 24, height: 16 });
    expect(cleaned.bytes.toString("latin1")).not.toMatch(/SECRET|Exif|EXIF|eXIf|script/);
    expect(cleaned.bytes.length).toBeGreaterThan(30);
    expect(cleanPicture(cleaned.bytes).bytes).toEqual(cleaned.bytes);
  });

  it("is known by its bytes, and nothing else is one", () => {
    expect(refusal(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"))).toContain("no JPEG");
    expect(refusal(Buffer.from("GIF89a0123456789"))).toContain("no JPEG");
    expect(refusal(Buffer.alloc(0))).toContain("no JPEG");
    expect(refusal(bytesOf(pictures.MOVING_WEBP))).toContain("it moves");
    expect(refusal(Buffer.alloc(MOST_PICTURE_BYTES + 1))).toContain("400 KiB");
  });

  it("is refused when it is cut off anywhere", () => {
    for (const base64 of [pictures.JPEG, pictures.PNG, pictures.WEBP, pictures.SEE_THROUGH_WEBP]) {
      const whole = bytesOf(base64);
      for (let length = 0; length < whole.length; length += 1)
        expect([length, refusal(whole.subarray(0, length))]).not.toEqual([length, ""]);
    }
  });

  it("is taken or refused, whatever is done to its bytes", () => {
    const all = [pictures.JPEG, pictures.PROGRESSIVE_JPEG, pictures.PNG, pictures.WEBP, pictures.SEE_THROUGH_WEBP];
    const change = fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.array(change, { minLength: 1, maxLength: 6 }), (base64, changes) => {
        const bytes = bytesOf(base64);
        for (const { at, to } of changes) bytes[2 + (at % (bytes.length - 2))] = to;
        refusal(bytes);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([6, 8])("that says it has no side is refused, at byte %i of its frame", (side) => {
    for (const base64 of [pictures.WEBP, pictures.SEE_THROUGH_WEBP]) {
      const webp = bytesOf(base64);
      webp.writeUInt16LE(0, webp.indexOf("VP8 ") + 8 + side);
      expect(refusal(webp)).toContain("damaged");
    }
  });

  it("that says it is a house, or unpacks to one, is refused", () => {
    const png = bytesOf(pictures.PNG);
    expect(refusal(pngOf(40_000, 40_000, Buffer.alloc(10)))).toContain("too large");
    expect(refusal(pngOf(100, 100, Buffer.alloc(50_000_000)))).toContain("damaged");
    expect(refusal(pngOf(8, 8, Buffer.alloc(8 * (1 + 8 * 3))))).toContain("too small");
    expect(refusal(pngOf(100, 100, Buffer.alloc(100 * (1 + 100 * 3))))).toBe("");
    png[60] = 0;
    expect(refusal(png)).toContain("damaged");
  });
});

/** 8-bit RGB of these unfiltered rows. */
function pngOf(width: number, height: number, rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = bytesOf(pictures.PNG).subarray(0, 8);
  const parts = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Twice what the largest place on a phone shows; enough for a wall's third. */
const LONGEST_SIDE = 960;
const WANTED_BYTES = 200 * 1024;
const QUALITIES = [0.85, 0.7, 0.5] as const;

/**
 * A photo as it is sent: turned the right way, at most 960 pixels long, some 200 KiB, without what a camera notes down,
 * in base64. Throws for a file that is no picture this browser can draw.
 */
export async function shrinkPicture(file: Blob): Promise<string> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("this browser has no canvas");
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return await inBase64(await smallest(canvas));
  } finally {
    bitmap.close();
  }
}

async function smallest(canvas: HTMLCanvasElement): Promise<Blob> {
  let last: Blob | null = null;
  for (const quality of QUALITIES) {
    last = await encode(canvas, quality);
    if (last.size <= WANTED_BYTES) break;
  }
  if (last === null) throw new Error("the picture could not be encoded");
  return last;
}

async function encode(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  const webp = await toBlob(canvas, "image/webp", quality);
  // Safari answers PNG where it cannot write WebP.
  return webp.type === "image/webp" ? webp : onWhite(canvas, quality);
}

/** JPEG knows no see-through parts; without paper behind them they would be black. */
function onWhite(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  const paper = document.createElement("canvas");
  paper.width = canvas.width;
  paper.height = canvas.height;
  const context = paper.getContext("2d");
  if (context === null) throw new Error("this browser has no canvas");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, paper.width, paper.height);
  context.drawImage(canvas, 0, 0);
  return toBlob(paper, "image/jpeg", quality);
}

const toBlob = (canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob> =>
  new Promise((resolve, reject) => {
    const done = (blob: Blob | null) => (blob === null ? reject(new Error("no picture")) : resolve(blob));
    canvas.toBlob(done, type, quality);
  });

async function inBase64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary);
}

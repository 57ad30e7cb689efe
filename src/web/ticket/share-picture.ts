interface Picture {
  readonly title: string;
  readonly app: string;
  readonly about: string;
  readonly event: string;
}

const WIDTH = 1200;
const HEIGHT = 630;

/** A picture of the arrival with nothing of a person in it: shared where the phone can, else saved. */
export async function sharePicture(picture: Picture): Promise<void> {
  const blob = await draw(picture);
  if (blob === null) return;
  const file = new File([blob], "sadari.png", { type: "image/png" });
  if (navigator.canShare?.({ files: [file] })) {
    // Whoever changes their mind in the phone's own dialog has not met an error.
    await navigator.share({ files: [file] }).catch(() => undefined);
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function draw({ title, app, about, event }: Picture): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext("2d");
  if (context === null) return Promise.resolve(null);
  const font = getComputedStyle(document.body).fontFamily;
  context.fillStyle = "#0b1f1c";
  context.fillRect(0, 0, WIDTH, HEIGHT);
  ladder(context);
  context.textBaseline = "alphabetic";
  line(context, title, `700 64px ${font}`, "#5fd4bf", 190);
  line(context, app, `800 104px ${font}`, "#ffffff", 330);
  line(context, about, `500 44px ${font}`, "#b8c8c4", 410);
  line(context, event, `600 40px ${font}`, "#b8c8c4", 560);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function line(context: CanvasRenderingContext2D, text: string, font: string, colour: string, y: number): void {
  context.font = font;
  context.fillStyle = colour;
  context.fillText(text, 80, y, WIDTH - 320);
}

function ladder(context: CanvasRenderingContext2D): void {
  context.strokeStyle = "#1f4a43";
  context.lineWidth = 14;
  context.beginPath();
  for (const x of [1000, 1100]) {
    context.moveTo(x, 60);
    context.lineTo(x, HEIGHT - 60);
  }
  for (const y of [150, 260, 370, 480]) {
    context.moveTo(1000, y);
    context.lineTo(1100, y);
  }
  context.stroke();
}

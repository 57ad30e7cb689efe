/** Reads QR codes off a picture. */
export interface CodeReader {
  read(picture: HTMLVideoElement): Promise<string | undefined>;
}

interface Detector {
  detect(picture: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

/** What the browser brings along, else our own reader, whose WebAssembly comes from this very server. */
export async function openReader(): Promise<CodeReader> {
  const detector = (await nativeDetector()) ?? (await ownDetector());
  return {
    async read(picture) {
      const [first] = await detector.detect(picture);
      return first?.rawValue;
    },
  };
}

type NativeDetector = (new (options: {
  formats: string[];
}) => Detector) & {
  getSupportedFormats(): Promise<readonly string[]>;
};

async function nativeDetector(): Promise<Detector | undefined> {
  const Native = (globalThis as { BarcodeDetector?: NativeDetector }).BarcodeDetector;
  if (Native === undefined) return undefined;
  try {
    const formats = await Native.getSupportedFormats();
    return formats.includes("qr_code") ? new Native({ formats: ["qr_code"] }) : undefined;
  } catch {
    return undefined;
  }
}

async function ownDetector(): Promise<Detector> {
  const [{ BarcodeDetector, prepareZXingModule }, { default: wasm }] = await Promise.all([
    import("barcode-detector/ponyfill"),
    import("zxing-wasm/reader/zxing_reader.wasm?url"),
  ]);
  prepareZXingModule({ overrides: { locateFile: (file: string) => (file.endsWith(".wasm") ? wasm : file) } });
  return new BarcodeDetector({ formats: ["qr_code"] });
}

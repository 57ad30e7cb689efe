import { LiveMessage } from "../src/contract/index.ts";

export interface LiveReader extends Disposable {
  readonly messages: readonly LiveMessage[];
  readonly lastId: string | undefined;
}

/** Follows `GET /api/live` as a browser would, checking every message against the contract. */
export async function followLive(url: string, headers: Readonly<Record<string, string>>): Promise<LiveReader> {
  const abort = new AbortController();
  const response = await fetch(`${url}/api/live`, { headers, signal: abort.signal });
  if (response.body === null || !response.ok) throw new Error(`live: ${response.status}`);
  const messages: LiveMessage[] = [];
  const reader = { messages, lastId: undefined as string | undefined, [Symbol.dispose]: () => abort.abort() };
  void read(response.body, (id, data) => {
    reader.lastId = id;
    messages.push(LiveMessage.parse(JSON.parse(data)));
  });
  return reader;
}

async function read(body: ReadableStream<Uint8Array>, onEvent: (id: string, data: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
        const data = field("data");
        if (data !== undefined) onEvent(field("id") ?? "", data);
      }
    }
  } catch (error) {
    // Ended by us, or by a booth that was killed.
    if (!(error instanceof Error && (error.name === "AbortError" || error.message === "terminated"))) throw error;
  }
}

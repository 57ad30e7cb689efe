import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * The clock of a story that happens on another day: the booth's and the agents', not the browsers'. Phones with a wrong
 * clock must not matter.
 */
export class StoryClock implements Disposable {
  /** For the booth, and for every process that plays an agent. */
  readonly env: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #day: string;
  #offset = 0;

  /** `day` as `2023-09-15`, in Korea. */
  constructor(day: string, time: string) {
    this.#day = day;
    this.#folder = mkdtempSync(join(tmpdir(), "sadari-story-"));
    const file = join(this.#folder, "clock");
    this.env = {
      NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, "../shifted-clock.ts")).href}`,
      TEST_CLOCK_FILE: file,
    };
    this.#set(this.at(time));
  }

  /** Milliseconds since 1970 at `13:18` or `20:00:03` of the story's day. */
  at(time: string): number {
    return Date.parse(`${this.#day}T${time.length === 5 ? `${time}:00` : time}+09:00`);
  }

  now(): number {
    return Date.now() + this.#offset;
  }

  /** Moves on to that time. Never back: something took longer than the story has room for. */
  goTo(time: string): void {
    const millis = this.at(time);
    if (millis < this.now()) {
      throw new Error(`it is ${new Date(this.now()).toISOString()} already, and ${time} is over`);
    }
    this.#set(millis);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #set(millis: number): void {
    this.#offset = millis - Date.now();
    writeFileSync(join(this.#folder, "clock"), String(this.#offset));
  }
}

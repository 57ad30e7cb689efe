/**
 * The program of the child process: loads ClickHouse from its shared library and is a server from then on.
 * Arguments: the library, then ClickHouse's own.
 */

import { dlopen, getRawPointer } from "node:ffi";
import { readSync } from "node:fs";
import { constants, getPriority, setPriority } from "node:os";
import { isMainThread, Worker } from "node:worker_threads";
import { giveBackUnusedPages } from "./unused-pages.ts";

if (isMainThread) serve();
else endWithParent();

function serve(): void {
  process.umask(0o077);
  yieldToTheBooth();
  // The call below never gives this thread back, so a second one watches the parent.
  new Worker(new URL(import.meta.url)).once("online", () => {
    const [library = "", ...options] = process.argv.slice(2);
    const words = ["clickhouse", ...options].map((word) => Buffer.from(`${word}\0`));
    const argv = new BigUint64Array(words.map((word) => getRawPointer(word)));
    const { functions } = dlopen(library, {
      chdb_query_cmdline: { arguments: ["i32", "pointer"], return: "pointer" },
    });
    functions.chdb_query_cmdline(argv.length, getRawPointer(argv));
    // Only reached when the server could not start or its loop was ended; the reason is on standard error.
    process.kill(process.pid, "SIGKILL");
  });
}

/**
 * Threads inherit what the first one has. Merges can wait, answers to agents cannot; and where there are as many
 * threads as processors, a scheduler else puts this server beside the booth while another processor has nothing to do.
 */
function yieldToTheBooth(): void {
  try {
    // A process may be given less, never more than it was started with.
    setPriority(Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
  } catch {
    // A sandbox that refuses it costs speed, not the start.
  }
}

/**
 * The pipe on standard input closes when the parent is gone, however it went. A byte through it asks for memory back.
 */
function endWithParent(): void {
  const byte = Buffer.alloc(1);
  const asleep = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      if (readSync(0, byte, 0, 1, null) === 0) break;
      tidy();
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) break;
      Atomics.wait(asleep, 0, 0, 250);
    }
  }
  process.kill(process.pid, "SIGKILL");
}

function tidy(): void {
  try {
    giveBackUnusedPages();
  } catch {
    // A server that keeps its memory is better than none.
  }
}

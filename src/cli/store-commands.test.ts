import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../kernel/index.ts";
import { createMetrics, silentLog } from "../self/index.ts";
import { openTelemetry, type Telemetry } from "../telemetry/index.ts";
import { run } from "./run.ts";
import { renderRetention } from "./store-commands.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "sadari-store-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const sadari = async (...args: string[]) => {
  let out = "";
  let err = "";
  const terminal = { out: (text: string) => (out += text), err: (text: string) => (err += text) };
  const code = await run(args, { SADARI_DATA_DIR: dataDir }, terminal);
  return { code, out, err };
};

const open = (): Promise<Telemetry> =>
  openTelemetry({
    dataDir,
    clickhouse: { kind: "child" },
    retention: { days: 14, bytes: 20e9 },
    clock: systemClock,
    log: silentLog,
    metrics: createMetrics(),
  });

describe("the store of a stopped booth", () => {
  it("is checked and reported, for people and for scripts", async () => {
    const checked = await sadari("verify-store");
    expect(checked).toMatchObject({ code: 0, err: "" });
    expect(checked.out).toMatch(/^TABLE +NODE +ROWS +PARTS +STATE\ntransactions +\S+ +0 +0 +sound\n/);
    expect(JSON.parse((await sadari("verify-store", "--json")).out)).toMatchObject({ ok: true });

    expect((await sadari("retention", "--retention-days", "3")).out).toBe(
      "Nothing is stored.\nKept: 3 days, 20.0 GB. Stored: 0.0 MB.\n",
    );
    expect(JSON.parse((await sadari("retention", "--run", "--json")).out)).toMatchObject({ days: [], removed: true });
  });
});

describe("the report of retention", () => {
  const days = [
    { day: "2026-11-01", rows: 1_000, bytes: 3e9, drop: "too old" },
    { day: "2026-11-22", rows: 20, bytes: 5e5, drop: undefined },
  ] as const;
  const report = { days, bytes: 3.0005e9, limits: { days: 14, bytes: 20e9 } };

  it("says what would go, and what is gone", () => {
    expect(renderRetention(report, false)).toBe(
      [
        "DAY (UTC)   ROWS  SIZE    STATE",
        "2026-11-01  1000  3.0 GB  to be removed: too old",
        "2026-11-22  20    0.5 MB  stays",
        "",
        "Kept: 14 days, 20.0 GB. Stored: 3.0 GB.",
        "The running booth does this by itself every 10 minutes; `sadari retention --run` does it now.",
        "",
      ].join("\n"),
    );
    expect(renderRetention(report, true)).toMatch(/ removed: too old\n(?!.*by itself)/s);
  });
});

describe("the store of a running booth", () => {
  it("is left alone: exit code 3", async () => {
    await using _running = await open();
    for (const command of ["verify-store", "retention"]) {
      const { code, out, err } = await sadari(command);
      expect({ code, out }).toEqual({ code: 3, out: "" });
      expect(err).toContain("is in use by");
    }
  });
});

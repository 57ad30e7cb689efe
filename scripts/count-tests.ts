/**
 * `count-tests.ts BROKEN REPORT…`: adds up Vitest's JSON reports into the closing line of a run. A step that broke
 * outside its tests, and a report that is missing or holds no test, count as a failure each. Exits 1 on any.
 */
import { existsSync, readFileSync } from "node:fs";

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numTotalTests: number;
  readonly success: boolean;
}

const [brokenSteps, ...files] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const file of files) {
  const report = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Report) : undefined;
  passed += report?.numPassedTests ?? 0;
  failed += report?.numFailedTests ?? 0;
  if (report === undefined || report.numTotalTests === 0 || (!report.success && report.numFailedTests === 0))
    failed += 1;
}
if (failed === 0) failed += Number(brokenSteps);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

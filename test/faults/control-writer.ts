/**
 * Run as a process of its own and killed at any moment: opens the control database of the data folder named first
 * (and the URL second), says `open`, then makes key after key and says the secret of each that is made.
 */
import { writeSync } from "node:fs";
import { openControl } from "../../src/control/index.ts";
import { DEFAULT_SPACE, systemClock } from "../../src/kernel/index.ts";
import { silentLog } from "../../src/self/index.ts";

const [dataDir = "", url] = process.argv.slice(2);
const control = await openControl({ dataDir, url, clock: systemClock, log: silentLog });
const first = await control.ensureFirstKey();
writeSync(1, "open\n");
if (first !== undefined) writeSync(1, `${first.secret}\n`);
for (;;) {
  const { secret } = await control.keys.create({ space: DEFAULT_SPACE, label: "load" });
  writeSync(1, `${secret}\n`);
}

/**
 * Loaded into a booth before everything else (`node --import`): its wall clock is this machine's, moved by the milliseconds
 * that stand in the file `TEST_CLOCK_FILE`. Recorded public numbers are of rounds that are long over.
 */
import { readFileSync } from "node:fs";

const file = process.env.TEST_CLOCK_FILE;
const RealDate = Date;
const realNow = Date.now.bind(Date);
let offset = 0;
let readAt = 0;

function shift(): number {
  if (file !== undefined && (readAt === 0 || realNow() - readAt > 50)) {
    readAt = realNow();
    offset = Number(readFileSync(file, "utf8"));
  }
  return offset;
}

class ShiftedDate extends RealDate {
  constructor(...parts: ConstructorParameters<typeof Date> | []) {
    if (parts.length === 0) super(ShiftedDate.now());
    else super(...parts);
  }
  static override now(): number {
    return realNow() + shift();
  }
}

if (file !== undefined) globalThis.Date = ShiftedDate as DateConstructor;

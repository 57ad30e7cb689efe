import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { Fault } from "../kernel/index.ts";

const derive = promisify(argon2);

/** OWASP's floor is 19 MiB and two passes; few people log in here, so each guess may cost more (memory in KiB). */
const COST = { memory: 65_536, passes: 3, parallelism: 1 } as const;
const TAG_BYTES = 32;
const LONGEST_BYTES = 128;
const SHORTEST = 12;
/** Of 64 MiB each: logins must not starve the intake. */
const AT_ONCE = 2;

/** Argon2id in the PHC string format, `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await hashWith(password, salt, COST);
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
}

/** Whether it is the password, and whether it should be hashed anew because the cost has grown since. */
export async function checkPassword(
  password: string,
  stored: string | undefined,
): Promise<{ readonly right: boolean; readonly outdated: boolean }> {
  // Nobody's hash costs the same time as somebody's, so that names cannot be told apart by the clock.
  const known = parsePhc(stored ?? NOBODYS_HASH);
  if (Buffer.byteLength(password) > LONGEST_BYTES) return { right: false, outdated: false };
  const tag = await hashWith(password, known.salt, known.cost);
  const same = tag.length === known.tag.length && timingSafeEqual(tag, known.tag);
  const { memory, passes, parallelism } = known.cost;
  const outdated = memory !== COST.memory || passes !== COST.passes || parallelism !== COST.parallelism;
  return { right: same && stored !== undefined, outdated };
}

/** Faults with `auth.password-weak` and what is wrong, for a password nobody should have. */
export function refuseWeakPassword(password: string, ...context: readonly string[]): void {
  const refuse = (detail: string): never => {
    throw new Fault("auth.password-weak", { detail });
  };
  if ([...password].length < SHORTEST) refuse(`it has fewer than ${SHORTEST} characters`);
  if (Buffer.byteLength(password) > LONGEST_BYTES) refuse(`it is longer than ${LONGEST_BYTES} bytes`);
  const folded = password.normalize("NFKC").toLowerCase();
  if (new Set(folded).size < 5) refuse("it repeats a few characters");
  const stem = folded.replace(/[\d\s!@#$%^&*._-]+/g, "");
  if (COMMON_STEMS.has(stem) || isRun(folded)) refuse("it is among the first that are tried");
  if (context.some((word) => word.length > 2 && stem === word.normalize("NFKC").toLowerCase())) {
    refuse("it is made of your name");
  }
}

/** Words whose length a few digits make up: what lists of stolen passwords are full of. */
const COMMON_STEMS: ReadonlySet<string> = new Set(
  "password passw0rd qwerty qwertyuiop qwertyuiopasdf asdfghjkl zxcvbnm letmein welcome admin administrator iloveyou monkey dragon football baseball sunshine princess master login abc abcd abcde abcdef trustno changeme secret superman batman pokemon starwars whatever freedom hello helloworld elastic elasticsearch kibana sadari conference challenge participant raspberry default guest test testtest rkskekfk tkekfl qlalfqjsgh dkssudgktpdy 비밀번호 사다리 안녕하세요 가나다라마바사".split(
    " ",
  ),
);

function isRun(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  return steps.every((step) => step === 1 || step === -9) || steps.every((step) => step === -1 || step === 9);
}

interface Cost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

let running = 0;
const waiting: (() => void)[] = [];

async function hashWith(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    const parameters: Argon2Parameters = {
      message: password.normalize("NFKC"),
      nonce: salt,
      tagLength: TAG_BYTES,
      ...cost,
    };
    return await derive("argon2id", parameters);
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

function parsePhc(text: string): { readonly cost: Cost; readonly salt: Buffer; readonly tag: Buffer } {
  const [, memory, passes, parallelism, salt = "", tag = ""] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(text) ?? [];
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, "base64"),
    tag: Buffer.from(tag, "base64"),
  };
}

const unpadded = (bytes: Buffer): string => bytes.toString("base64").replace(/=+$/, "");

const NOBODYS_HASH = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${unpadded(Buffer.alloc(16))}$${unpadded(Buffer.alloc(TAG_BYTES))}`;

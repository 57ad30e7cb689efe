#!/usr/bin/env node
/**
 * Checks a Sadari ladder draw from its proof alone: no packages, no network, nothing of Sadari. Node 20 or newer:
 *
 *     node sadari-verify.mjs proof.json            (or - to read the proof from standard input)
 *
 * Part 1 computes the draw again: seed, lists, ranks, ladder, winners. Part 2 checks that the public number is genuine: a
 * signature by drand's network, with the elliptic curve written out in plain numbers. Read part 1; believe part 2 as far
 * as you like, or compare the number with what https://api.drand.sh/<chain>/public/<round> shows you.
 *
 * What no proof can show: who should have been in the list, and when the list was fixed. For that, compare the commitment
 * and the hash of the list, printed at the end, with your phone or with a photo of the booth.
 */
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

// ── Part 1: the draw ────────────────────────────────────────────────────────────────────────────────────────────

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const hmac = (key, ...parts) => parts.reduce((mac, part) => mac.update(part), createHmac("sha256", key)).digest();
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const bytes = (text) => Buffer.from(text, "hex");
const range = (length) => Array.from({ length }, (_, index) => index);

/** JSON in one way only: keys sorted, no spaces, text composed (NFC). */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object")
    return JSON.stringify(typeof value === "string" ? value.normalize("NFC") : value);
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

/** HMAC_DRBG (NIST SP 800-90A) with SHA-256; each request gives one word of 32 bits. */
function words(seed, label) {
  let key = Buffer.alloc(32, 0);
  let value = Buffer.alloc(32, 1);
  const step = (byte, ...data) => {
    key = hmac(key, value, Buffer.of(byte), ...data);
    value = hmac(key, value);
  };
  const start = [seed, sha256(label).subarray(0, 16), `sadari-draw/1/${label}`];
  step(0, ...start);
  step(1, ...start);
  return () => {
    value = hmac(key, value);
    const word = value.readUInt32BE(0);
    step(0);
    return word;
  };
}

/** A number below m, each as likely as the other: words that would favour small numbers are thrown away. */
function uniform(next, m) {
  if (m === 1) return 0;
  const limit = 2 ** 32 - (2 ** 32 % m);
  let word = next();
  while (word >= limit) word = next();
  return word % m;
}

function shuffle(seed, label, n) {
  const next = words(seed, label);
  const items = range(n);
  for (let i = n - 1; i > 0; i--) {
    const j = uniform(next, i + 1);
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items;
}

/** Where each lane must come out. order[slot] is a lane, layout[column] is a slot. */
function destinations(order, layout) {
  const dest = [];
  for (const [column, slot] of layout.entries()) dest[order[slot]] = column;
  return dest;
}

/** With more than 256 entries, the ladder is that of the first 24 ranks, in lane order. */
function ladderDestinations(order, layout) {
  if (order.length <= 256) return destinations(order, layout);
  const first = order.slice(0, 24);
  const kept = first.toSorted((a, b) => a - b);
  const poles = first.map((lane) => kept.indexOf(lane));
  const columns = layout.filter((slot) => slot < 24);
  return destinations(poles, columns);
}

/** Swaps what stands on the two poles of each rung, row by row. A rung in gap g joins the poles g and g + 1. */
function goDown(poles, rows) {
  for (const gap of rows.flat()) [poles[gap], poles[gap + 1]] = [poles[gap + 1], poles[gap]];
  return poles;
}

/** Random rungs for the looks, then the fewest that bring everybody home, and all of them pushed up as far as they go. */
function buildLadder(seed, dest) {
  const rows = randomRows(seed, dest.length);
  const keys = goDown([...dest], rows);
  for (let round = 0, quiet = 0; quiet < 2; round++) {
    const row = range(keys.length - 1).filter((gap) => gap % 2 === round % 2 && keys[gap] > keys[gap + 1]);
    goDown(keys, [row]);
    rows.push(row);
    quiet = row.length === 0 ? quiet + 1 : 0;
  }
  const depth = dest.map(() => 0);
  const packed = [];
  for (const gap of rows.flat()) {
    const level = Math.max(depth[gap], depth[gap + 1]);
    packed[level] ??= [];
    packed[level].push(gap);
    depth[gap] = level + 1;
    depth[gap + 1] = level + 1;
  }
  return packed.map((row) => row.sort((a, b) => a - b));
}

function randomRows(seed, n) {
  const next = words(seed, "decor");
  const count = Array(n).fill(0);
  const last = Array(n).fill(-1);
  const addRow = (start, wanted) => {
    const row = [];
    for (let gap = start; gap < n - 1; gap++) {
      // The coin is thrown first, also where a twin of the rung right above forbids another.
      if (!wanted(gap) || (last[gap] === gap && last[gap + 1] === gap)) continue;
      row.push(gap);
      count[gap] += 1;
      last[gap] = gap;
      last[gap + 1] = gap;
      gap += 1;
    }
    return row;
  };
  const random = range(4 + Math.floor(n / 3)).map(() => addRow(uniform(next, 2), () => uniform(next, 2) === 0));
  const filling = range(3).map(() => addRow(0, (gap) => count[gap] < 2));
  return [...random, ...filling];
}

/** A row must be sorted and inside the ladder, and no two of its rungs may share a pole. */
const isRow = (row, n) =>
  row.every((gap, i) => Number.isInteger(gap) && gap >= 0 && gap < n - 1 && (i === 0 || gap > row[i - 1] + 1));

/** The rows of a table: lines that end in LF, cells between tabs. Undefined when a cell is not as it should be. */
function table(text, ...forms) {
  if (text !== "" && !text.endsWith("\n")) return undefined;
  const rows = text
    .split("\n")
    .slice(0, -1)
    .map((line) => line.split("\t"));
  const good = (row) => row.length === forms.length && row.every((cell, i) => forms[i].test(cell));
  return rows.every(good) ? rows : undefined;
}
const ID = /^[0-9A-HJKMNP-TV-Z]{8}$/;
const same = (a, b) => canonical(a ?? null) === canonical(b ?? null);
const firstWrong = (a, b) => range(Math.max(a.length, b.length)).find((i) => !same(a[i], b[i]));

/** Every check of a proof, in order: `{ check, ok, says: [ko, en] }`. */
export function verify(bundle) {
  const { n } = bundle.transcript;
  if (!Number.isInteger(n) || n < 1 || n > 50_000) throw new Error(`a draw has 1 to 50,000 entries, not ${n}`);
  return [...checkInputs(bundle), ...checkPublicNumbers(bundle), ...checkResult(bundle)];
}

const finding = (check, ok, good, bad) => ({ check, ok, says: ok ? good : bad });

function checkInputs({ bundle: version, transcript, server_seed, entries_text, prizes_text }) {
  const { v, algo, commit, n, winners } = transcript;
  const entries = table(entries_text, ID, /^[0-9a-f]{32}$/) ?? [];
  const prizes = table(prizes_text, /./, /^[1-9]\d{0,6}$/) ?? [];
  const known = [version, v, algo].join() === "sadari-draw/1,sadari-draw/1,hmac_drbg-sha256/fisher-yates-u32";
  const counted = entries.length === n && new Set(entries.map(([id]) => id)).size === n;
  const worth = prizes.reduce((sum, [, quantity]) => sum + Number(quantity), 0);
  return [
    finding(
      "shape",
      known && /^[0-9a-f]{64}$/.test(server_seed),
      ["증명 파일의 형식이 맞아요.", "The file is a proof of a draw."],
      ["추첨 증명 파일이 아니에요.", "This is no proof of a draw."],
    ),
    finding(
      "commit",
      hex(sha256("sadari-draw/1:seed:", bytes(server_seed))) === commit,
      ["공개한 씨앗이 미리 봉인한 값과 맞아요.", "The seed opens the commitment that was announced."],
      [
        "공개한 씨앗이 봉인한 값과 달라요. 다른 추첨의 씨앗이거나 바뀐 씨앗이에요.",
        "The seed does not open the commitment: it was changed, or belongs to another draw.",
      ],
    ),
    finding(
      "entries",
      hex(sha256(entries_text)) === transcript.entries && counted,
      [`명단 ${n}줄이 확정한 명단과 같아요.`, `The list of ${n} entries is the one that was fixed.`],
      [
        "명단이 확정한 명단과 달라요. 줄이 바뀌었거나 더해졌거나 빠졌어요.",
        "The list is not the one that was fixed: an entry was changed, added or removed.",
      ],
    ),
    finding(
      "prizes",
      hex(sha256(prizes_text)) === transcript.prizes && worth === winners,
      ["경품 목록이 알린 것과 같아요.", "The prizes are those that were announced."],
      ["경품 목록이 알린 것과 달라요.", "The prizes are not those that were announced."],
    ),
  ];
}

/** What entered after the list was fixed: the public number, the numbers of the people in the room, or both. */
function checkPublicNumbers(bundle) {
  const { beacon, room } = bundle.transcript;
  if (beacon === null && room === null)
    return [
      finding("entropy", false, undefined, [
        "공개 난수가 없어요. 운영자를 믿어야 하는 추첨이에요.",
        "Nothing public entered this draw: one has to trust the host.",
      ]),
    ];
  const roomShown = room !== null && (beacon === null || Boolean(bundle.room_reveals_text));
  return [...(beacon === null ? [] : checkBeacon(bundle)), ...(roomShown ? [checkRoom(bundle)] : [])];
}

function checkBeacon({ transcript, beacon_signature }) {
  const { chain, round, randomness } = transcript.beacon;
  const signature = bytes(beacon_signature ?? "");
  return [
    finding(
      "beacon",
      chain === CHAIN && hex(sha256(signature)) === randomness,
      [
        `공개 난수 ${round}회가 그 서명에서 나왔어요.`,
        `The public number of round ${round} follows from its signature.`,
      ],
      ["공개 난수가 서명과 맞지 않아요.", "The public number does not follow from the signature."],
    ),
    finding(
      "signature",
      signedByQuicknet(signature, round),
      [
        `${round}회의 서명이 진짜예요. 아무도 미리 알 수 없던 값이에요.`,
        `The signature of round ${round} is genuine: nobody could know it before.`,
      ],
      [`서명이 공개 난수 ${round}회의 것이 아니에요.`, `The signature is not that of round ${round}.`],
    ),
  ];
}

function checkRoom({ transcript, entries_text, room_commits_text, room_reveals_text }) {
  const seals = table(room_commits_text ?? "", ID, /^[0-9a-f]{64}$/) ?? [];
  const shown = table(room_reveals_text ?? "", ID, /^([0-9a-f]{64}|-)$/) ?? [];
  const opens = ([id, number], i) =>
    seals[i]?.[0] === id &&
    entries_text.includes(`${id}\t`) &&
    (i === 0 || id > shown[i - 1][0]) &&
    (number === "-" || hex(sha256("sadari-draw/1:room:", bytes(number))) === seals[i][1]);
  const people = shown.filter(([, number]) => number !== "-").length;
  const bound = hex(sha256(room_reveals_text ?? "")) === transcript.room;
  return finding(
    "room",
    bound && people >= 3 && seals.length === shown.length && shown.every(opens),
    [
      `현장 참가자 ${people}명의 숫자가 봉인한 값과 맞아요.`,
      `The numbers of ${people} people in the room fit their seals.`,
    ],
    [
      "현장 참가자의 숫자가 추첨에 쓰인 값과 다르거나 파일에 없어요.",
      "The room's numbers are not those that entered the draw, or are not in the file.",
    ],
  );
}

function checkResult(bundle) {
  const { transcript } = bundle;
  const seed = hmac(bytes(bundle.server_seed), canonical(transcript));
  const order = shuffle(seed, "order", transcript.n);
  const layout = shuffle(seed, "layout", transcript.n);
  return [
    finding(
      "order",
      same(bundle.order, order),
      ["순위를 다시 계산했더니 같아요.", "The ranks, computed again, are the same."],
      [
        "다시 계산한 순위가 달라요. 씨앗, 명단, 경품, 회차, 추첨 이름 가운데 무언가 바뀌었어요.",
        "The ranks, computed again, are others: the seed, a list, the round or the draw's name was changed.",
      ],
    ),
    finding(
      "layout",
      same(bundle.layout, layout),
      ["경품이 놓인 자리를 다시 계산했더니 같아요.", "The places of the prizes, computed again, are the same."],
      ["경품이 놓인 자리가 다시 계산한 것과 달라요.", "The places of the prizes are not those that were computed."],
    ),
    checkLadder(bundle.ladder, seed, ladderDestinations(order, layout)),
    checkWinners(bundle, order),
  ];
}

function checkLadder(shown, seed, dest) {
  const wrong = firstWrong(shown, buildLadder(seed, dest));
  const possible = shown.every((row) => isRow(row, dest.length));
  const ends = possible ? goDown(range(dest.length), shown) : [];
  return finding(
    "ladder",
    wrong === undefined && dest.every((column, lane) => ends[column] === lane),
    [
      "사다리를 다시 만들고 따라 내려갔더니 모두 제자리로 가요.",
      "The ladder, built again and followed down, takes everybody where the ranks say.",
    ],
    [
      `사다리의 ${(wrong ?? 0) + 1}번째 줄이 다시 만든 것과 달라요.`,
      `Row ${(wrong ?? 0) + 1} of the ladder is not the one that was computed.`,
    ],
  );
}

function checkWinners(bundle, order) {
  const ids = bundle.entries_text.split("\n").map((line) => line.slice(0, 8));
  const winners = [];
  for (const [prize, quantity] of table(bundle.prizes_text, /./, /^\d+$/) ?? []) {
    for (let left = Number(quantity); left > 0 && winners.length < order.length; left--) {
      const lane = order[winners.length];
      winners.push({ slot: winners.length, prize, lane, entry: ids[lane] });
    }
  }
  const wrong = firstWrong(bundle.winners, winners);
  return finding(
    "winners",
    wrong === undefined,
    [`당첨자 ${winners.length}명이 계산과 같아요.`, `The ${winners.length} winners are those that were computed.`],
    [`${wrong + 1}번째 당첨이 계산과 달라요.`, `Winner ${wrong + 1} is not the one that was computed.`],
  );
}

// ── The command ─────────────────────────────────────────────────────────────────────────────────────────────────

function main([file = "proof.json"]) {
  const bundle = JSON.parse(readFileSync(file === "-" ? 0 : file, "utf8"));
  const findings = verify(bundle);
  const failed = findings.filter(({ ok }) => !ok).length;
  for (const { check, ok, says } of findings) print(`${ok ? "ok  " : "FAIL"}  ${check.padEnd(9)}  ${says.join("  ")}`);
  print("");
  if (failed === 0) for (const { slot, prize, entry } of bundle.winners) print(`${slot + 1}. ${prize}: ${entry}`);
  print(`draw        ${bundle.transcript.draw}`);
  print(`commitment  ${bundle.transcript.commit}`);
  print(`list        ${bundle.transcript.entries}`);
  if (failed === 0) print("맞아요. 모든 확인을 통과했어요.  It holds: every check is fine.");
  else print(`${failed}가지가 맞지 않아요.  It does not hold: ${failed} of ${findings.length} checks failed.`);
  return failed === 0 ? 0 : 1;
}

/** Prints a line; names in a proof are anybody's text and may not steer the terminal. */
function print(line) {
  process.stdout.write(`${line.replace(/\p{Cc}/gu, "?")}\n`);
}

// ── Part 2: is the public number genuine? ───────────────────────────────────────────────────────────────────────
// drand's quicknet signs each round with BLS on the curve BLS12-381. The signature is a point S of the group G1, the
// public key a point K of G2. With H the round hashed to G1, and G the agreed point of G2, the pairing e must give
// e(S, G) = e(H, K); here: e(S, −G) · e(H, K) = 1.

const CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
const PUBLIC_KEY =
  "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451" +
  "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";
const DOMAIN = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

/** The prime of the field, the order of the groups, and the curve's parameter without its sign. */
const P = 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;
const R = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
const X = 0xd201000000010000n;

export function signedByQuicknet(signature, round) {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(round));
  const S = decodeG1(signature);
  if (S === undefined || times(FP, R, S) !== undefined) return false;
  const H = hashToG1(sha256(message));
  const K = decodeG2(bytes(PUBLIC_KEY));
  const minusG = [G[0], FP2.sub([0n, 0n], G[1])];
  const value = power(millerLoop(S, minusG, H, K), (P ** 12n - 1n) / R, multiply12, ONE12);
  return value.flat().join() === ONE12.flat().join();
}

const mod = (a) => ((a % P) + P) % P;

function power(base, exponent, multiply, one) {
  let result = one;
  let square = base;
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = multiply(result, square);
    square = multiply(square, square);
  }
  return result;
}

function inverse(a) {
  let [r, s, x, y] = [mod(a), P, 1n, 0n];
  while (r !== 0n) [r, s, x, y] = [s % r, r, y - (s / r) * x, x];
  return mod(y);
}

/** A square root, or undefined. */
function sqrt(a) {
  const root = power(mod(a), (P + 1n) / 4n, FP.mul, 1n);
  return FP.mul(root, root) === mod(a) ? root : undefined;
}

/** The numbers modulo P. */
const FP = {
  add: (a, b) => mod(a + b),
  sub: (a, b) => mod(a - b),
  mul: (a, b) => mod(a * b),
  inv: inverse,
  zero: (a) => a === 0n,
};

/** Pairs [a, b] of them that stand for a + b·u, where u² = −1. */
const FP2 = {
  add: ([a, b], [c, d]) => [mod(a + c), mod(b + d)],
  sub: ([a, b], [c, d]) => [mod(a - c), mod(b - d)],
  mul: ([a, b], [c, d]) => [mod(a * c - b * d), mod(a * d + b * c)],
  inv: ([a, b]) => [mod(a * inverse(a * a + b * b)), mod(-b * inverse(a * a + b * b))],
  zero: ([a, b]) => a === 0n && b === 0n,
};

/** The slope of the line through two points [x, y] of y² = x³ + constant, or of the tangent when they are the same. */
function slope(F, [x1, y1], [x2, y2]) {
  if (!F.zero(F.sub(x1, x2))) return F.mul(F.sub(y2, y1), F.inv(F.sub(x2, x1)));
  const square = F.mul(x1, x1);
  return F.mul(F.add(square, F.add(square, square)), F.inv(F.add(y1, y1)));
}

/** The sum of two points; undefined is the point at infinity. */
function plus(F, A, B) {
  if (A === undefined || B === undefined) return A ?? B;
  if (F.zero(F.sub(A[0], B[0])) && F.zero(F.add(A[1], B[1]))) return undefined;
  const m = slope(F, A, B);
  const x = F.sub(F.sub(F.mul(m, m), A[0]), B[0]);
  return [x, F.sub(F.mul(m, F.sub(A[0], x)), A[1])];
}

const times = (F, k, A) => power(A, k, (B, C) => plus(F, B, C), undefined);

/** Encoded points begin with three flags: compressed, at infinity, the larger of the two possible y. */
const number = (from) => BigInt(`0x${hex(from)}`);
const withoutFlags = (from) => number(from) & ((1n << 381n) - 1n);
const wantsLarger = (from) => (from[0] & 0x20) !== 0;

function decodeG1(from) {
  if (from.length !== 48 || (from[0] & 0xc0) !== 0x80) return undefined;
  const x = withoutFlags(from);
  const y = x < P ? sqrt(x * x * x + 4n) : undefined;
  if (y === undefined) return undefined;
  return [x, y * 2n > P === wantsLarger(from) ? y : mod(-y)];
}

function decodeG2(from) {
  const x = [number(from.subarray(48)), withoutFlags(from.subarray(0, 48))];
  const [a, b] = FP2.add(FP2.mul(x, FP2.mul(x, x)), [4n, 4n]);
  const norm = sqrt(a * a + b * b);
  const y0 = sqrt((a + norm) * inverse(2n)) ?? sqrt((a - norm) * inverse(2n));
  const y = [y0, mod(b * inverse(2n * y0))];
  return [x, y[1] * 2n > P === wantsLarger(from) ? y : FP2.sub([0n, 0n], y)];
}

/** RFC 9380, hash_to_curve: 128 bytes from the message, two points from them, their sum moved into the group. */
function hashToG1(message) {
  const domain = Buffer.concat([Buffer.from(DOMAIN), Buffer.of(DOMAIN.length)]);
  const first = sha256(Buffer.alloc(64), message, Buffer.of(0, 128, 0), domain);
  const blocks = [sha256(first, Buffer.of(1), domain)];
  for (const i of [2, 3, 4]) {
    const mixed = blocks[i - 2].map((byte, at) => byte ^ first[at]);
    blocks.push(sha256(mixed, Buffer.of(i), domain));
  }
  const [u0, u1] = [blocks.slice(0, 2), blocks.slice(2)].map((pair) => mod(number(Buffer.concat(pair))));
  return times(FP, X + 1n, plus(FP, mapToCurve(u0), mapToCurve(u1)));
}

/** RFC 9380, simplified SWU: a point of the curve y² = x³ + A·x + B, carried over to ours by an isogeny. */
function mapToCurve(u) {
  const A = 0x144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1dn;
  const B = 0x12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0n;
  const zu2 = mod(11n * u * u);
  const t = mod(zu2 * zu2 + zu2);
  const curve = (x) => x * x * x + A * x + B;
  let x = t === 0n ? mod(B * inverse(11n * A)) : mod(-B * inverse(A) * (1n + inverse(t)));
  if (sqrt(curve(x)) === undefined) x = mod(zu2 * x);
  const root = sqrt(curve(x));
  const y = (root & 1n) === (u & 1n) ? root : mod(-root);
  const at = (coefficients) => coefficients.reduceRight((sum, c) => mod(sum * x + c), 0n);
  const { xNum, xDen, yNum, yDen } = ISOGENY;
  return [mod(at(xNum) * inverse(at(xDen))), mod(y * at(yNum) * inverse(at(yDen)))];
}

/** The product e(A, Q) · e(B, K) up to the final power. The parameter's sign is left out: it would only invert the result. */
function millerLoop(A, Q, B, K) {
  let f = ONE12;
  let T = [Q, K];
  const stepBy = (U) => {
    f = multiply12(multiply12(f, line(T[0], U[0], A)), line(T[1], U[1], B));
    T = T.map((point, i) => plus(FP2, point, U[i]));
  };
  for (const bit of X.toString(2).slice(1)) {
    f = multiply12(f, f);
    stepBy(T);
    if (bit === "1") stepBy([Q, K]);
  }
  return f;
}

/** The line through two points of G2, at the point [x, y] of G1, up to a factor that the final power removes. */
function line(A, B, [x, y]) {
  const m = slope(FP2, A, B);
  const zero = [0n, 0n];
  return [FP2.sub(FP2.mul(m, A[0]), A[1]), zero, FP2.mul(m, [mod(-x), 0n]), [y, 0n], zero, zero];
}

/** Values of pairings are polynomials of six pairs in w, where w⁶ = 1 + u. */
const ONE12 = [[1n, 0n], ...Array(5).fill([0n, 0n])];

function multiply12(f, g) {
  const sums = range(12).map(() => [0n, 0n]);
  for (const [i, [a, b]] of f.entries()) {
    for (const [j, [c, d]] of g.entries()) {
      sums[i + j][0] += a * c - b * d;
      sums[i + j][1] += a * d + b * c;
    }
  }
  return range(6).map((i) => {
    const [a, b] = sums[i];
    const [c, d] = sums[i + 6];
    return [mod(a + c - d), mod(b + c + d)];
  });
}

/** The agreed point of G2. */
const G = [
  [
    0x024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8n,
    0x13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7en,
  ],
  [
    0x0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801n,
    0x0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79ben,
  ],
];

/** The isogeny of RFC 9380, appendix E.2: the coefficients of its four polynomials, lowest power first. */
const ISOGENY = {
  xNum: [
    0x11a05f2b1e833340b809101dd99815856b303e88a2d7005ff2627b56cdb4e2c85610c2d5f2e62d6eaeac1662734649b7n,
    0x17294ed3e943ab2f0588bab22147a81c7c17e75b2f6a8417f565e33c70d1e86b4838f2a6f318c356e834eef1b3cb83bbn,
    0xd54005db97678ec1d1048c5d10a9a1bce032473295983e56878e501ec68e25c958c3e3d2a09729fe0179f9dac9edcb0n,
    0x1778e7166fcc6db74e0609d307e55412d7f5e4656a8dbf25f1b33289f1b330835336e25ce3107193c5b388641d9b6861n,
    0xe99726a3199f4436642b4b3e4118e5499db995a1257fb3f086eeb65982fac18985a286f301e77c451154ce9ac8895d9n,
    0x1630c3250d7313ff01d1201bf7a74ab5db3cb17dd952799b9ed3ab9097e68f90a0870d2dcae73d19cd13c1c66f652983n,
    0xd6ed6553fe44d296a3726c38ae652bfb11586264f0f8ce19008e218f9c86b2a8da25128c1052ecaddd7f225a139ed84n,
    0x17b81e7701abdbe2e8743884d1117e53356de5ab275b4db1a682c62ef0f2753339b7c8f8c8f475af9ccb5618e3f0c88en,
    0x80d3cf1f9a78fc47b90b33563be990dc43b756ce79f5574a2c596c928c5d1de4fa295f296b74e956d71986a8497e317n,
    0x169b1f8e1bcfa7c42e0c37515d138f22dd2ecb803a0c5c99676314baf4bb1b7fa3190b2edc0327797f241067be390c9en,
    0x10321da079ce07e272d8ec09d2565b0dfa7dccdde6787f96d50af36003b14866f69b771f8c285decca67df3f1605fb7bn,
    0x6e08c248e260e70bd1e962381edee3d31d79d7e22c837bc23c0bf1bc24c6b68c24b1b80b64d391fa9c8ba2e8ba2d229n,
  ],
  xDen: [
    0x8ca8d548cff19ae18b2e62f4bd3fa6f01d5ef4ba35b48ba9c9588617fc8ac62b558d681be343df8993cf9fa40d21b1cn,
    0x12561a5deb559c4348b4711298e536367041e8ca0cf0800c0126c2588c48bf5713daa8846cb026e9e5c8276ec82b3bffn,
    0xb2962fe57a3225e8137e629bff2991f6f89416f5a718cd1fca64e00b11aceacd6a3d0967c94fedcfcc239ba5cb83e19n,
    0x3425581a58ae2fec83aafef7c40eb545b08243f16b1655154cca8abc28d6fd04976d5243eecf5c4130de8938dc62cd8n,
    0x13a8e162022914a80a6f1d5f43e7a07dffdfc759a12062bb8d6b44e833b306da9bd29ba81f35781d539d395b3532a21en,
    0xe7355f8e4e667b955390f7f0506c6e9395735e9ce9cad4d0a43bcef24b8982f7400d24bc4228f11c02df9a29f6304a5n,
    0x772caacf16936190f3e0c63e0596721570f5799af53a1894e2e073062aede9cea73b3538f0de06cec2574496ee84a3an,
    0x14a7ac2a9d64a8b230b3f5b074cf01996e7f63c21bca68a81996e1cdf9822c580fa5b9489d11e2d311f7d99bbdcc5a5en,
    0xa10ecf6ada54f825e920b3dafc7a3cce07f8d1d7161366b74100da67f39883503826692abba43704776ec3a79a1d641n,
    0x95fc13ab9e92ad4476d6e3eb3a56680f682b4ee96f7d03776df533978f31c1593174e4b4b7865002d6384d168ecdd0an,
    0x1n,
  ],
  yNum: [
    0x90d97c81ba24ee0259d1f094980dcfa11ad138e48a869522b52af6c956543d3cd0c7aee9b3ba3c2be9845719707bb33n,
    0x134996a104ee5811d51036d776fb46831223e96c254f383d0f906343eb67ad34d6c56711962fa8bfe097e75a2e41c696n,
    0xcc786baa966e66f4a384c86a3b49942552e2d658a31ce2c344be4b91400da7d26d521628b00523b8dfe240c72de1f6n,
    0x1f86376e8981c217898751ad8746757d42aa7b90eeb791c09e4a3ec03251cf9de405aba9ec61deca6355c77b0e5f4cbn,
    0x8cc03fdefe0ff135caf4fe2a21529c4195536fbe3ce50b879833fd221351adc2ee7f8dc099040a841b6daecf2e8fedbn,
    0x16603fca40634b6a2211e11db8f0a6a074a7d0d4afadb7bd76505c3d3ad5544e203f6326c95a807299b23ab13633a5f0n,
    0x4ab0b9bcfac1bbcb2c977d027796b3ce75bb8ca2be184cb5231413c4d634f3747a87ac2460f415ec961f8855fe9d6f2n,
    0x987c8d5333ab86fde9926bd2ca6c674170a05bfe3bdd81ffd038da6c26c842642f64550fedfe935a15e4ca31870fb29n,
    0x9fc4018bd96684be88c9e221e4da1bb8f3abd16679dc26c1e8b6e6a1f20cabe69d65201c78607a360370e577bdba587n,
    0xe1bba7a1186bdb5223abde7ada14a23c42a0ca7915af6fe06985e7ed1e4d43b9b3f7055dd4eba6f2bafaaebca731c30n,
    0x19713e47937cd1be0dfd0b8f1d43fb93cd2fcbcb6caf493fd1183e416389e61031bf3a5cce3fbafce813711ad011c132n,
    0x18b46a908f36f6deb918c143fed2edcc523559b8aaf0c2462e6bfe7f911f643249d9cdf41b44d606ce07c8a4d0074d8en,
    0xb182cac101b9399d155096004f53f447aa7b12a3426b08ec02710e807b4633f06c851c1919211f20d4c04f00b971ef8n,
    0x245a394ad1eca9b72fc00ae7be315dc757b3b080d4c158013e6632d3c40659cc6cf90ad1c232a6442d9d3f5db980133n,
    0x5c129645e44cf1102a159f748c4a3fc5e673d81d7e86568d9ab0f5d396a7ce46ba1049b6579afb7866b1e715475224bn,
    0x15e6be4e990f03ce4ea50b3b42df2eb5cb181d8f84965a3957add4fa95af01b2b665027efec01c7704b456be69c8b604n,
  ],
  yDen: [
    0x16112c4c3a9c98b252181140fad0eae9601a6de578980be6eec3232b5be72e7a07f3688ef60c206d01479253b03663c1n,
    0x1962d75c2381201e1a0cbd6c43c348b885c84ff731c4d59ca4a10356f453e01f78a4260763529e3532f6102c2e49a03dn,
    0x58df3306640da276faaae7d6e8eb15778c4855551ae7f310c35a5dd279cd2eca6757cd636f96f891e2538b53dbf67f2n,
    0x16b7d288798e5395f20d23bf89edb4d1d115c5dbddbcd30e123da489e726af41727364f2c28297ada8d26d98445f5416n,
    0xbe0e079545f43e4b00cc912f8228ddcc6d19c9f0f69bbb0542eda0fc9dec916a20b15dc0fd2ededda39142311a5001dn,
    0x8d9e5297186db2d9fb266eaac783182b70152c65550d881c5ecd87b6f0f5a6449f38db9dfa9cce202c6477faaf9b7acn,
    0x166007c08a99db2fc3ba8734ace9824b5eecfdfa8d0cf8ef5dd365bc400a0051d5fa9c01a58b1fb93d1a1399126a775cn,
    0x16a3ef08be3ea7ea03bcddfabba6ff6ee5a4375efa1f4fd7feb34fd206357132b920f5b00801dee460ee415a15812ed9n,
    0x1866c8ed336c61231a1be54fd1d74cc4f9fb0ce4c6af5920abc5750c4bf39b4852cfe2f7bb9248836b233d9d55535d4an,
    0x167a55cda70a6e1cea820597d94a84903216f763e13d87bb5308592e7ea7d4fbc7385ea3d529b35e346ef48bb8913f55n,
    0x4d2f259eea405bd48f010a01ad2911d9c6dd039bb61a6290e591b36e636a5c871a5c29f4f83060400f8b49cba8f6aa8n,
    0xaccbb67481d033ff5852c1e48c50c477f94ff8aefce42d28c0f9a88cea7913516f968986f7ebbea9684b529e2561092n,
    0xad6b9514c767fe3c3613144b45f1496543346d98adf02267d5ceef9a00d9b8693000763e3b90ac11e99b138573345ccn,
    0x2660400eb2e4f3b628bdd0d53cd76f2bf565b94e72927c1cb748df27942480e420517bd8714cc80d1fadc1326ed06f7n,
    0xe0fa1d816ddc03e6b24255e0d7819c171c40f65e273b853324efcd6356caa205ca2f570f13497804415473a1d634b8fn,
    0x1n,
  ],
};

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    process.exitCode = main(process.argv.slice(2));
  } catch (error) {
    print(`증명 파일을 읽을 수 없어요.  The proof cannot be read: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 2;
  }
}

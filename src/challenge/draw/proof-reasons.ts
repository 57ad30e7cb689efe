/** What a check of a proof can say: a stable code, whether it is good news, and a sentence in both languages. */
export interface Reason {
  readonly ok: boolean;
  readonly ko: string;
  readonly en: string;
}

/** Codes are `<check>.<finding>`; `{parameters}` are filled in by `verifyProof`. */
export const PROOF_REASONS = {
  "shape.ok": {
    ok: true,
    ko: "증명 파일의 형식이 맞아요.",
    en: "The file is a proof of a draw.",
  },
  "shape.invalid": {
    ok: false,
    ko: "추첨 증명 파일이 아니거나 내용이 빠졌어요: {where}",
    en: "This is no proof of a draw, or something is missing: {where}",
  },
  "commit.ok": {
    ok: true,
    ko: "공개한 씨앗이 미리 봉인한 값과 맞아요.",
    en: "The seed opens the commitment that was announced.",
  },
  "commit.differs": {
    ok: false,
    ko: "공개한 씨앗이 봉인한 값과 달라요. 다른 추첨의 씨앗이거나 바뀐 씨앗이에요.",
    en: "The seed does not open the commitment: it was changed, or belongs to another draw.",
  },
  "entries.ok": {
    ok: true,
    ko: "명단 {n}줄이 확정한 명단과 같아요.",
    en: "The list of {n} entries is the one that was fixed.",
  },
  "entries.malformed": {
    ok: false,
    ko: "명단의 {line}번째 줄을 읽을 수 없어요.",
    en: "Line {line} of the list of entries cannot be read.",
  },
  "entries.duplicate": {
    ok: false,
    ko: "명단의 {line}번째 줄 번호가 두 번 나와요.",
    en: "The entry in line {line} is in the list twice.",
  },
  "entries.differs": {
    ok: false,
    ko: "명단이 확정한 명단과 달라요. 줄이 바뀌었거나 더해졌거나 빠졌어요.",
    en: "The list is not the one that was fixed: an entry was changed, added or removed.",
  },
  "entries.miscounted": {
    ok: false,
    ko: "명단은 {n}줄인데 {claimed}줄이라고 적혀 있어요.",
    en: "The list has {n} entries, but the transcript says {claimed}.",
  },
  "prizes.ok": {
    ok: true,
    ko: "경품 목록이 알린 것과 같아요.",
    en: "The prizes are those that were announced.",
  },
  "prizes.malformed": {
    ok: false,
    ko: "경품 목록을 읽을 수 없어요.",
    en: "The list of prizes cannot be read.",
  },
  "prizes.differs": {
    ok: false,
    ko: "경품 목록이 알린 것과 달라요.",
    en: "The prizes are not those that were announced.",
  },
  "prizes.miscounted": {
    ok: false,
    ko: "경품은 모두 {n}개인데 {claimed}개라고 적혀 있어요.",
    en: "There are {n} prizes, but the transcript says {claimed}.",
  },
  "entropy.accepted": {
    ok: true,
    ko: "공개 난수가 없는, 운영자를 믿는 추첨이에요. 받아들이기로 했어요.",
    en: "Nothing public entered this draw; it trusts the host, which was accepted.",
  },
  "entropy.seed-only": {
    ok: false,
    ko: "공개 난수가 없어요. 운영자를 믿어야 하는 추첨이에요.",
    en: "Nothing public entered this draw: one has to trust the host.",
  },
  "beacon.ok": {
    ok: true,
    ko: "공개 난수 {round}회가 그 서명에서 나왔어요.",
    en: "The public number of round {round} follows from its signature.",
  },
  "beacon.wrong-chain": {
    ok: false,
    ko: "공개 난수가 약속한 곳(drand quicknet)에서 온 것이 아니에요.",
    en: "The public number is not from the agreed source (drand quicknet).",
  },
  "beacon.unsigned": {
    ok: false,
    ko: "공개 난수의 서명이 없어요.",
    en: "The public number comes without its signature.",
  },
  "beacon.wrong-randomness": {
    ok: false,
    ko: "공개 난수가 서명과 맞지 않아요.",
    en: "The public number does not follow from the signature.",
  },
  "signature.ok": {
    ok: true,
    ko: "{round}회의 서명이 진짜예요. 아무도 미리 알 수 없던 값이에요.",
    en: "The signature of round {round} is genuine: nobody could know it before.",
  },
  "signature.wrong": {
    ok: false,
    ko: "서명이 공개 난수 {round}회의 것이 아니에요.",
    en: "The signature is not that of round {round}.",
  },
  "room.ok": {
    ok: true,
    ko: "현장 참가자 {shown}명의 숫자가 봉인한 값과 맞아요.",
    en: "The numbers of {shown} people in the room fit their seals.",
  },
  "room.beside-beacon": {
    ok: true,
    ko: "현장 참가자의 숫자는 이 파일에 없지만, 공개 난수가 함께 쓰였어요.",
    en: "The room's numbers are not in this file, but public randomness entered as well.",
  },
  "room.unseen": {
    ok: false,
    ko: "현장 참가자의 숫자가 파일에 없어서 다시 계산할 수 없어요.",
    en: "The numbers of the people in the room are not in the file, so they cannot be checked.",
  },
  "room.malformed": {
    ok: false,
    ko: "현장 참가자의 숫자 목록을 읽을 수 없어요.",
    en: "The list of the room's numbers cannot be read.",
  },
  "room.unsealed": {
    ok: false,
    ko: "현장 참가자의 숫자 하나가 봉인한 값과 달라요.",
    en: "A number from the room does not fit its seal.",
  },
  "room.too-few": {
    ok: false,
    ko: "숫자를 공개한 참가자가 세 명보다 적어요.",
    en: "Fewer than three people showed their number.",
  },
  "room.stranger": {
    ok: false,
    ko: "명단에 없는 {entry} 번호가 숫자를 냈어요.",
    en: "{entry} gave a number and is not in the list.",
  },
  "room.differs": {
    ok: false,
    ko: "현장 참가자의 숫자가 추첨에 쓰인 값과 달라요.",
    en: "The room's numbers are not those that entered the draw.",
  },
  "order.ok": {
    ok: true,
    ko: "순위를 다시 계산했더니 같아요.",
    en: "The ranks, computed again, are the same.",
  },
  "order.differs": {
    ok: false,
    ko: "다시 계산한 순위가 달라요. 씨앗, 명단, 경품, 회차, 추첨 이름 가운데 무언가 바뀌었어요.",
    en: "The ranks, computed again, are others: the seed, a list, the round or the draw's name was changed.",
  },
  "layout.ok": {
    ok: true,
    ko: "경품이 놓인 자리를 다시 계산했더니 같아요.",
    en: "The places of the prizes, computed again, are the same.",
  },
  "layout.differs": {
    ok: false,
    ko: "경품이 놓인 자리가 다시 계산한 것과 달라요.",
    en: "The places of the prizes are not those that were computed.",
  },
  "ladder.ok": {
    ok: true,
    ko: "사다리를 다시 만들고 따라 내려갔더니 모두 제자리로 가요.",
    en: "The ladder, built again and followed down, takes everybody where the ranks say.",
  },
  "ladder.flawed": {
    ok: false,
    ko: "사다리의 {row}번째 줄은 사다리가 아니에요: {flaw}",
    en: "Row {row} of the ladder is not possible: {flaw}",
  },
  "ladder.leads-elsewhere": {
    ok: false,
    ko: "사다리에서 {lane}번 줄이 순위와 다른 자리로 가요.",
    en: "The ladder takes lane {lane} elsewhere than the ranks say.",
  },
  "ladder.differs": {
    ok: false,
    ko: "사다리의 {row}번째 줄이 다시 만든 것과 달라요.",
    en: "Row {row} of the ladder is not the one that was computed.",
  },
  "winners.ok": {
    ok: true,
    ko: "당첨자 {n}명이 계산과 같아요.",
    en: "The {n} winners are those that were computed.",
  },
  "winners.differs": {
    ok: false,
    ko: "{rank}번째 당첨이 계산과 달라요.",
    en: "Winner {rank} is not the one that was computed.",
  },
  "receipt.ok": {
    ok: true,
    ko: "내가 받은 값과 같아요.",
    en: "It is what you were shown.",
  },
  "receipt.draw-differs": {
    ok: false,
    ko: "내가 받은 추첨 이름과 달라요.",
    en: "It is another draw than the one you were shown.",
  },
  "receipt.commit-differs": {
    ok: false,
    ko: "참가할 때 받은 봉인 값과 달라요.",
    en: "The commitment is not the one you were shown when you joined.",
  },
  "receipt.prizes-differ": {
    ok: false,
    ko: "그때 본 경품 목록과 달라요.",
    en: "The prizes are not those you were shown.",
  },
  "receipt.entries-differ": {
    ok: false,
    ko: "확정할 때 받은 명단 값과 달라요.",
    en: "The list is not the one you were shown when it was fixed.",
  },
  "receipt.count-differs": {
    ok: false,
    ko: "확정할 때 본 사람 수({shown}명)와 달라요.",
    en: "When the list was fixed you were shown {shown} entries; this is another number.",
  },
  "receipt.round-differs": {
    ok: false,
    ko: "약속한 공개 난수는 {shown}회인데 다른 회차를 썼어요.",
    en: "Round {shown} was agreed for the public number; another was used.",
  },
  "receipt.lane-differs": {
    ok: false,
    ko: "내 번호 {entry} 는 {lane}번 줄에 있지 않아요.",
    en: "Your entry {entry} is not on lane {lane}.",
  },
} as const satisfies Record<string, Reason>;

export type ProofReason = keyof typeof PROOF_REASONS;

/** What was checked, in the order of a full list. Which ones apply depends on the mode and on what is handed in. */
export type ProofCheckName = ProofReason extends infer Code
  ? Code extends `${infer Check}.${string}`
    ? Check
    : never
  : never;

export interface ProofCheck {
  readonly check: ProofCheckName;
  readonly ok: boolean;
  readonly code: ProofReason;
  readonly says: { readonly ko: string; readonly en: string };
}

/** One line of a verdict, with its parameters filled in. */
export function proofCheck(code: ProofReason, params: Readonly<Record<string, string | number>> = {}): ProofCheck {
  const reason: Reason = PROOF_REASONS[code];
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (whole, key: string) => (Object.hasOwn(params, key) ? String(params[key]) : whole));
  const check = code.slice(0, code.indexOf(".")) as ProofCheckName;
  return { check, ok: reason.ok, code, says: { ko: fill(reason.ko), en: fill(reason.en) } };
}

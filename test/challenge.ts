import type { ChallengeSetup, ChallengeState, ChallengeView } from "../src/contract/index.ts";
import { ask, type Booth } from "./booth.ts";

type Reached = Pick<Booth, "url" | "hostToken">;

export interface MakeChallengeOptions {
  /** The doors are open when it returns; without it a draft. */
  readonly open?: boolean;
  /** Over what a sensible host answers; whole members at a time. */
  readonly setup?: Partial<ChallengeSetup>;
  readonly nameKo?: string;
  readonly nameEn?: string;
  readonly slug?: string;
  readonly rehearsal?: boolean;
  /** From now; 60 without it. */
  readonly closesInMinutes?: number;
}

/** A challenge as a host makes it over the API with the host's token: named, set up and, if wished, open. */
export async function makeChallenge(booth: Reached, options: MakeChallengeOptions = {}): Promise<ChallengeView> {
  const { nameKo = "파이콘 한국", nameEn = "PyCon Korea" } = options;
  const made = await sendAsHost<ChallengeView>(booth, "POST", "/api/challenges", {
    nameKo,
    nameEn,
    ...(options.slug === undefined ? {} : { slug: options.slug }),
    ...(options.rehearsal === undefined ? {} : { rehearsal: options.rehearsal }),
  });
  const setup: ChallengeSetup = {
    ...made.setup,
    privacy: {
      ...made.setup.privacy,
      controller: { ko: "파이콘 준비위원회", en: "PyCon committee" },
      contact: "a@b.kr",
    },
    ...options.setup,
  };
  const closesAt = made.serverTime + Math.round((options.closesInMinutes ?? 60) * 60_000_000);
  const { version } = made;
  const set = await sendAsHost<ChallengeView>(booth, "PUT", `/api/e/${made.slug}/setup`, {
    version,
    setup,
    opensAt: null,
    closesAt,
  });
  return options.open ? moveChallenge(booth, set, "open") : set;
}

/** Takes a step as host; `reason` where the step wants one. */
export async function moveChallenge(
  booth: Reached,
  challenge: Pick<ChallengeView, "slug" | "version">,
  to: ChallengeState,
  reason = "시험",
): Promise<ChallengeView> {
  const { slug, version } = challenge;
  return sendAsHost(booth, "POST", `/api/e/${slug}/state`, { to, reason, version });
}

export const manageChallenge = (booth: Reached, slug: string): Promise<ChallengeView> =>
  ask(booth, `/api/e/${slug}/manage`);

/** A change as host; an answer that is no success throws with its text. */
export async function sendAsHost<T>(
  booth: Reached,
  method: "POST" | "PUT" | "DELETE",
  path: string,
  body: unknown = {},
): Promise<T> {
  const response = await fetch(`${booth.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${booth.hostToken}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

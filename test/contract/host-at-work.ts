import type { Challenges } from "../../src/challenge/index.ts";
import type { ChallengeSetup, ChallengeView } from "../../src/contract/index.ts";
import type { ChallengeState } from "../../src/control/index.ts";
import {
  type ChallengeId,
  challengeId,
  DEFAULT_SPACE,
  epochMicros,
  MICROS_PER_MINUTE,
} from "../../src/kernel/index.ts";
import type { Ground, Node } from "../both-databases.ts";
import type { TestClock } from "../test-clock.ts";

export const HOST = { actor: "host:token" } as const;

export const idOf = (view: ChallengeView): ChallengeId => challengeId(view.id);

/** A challenge as it is, to be saved with a change. */
export const toSave = ({ version, setup, opensAt, closesAt }: ChallengeView, change: Partial<ChallengeSetup>) => ({
  version,
  setup: { ...setup, ...change },
  opensAt,
  closesAt,
});

const prepared = (setup: ChallengeSetup): ChallengeSetup => ({
  ...setup,
  privacy: { ...setup.privacy, controller: { ko: "준비위원회", en: "Committee" }, contact: "a@b.kr" },
});

/** What a host does with challenges, on a node that a test may stop and start again. */
export class HostAtWork {
  node: Node;
  readonly clock: TestClock;
  readonly #ground: Ground;

  private constructor(ground: Ground, node: Node) {
    this.#ground = ground;
    this.clock = ground.clock;
    this.node = node;
  }

  static async begin(ground: Ground): Promise<HostAtWork> {
    const node = await ground.openNode();
    await node.control.spaces.ensure(DEFAULT_SPACE, "Default");
    return new HostAtWork(ground, node);
  }

  /** Another node over the same data. */
  start(): Promise<Node> {
    return this.#ground.openNode();
  }

  get lifecycle(): Challenges["lifecycle"] {
    return this.node.challenges.lifecycle;
  }

  readonly inMinutes = (minutes: number) => epochMicros(this.clock.now() + minutes * MICROS_PER_MINUTE);

  readonly make = (nameKo = "파이콘 한국", more: object = {}): Promise<ChallengeView> =>
    this.lifecycle.create(DEFAULT_SPACE, { nameKo, nameEn: "PyCon Korea", rehearsal: false, ...more }, HOST.actor);

  /** Set up so that its doors can open. */
  readonly makeReady = async (minutes = 60): Promise<ChallengeView> => {
    const draft = await this.make();
    const input = {
      version: draft.version,
      setup: prepared(draft.setup),
      opensAt: null,
      closesAt: this.inMinutes(minutes),
    };
    return this.lifecycle.saveSetup(idOf(draft), input, HOST.actor);
  };

  readonly step = (view: ChallengeView, to: ChallengeState, reason = "") =>
    this.lifecycle.step(idOf(view), { ...HOST, to, reason, version: view.version });

  readonly makeOpen = async (minutes = 60) => this.step(await this.makeReady(minutes), "open");

  /** Puts it there without asking whether it may. */
  readonly forceState = (view: ChallengeView, state: ChallengeState) =>
    this.node.control.records.write(async (transaction) => {
      await transaction.updateTable("challenge").set({ state }).where("id", "=", idOf(view)).execute();
    });

  /** So many tickets. */
  readonly joined = async (view: ChallengeView, n: number, simulated: 0 | 1 = 0): Promise<void> => {
    await this.node.control.records.write(async (transaction) => {
      for (let i = 0; i < n; i++) {
        await transaction
          .insertInto("ticket")
          .values({
            id: `${simulated}TEST${String(i).padStart(3, "0")}` as never,
            challenge: idOf(view),
            nickname: "수달",
            language: "ko",
            created_at: this.clock.now(),
            recovery_hash: `${view.id}-${simulated}-${i}`,
            staff: 0,
            over_14_at: null,
            simulated,
            merged_into: null,
            withdrawn_at: null,
            place: null,
          })
          .execute();
      }
    });
  };
}

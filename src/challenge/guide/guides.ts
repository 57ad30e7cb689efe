import type { GuideAnswer, GuideShell } from "../../contract/index.ts";
import { epochMicros, Fault, MICROS_PER_HOUR, type TicketId } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import type { Challenge } from "../lifecycle/index.ts";
import { renderGuide } from "./render.ts";
import { suggestServiceName } from "./values.ts";

/** Who reads the guide, and how they reached us. */
export interface GuideReader {
  readonly ticket: TicketId | undefined;
  /** Where their agents send to. */
  readonly serverUrl: string;
  readonly shell: GuideShell;
  /** The name they want for their app; undefined for our suggestion. */
  readonly serviceName: string | undefined;
}

export interface Guides {
  /** The guide as this reader has to do it. Their key is not in it: it is stored where only its owner asks for it. */
  read(challenge: Challenge, reader: GuideReader): GuideAnswer;
  /**
   * A key for everybody who finds the guide after the event, good for a day at least and two at most.
   * Faults: `challenge.not-kept`.
   */
  playgroundKey(challenge: Challenge): Promise<string>;
}

/** Of the alphabet of real keys, so that a page may put one in its place without quoting anew. */
const KEY_PLACEHOLDER = "sadari_pk_your-key";
const PLAYGROUND_US = 24 * MICROS_PER_HOUR;

export function createGuides(kit: Kit): Guides {
  const playground = new Map<string, { readonly secret: string; readonly until: number }>();
  return {
    read(challenge, reader) {
      const { setup, state } = challenge;
      const values = {
        serverUrl: reader.serverUrl.replace(/\/+$/, ""),
        secretToken: KEY_PLACEHOLDER,
        serviceName: reader.serviceName ?? suggestServiceName(reader.ticket),
        environment: challenge.slug,
      };
      return {
        state,
        keyMode: setup.keyMode,
        requiredRequests: setup.requiredRequests,
        shell: reader.shell,
        serverUrl: values.serverUrl,
        serviceName: values.serviceName,
        environment: values.environment,
        keyPlaceholder: KEY_PLACEHOLDER,
        guides: setup.frameworks.map((framework) => renderGuide(framework, reader.shell, values)),
        intro: setup.guide.intro,
        outro: setup.guide.outro,
      };
    },
    async playgroundKey(challenge) {
      if (challenge.state !== "kept") throw new Fault("challenge.not-kept", { state: challenge.state });
      const known = playground.get(challenge.id);
      if (known !== undefined && known.until > kit.clock.now()) return known.secret;
      const secret = await renewPlaygroundKey(kit, challenge);
      playground.set(challenge.id, { secret, until: kit.clock.now() + PLAYGROUND_US });
      return secret;
    },
  };
}

/** Keys of the day before still work: somebody may have started with one a minute ago. Older ones do not. */
async function renewPlaygroundKey({ keys, records, clock }: Kit, challenge: Challenge): Promise<string> {
  const label = `playground ${challenge.slug}`;
  const now = clock.now();
  const expiresAt = epochMicros(now + 2 * PLAYGROUND_US);
  for (const key of await keys.list(challenge.space)) {
    const old = key.createdAt < now - PLAYGROUND_US;
    if (key.label === label && key.revokedAt === undefined && old) await keys.revoke(key.id);
  }
  const made = await keys.create({ space: challenge.space, label });
  // Of the challenge, so that what it brings is known for the playground's; and it ends though nobody asks for the next.
  await records.write((transaction) =>
    transaction
      .updateTable("agent_key")
      .set({ challenge: challenge.id, expires_at: expiresAt })
      .where("id", "=", made.key.id)
      .execute(),
  );
  keys.noticeChanges();
  return made.secret;
}

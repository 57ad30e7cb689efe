import type { ChallengeId, TicketId } from "../kernel/index.ts";

type Listener = () => void;

/**
 * Tells open pages of this process that something of a ticket or a challenge changed; they read anew. Says only *that*,
 * so a listener may come late or twice without harm. Another node's pages learn it when they ask the next time.
 */
export class ChangeBus {
  readonly #tickets = new Map<TicketId, Set<Listener>>();
  readonly #challenges = new Map<ChallengeId, Set<Listener>>();
  readonly #apps = new Map<ChallengeId, Set<Listener>>();
  readonly #everyChallenge = new Set<Listener>();

  ticketChanged(ticket: TicketId): void {
    for (const listener of this.#tickets.get(ticket) ?? []) listener();
  }

  /** Everything that all its pages show: its state, its times, its scenes. Tickets' listeners are told too if they ask. */
  challengeChanged(challenge: ChallengeId): void {
    for (const listener of this.#everyChallenge) listener();
    for (const listener of this.#challenges.get(challenge) ?? []) listener();
  }

  /** An app came to a challenge, or more of one did; at most once a second but for a first arrival. */
  appsChanged(challenge: ChallengeId): void {
    for (const listener of this.#apps.get(challenge) ?? []) listener();
  }

  /** The returned function ends it. */
  onTicket(ticket: TicketId, listener: Listener): () => void {
    return listen(this.#tickets, ticket, listener);
  }

  onChallenge(challenge: ChallengeId, listener: Listener): () => void {
    return listen(this.#challenges, challenge, listener);
  }

  /** Told of all of them. */
  onEveryChallenge(listener: Listener): () => void {
    this.#everyChallenge.add(listener);
    return () => this.#everyChallenge.delete(listener);
  }

  onApps(challenge: ChallengeId, listener: Listener): () => void {
    return listen(this.#apps, challenge, listener);
  }
}

function listen<Id>(listeners: Map<Id, Set<Listener>>, id: Id, listener: Listener): () => void {
  const own = listeners.get(id) ?? new Set();
  listeners.set(id, own.add(listener));
  return () => {
    own.delete(listener);
    if (own.size === 0 && listeners.get(id) === own) listeners.delete(id);
  };
}

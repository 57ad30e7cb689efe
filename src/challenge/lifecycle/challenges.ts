import type { ChallengeId, SpaceId } from "../../kernel/index.ts";
import type { Kit } from "../kit.ts";
import { type Challenge, toChallenge } from "./challenge.ts";

/** The challenges of all spaces, read and changed. */
export interface Lifecycle {
  findBySlug(slug: string): Promise<Challenge | undefined>;
  find(id: ChallengeId): Promise<Challenge | undefined>;
  /** Of one space, newest first. */
  list(space: SpaceId): Promise<readonly Challenge[]>;
}

export function createLifecycle({ records }: Kit): Lifecycle {
  return {
    async findBySlug(slug) {
      const row = await records.read((tables) =>
        tables.selectFrom("challenge").selectAll().where("slug", "=", slug).executeTakeFirst(),
      );
      return row && toChallenge(row);
    },
    async find(id) {
      const row = await records.read((tables) =>
        tables.selectFrom("challenge").selectAll().where("id", "=", id).executeTakeFirst(),
      );
      return row && toChallenge(row);
    },
    async list(space) {
      const rows = await records.read((tables) =>
        tables
          .selectFrom("challenge")
          .selectAll()
          .where("space", "=", space)
          .orderBy("created_at", "desc")
          .orderBy("id")
          .execute(),
      );
      return rows.map(toChallenge);
    },
  };
}

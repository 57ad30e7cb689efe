import { hash } from "node:crypto";
import { PICTURES_PATH, type PictureKind, type PictureView } from "../../contract/index.ts";
import type { Changing, Reading } from "../../control/index.ts";
import { type ChallengeId, Fault } from "../../kernel/index.ts";
import { type Actor, appendAudit } from "../audit/index.ts";
import type { Kit } from "../kit.ts";
import { cleanPicture } from "./clean-picture.ts";
import { type PictureType, refused } from "./cleaned.ts";

/** Fifty prizes and forty gifts of two days with other gifts, and some over. */
const MOST_PICTURES = 150;

/** What a picture is of: a prize of the draw or a gift of the raffle, by its id. */
export interface PictureSubject {
  readonly kind: PictureKind;
  readonly id: string;
}

type Of = { readonly id: ChallengeId; readonly slug: string };

/** Pictures of prizes and gifts, one each, in the control data: what is backed up has them too. */
export interface Pictures {
  list(challenge: Of): Promise<PictureView[]>;
  /** `bytes` as somebody uploaded them; see `cleanPicture`. Replaces the one that was there. Faults: `picture.refused`. */
  set(challenge: Of, subject: PictureSubject, bytes: Buffer, actor: Actor): Promise<PictureView>;
  /** No fault where none was. */
  remove(challenge: Of, subject: PictureSubject, actor: Actor): Promise<void>;
  /** Faults: `picture.unknown`. */
  read(challenge: Of, name: string): Promise<{ readonly type: PictureType; readonly bytes: Buffer }>;
}

export function createPictures(kit: Kit): Pictures {
  const { records } = kit;
  return {
    list: (challenge) => records.read((tables) => readPictures(tables, challenge)),
    set: (...rest) => setPicture(kit, ...rest),
    remove: (...rest) => removePicture(kit, ...rest),
    async read({ id }, name) {
      const row = await records.read((tables) =>
        tables
          .selectFrom("picture")
          .select(["type", "content"])
          .where("challenge", "=", id)
          .where("name", "=", name)
          .executeTakeFirst(),
      );
      if (row === undefined) throw new Fault("picture.unknown");
      return { type: row.type, bytes: Buffer.from(row.content, "base64") };
    },
  };
}

const addressOf = (slug: string, name: string): string => `/api/e/${slug}${PICTURES_PATH}/${name}`;

/** All of a challenge, without their bytes. */
export async function readPictures(tables: Reading, { id, slug }: Of): Promise<PictureView[]> {
  const rows = await tables
    .selectFrom("picture")
    .select(["kind", "subject", "name", "width", "height"])
    .where("challenge", "=", id)
    .orderBy("kind")
    .orderBy("subject")
    .execute();
  return rows.map(({ kind, subject, name, width, height }) => ({
    kind,
    id: subject,
    url: addressOf(slug, name),
    width,
    height,
  }));
}

/** The address of each picture of a kind by what it is of, for views that show it. */
export async function pictureAddresses(
  tables: Reading,
  challenge: Of,
  kind: PictureKind,
): Promise<ReadonlyMap<string, string>> {
  const all = await readPictures(tables, challenge);
  return new Map(all.filter((each) => each.kind === kind).map(({ id, url }) => [id, url]));
}

/** A challenge made like another one shows its prizes with the same pictures. */
export async function copyPictures(transaction: Changing, from: ChallengeId, to: ChallengeId): Promise<void> {
  const rows = await transaction.selectFrom("picture").selectAll().where("challenge", "=", from).execute();
  for (const row of rows)
    await transaction
      .insertInto("picture")
      .values({ ...row, challenge: to })
      .execute();
}

async function setPicture(
  { records, clock, bus }: Kit,
  challenge: Of,
  { kind, id }: PictureSubject,
  uploaded: Buffer,
  actor: Actor,
): Promise<PictureView> {
  const { type, width, height, bytes } = cleanPicture(uploaded);
  const name = hash("sha256", bytes, "hex").slice(0, 32);
  const values = { name, type, width, height, content: bytes.toString("base64") };
  await records.write(async (transaction) => {
    const { n } = await transaction
      .selectFrom("picture")
      .select(({ fn }) => fn.countAll<number | string>().as("n"))
      .where("challenge", "=", challenge.id)
      .executeTakeFirstOrThrow();
    if (Number(n) >= MOST_PICTURES) throw refused(`there are ${MOST_PICTURES} already`);
    await transaction
      .insertInto("picture")
      .values({ challenge: challenge.id, kind, subject: id, ...values })
      .onConflict((conflict) => conflict.columns(["challenge", "kind", "subject"]).doUpdateSet(values))
      .execute();
    const data = { kind, of: id, picture: name, bytes: bytes.length };
    await appendAudit(transaction, challenge.id, clock.now(), { actor, type: "picture.set", data });
  });
  bus.challengeChanged(challenge.id);
  return { kind, id, url: addressOf(challenge.slug, name), width, height };
}

async function removePicture(
  { records, clock, bus }: Kit,
  challenge: Of,
  { kind, id }: PictureSubject,
  actor: Actor,
): Promise<void> {
  await records.write(async (transaction) => {
    const { numDeletedRows } = await transaction
      .deleteFrom("picture")
      .where("challenge", "=", challenge.id)
      .where("kind", "=", kind)
      .where("subject", "=", id)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return;
    const data = { kind, of: id };
    await appendAudit(transaction, challenge.id, clock.now(), { actor, type: "picture.remove", data });
  });
  bus.challengeChanged(challenge.id);
}

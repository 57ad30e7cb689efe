import type { RoomNumberBody } from "../../contract/index.ts";
import type { Reading } from "../../control/index.ts";
import type { TicketId } from "../../kernel/index.ts";
import { commitTo, fromHex, type RoomEntropy, roomCommitsText, roomEntropy, sha256Hex } from "../draw/index.ts";
import type { Kit } from "../kit.ts";
import { refused } from "./announce.ts";
import { type Draw, lockDraw } from "./rows.ts";
import { roomWindows } from "./times.ts";

/**
 * Keeps a phone's sealed number in the first window and the number itself in the second. Sent twice it is there once; a seal
 * never changes. Faults: `draw.refused`.
 */
export async function giveNumber(
  kit: Kit,
  { draw: id, ticket }: { readonly draw: string; readonly ticket: TicketId },
  body: RoomNumberBody,
): Promise<void> {
  const { records, clock } = kit;
  await records.write(async (transaction) => {
    const draw = await lockDraw(records.kind, transaction, id);
    const windows = roomWindows(draw);
    if (draw.state !== "frozen" || windows === undefined) throw refused("no numbers are collected");
    const now = clock.now();
    const own = await transaction
      .selectFrom("room_number")
      .selectAll()
      .where("draw", "=", draw.id)
      .where("ticket", "=", ticket)
      .executeTakeFirst();
    if ("seal" in body) {
      if (own !== undefined) return;
      if (now >= windows.sealUntil) throw refused("the time to seal a number is over");
      const entry = await transaction
        .selectFrom("draw_entry")
        .select("ticket")
        .where("draw", "=", draw.id)
        .where("ticket", "=", ticket)
        .executeTakeFirst();
      if (entry === undefined) throw refused("only who is in the list can add a number");
      const row = { draw: draw.id, ticket, commit_hash: body.seal, reveal: null };
      await transaction.insertInto("room_number").values(row).execute();
      return;
    }
    if (now < windows.sealUntil) throw refused("numbers are shown once all are sealed");
    if (now >= windows.showUntil) throw refused("the time to show a number is over");
    const bytes = fromHex(body.number);
    if (own === undefined || bytes === undefined || commitTo("room", bytes) !== own.commit_hash) {
      throw refused("this number does not open the seal");
    }
    await transaction
      .updateTable("room_number")
      .set({ reveal: body.number })
      .where("draw", "=", draw.id)
      .where("ticket", "=", ticket)
      .execute();
  });
}

const readRoom = (tables: Reading, draw: string) =>
  tables.selectFrom("room_number").selectAll().where("draw", "=", draw).orderBy("ticket").execute();

/** What the room added. Faults: `draw.room-refused`. */
export async function readEntropy(tables: Reading, draw: Draw): Promise<RoomEntropy> {
  const rows = await readRoom(tables, draw.id);
  return roomEntropy(
    rows.map((row) => ({ entry: row.ticket, commit: row.commit_hash })),
    rows.flatMap((row) => (row.reveal === null ? [] : [{ entry: row.ticket, number: row.reveal }])),
  );
}

/** How far the room has come, for everybody's pages. */
export async function roomSoFar(tables: Reading, draw: Draw, now: number) {
  const windows = roomWindows(draw);
  if (windows === undefined) return null;
  const rows = await readRoom(tables, draw.id);
  const seals = rows.map((row) => ({ entry: row.ticket, commit: row.commit_hash }));
  return {
    ...windows,
    sealed: rows.length,
    shown: rows.filter(({ reveal }) => reveal !== null).length,
    sealsHash: now >= windows.sealUntil ? sha256Hex(roomCommitsText(seals)) : null,
  };
}

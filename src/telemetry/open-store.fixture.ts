/** A process that opens a store, writes one row when it can, says so, and waits to be killed. */
import { sampleTransaction } from "../../test/samples/events.ts";
import { randomId, spaceId, systemClock } from "../kernel/index.ts";
import { silentLog } from "../self/index.ts";
import { Encoder } from "./encode/index.ts";
import { Store } from "./store.ts";

const [folder = ""] = process.argv.slice(2);
const store = await Store.open({ folder, clickhouse: { kind: "child" }, clock: systemClock, log: silentLog });
const events = [sampleTransaction()];
const { batch } = new Encoder().encode({ space: spaceId("killed"), receivedAt: systemClock.now(), events });
for (const block of batch.blocks) await store.insert(block, `${randomId(10)}:${block.table}`);
process.stdout.write("stored\n");
setInterval(() => {}, 60_000);

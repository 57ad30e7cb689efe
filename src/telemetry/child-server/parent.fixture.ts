/** A process that starts a child server and waits to be killed; says its address and the child's id. */
import { systemClock } from "../../kernel/index.ts";
import { silentLog } from "../../self/index.ts";
import { ChildServer } from "./child-server.ts";

const [folder = ""] = process.argv.slice(2);
const server = await ChildServer.start({ folder, database: "sadari", clock: systemClock, log: silentLog });
process.stdout.write(`${server.url} ${server.pid}\n`);
setInterval(() => {}, 60_000);

// Runs a command with the Node that the package brings along first in PATH. npm 11 links that Node into
// node_modules/.bin; npm 10 links it and removes the link again with the packages of the other platforms.
import { delimiter, dirname } from "node:path";
import { newEnoughNode, refuse, runInstead } from "../bin/bundled-node.js";

const [command = "node", ...args] = process.argv.slice(2);
const node = newEnoughNode();
if (node === undefined) refuse();
else runInstead(command, args, { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` });

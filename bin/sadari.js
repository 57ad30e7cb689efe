#!/usr/bin/env node
// Runs on any Node from 18 on: finds the Node 26 that the package brings along and runs Sadari with it.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isNewEnough, newEnoughNode, refuse, runInstead } from "./bundled-node.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// Only a clone has sources, and there they are newer than whatever was built for publishing.
const source = join(root, "src", "cli", "main.ts");
const main = existsSync(source) ? source : join(root, "dist", "cli", "main.js");

const node = newEnoughNode();
if (isNewEnough()) await import(pathToFileURL(main).href);
else if (node === undefined) refuse();
else runInstead(node, [main, ...process.argv.slice(2)]);

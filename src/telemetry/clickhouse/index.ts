/** Connections to ClickHouse: one node, or all that make up a store, and what their errors mean. */
export { Connection, completeNodes, type Nodes, nodesOfUrl } from "./connection.ts";
export { ClickHouseNode, type Credentials } from "./node.ts";
export { failureReason, queryFault } from "./refusal.ts";
export { parseServerUrl } from "./server-url.ts";

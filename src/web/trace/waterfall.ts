import type { TraceError, TraceItem } from "../../contract/index.ts";

/** A bar in its place: where it hangs, when it starts on the common clock, and what is odd about it. */
export interface Row {
  /** Kind and id: agents give transactions and spans ids of their own. */
  readonly key: string;
  readonly item: TraceItem;
  readonly depth: number;
  readonly parentKey: string | null;
  readonly children: number;
  readonly descendants: number;
  /** Microseconds from the start of the trace, clocks already set right. */
  readonly startUs: number;
  /** How far the bar was moved because clocks differ; 0 mostly. */
  readonly skewUs: number;
  /** Its parent is not in the trace; it hangs under the root instead. */
  readonly orphan: boolean;
  /** Another service than its parent's; also what begins a trace of several services. */
  readonly entersService: boolean;
  readonly errors: readonly TraceError[];
}

export interface ErrorMark {
  readonly error: TraceError;
  readonly atUs: number;
  readonly rowKey: string | null;
}

export interface Waterfall {
  /** Depth first, children by start: the order of the rows when all is unfolded. */
  readonly rows: readonly Row[];
  readonly marks: readonly ErrorMark[];
  /** From the first start to the last end, at least 1. */
  readonly totalUs: number;
  /** Start of the trace in microseconds since 1970, by the clock of its root. */
  readonly startedAt: number;
  readonly services: readonly string[];
  readonly orphans: number;
  readonly skewed: boolean;
  /** No item begins the trace; the earliest one stands in for it. */
  readonly incomplete: boolean;
}

export const itemKey = (item: Pick<TraceItem, "kind" | "id">): string => `${item.kind}:${item.id}`;

interface Node {
  readonly item: TraceItem;
  readonly key: string;
  readonly errors: TraceError[];
  readonly children: Node[];
  parent: Node | null;
  orphan: boolean;
  skewUs: number;
  depth: number;
  descendants: number;
}

/**
 * Puts the items of a trace into a tree. Nothing is dropped: what has no parent here, or only itself as an
 * ancestor, hangs under the root. Clocks are set right where a transaction starts before its caller.
 */
export function buildWaterfall(items: readonly TraceItem[], errors: readonly TraceError[]): Waterfall {
  const nodes = toNodes(items);
  const first = [...nodes].sort(byStart)[0];
  if (!first) return EMPTY;
  const byId = indexById(nodes);
  adopt(nodes, byId);
  const root = nodes.filter((node) => node.item.parentId === "" && node.parent === null).sort(byStart)[0];
  const top = root ?? earliestParentless(nodes) ?? first;
  const roots = hangOrphans(nodes, top);
  for (const node of roots) setClocksRight(node);
  for (const error of errors) nodeOf(error, byId)?.errors.push(error);
  return finish(roots, errors, byId, root === undefined);
}

const EMPTY: Waterfall = {
  rows: [],
  marks: [],
  totalUs: 1,
  startedAt: 0,
  services: [],
  orphans: 0,
  skewed: false,
  incomplete: true,
};

function toNodes(items: readonly TraceItem[]): readonly Node[] {
  const seen = new Set<string>();
  return items.map((item, place): Node => {
    // A second item of the same id is kept as well, under a key of its own.
    const key = seen.has(itemKey(item)) ? `${itemKey(item)}#${place}` : itemKey(item);
    seen.add(key);
    return { item, key, errors: [], children: [], parent: null, orphan: false, skewUs: 0, depth: 0, descendants: 0 };
  });
}

const startOf = (node: Node): number => node.item.timestamp + node.skewUs;
const byStart = (a: Node, b: Node): number => startOf(a) - startOf(b) || b.item.durationUs - a.item.durationUs;

function indexById(nodes: readonly Node[]): ReadonlyMap<string, Node> {
  const byId = new Map<string, Node>();
  for (const node of nodes) if (!byId.has(node.item.id)) byId.set(node.item.id, node);
  return byId;
}

/** Gives every node the parent it names; an item that lists a node as its child wins over the node's own word. */
function adopt(nodes: readonly Node[], byId: ReadonlyMap<string, Node>): void {
  const claimed = new Map<string, Node>();
  for (const node of nodes) for (const childId of node.item.childIds) claimed.set(childId, node);
  for (const node of nodes) {
    const parent = claimed.get(node.item.id) ?? byId.get(node.item.parentId);
    if (parent === undefined || parent === node) node.orphan = node.item.parentId !== "";
    else node.parent = parent;
  }
}

function earliestParentless(nodes: readonly Node[]): Node | undefined {
  return nodes.filter((node) => node.parent === null).sort(byStart)[0];
}

/** Links children to parents and everything that cannot be reached from a root to `top`. The roots, earliest first. */
function hangOrphans(nodes: readonly Node[], top: Node): readonly Node[] {
  top.parent = null;
  top.orphan = false;
  const roots = nodes.filter((node) => node.parent === null && !node.orphan).sort(byStart);
  for (const node of nodes) {
    if (node.orphan) node.parent = top;
    node.parent?.children.push(node);
  }
  const reached = new Set<Node>();
  for (const root of roots) for (const node of depthFirst(root)) reached.add(node);
  for (const node of nodes) {
    if (reached.has(node)) continue;
    // What is left goes round in circles; the first of each circle is cut off and hung up.
    const circle = node.parent;
    if (circle) circle.children.splice(circle.children.indexOf(node), 1);
    node.parent = top;
    node.orphan = true;
    top.children.push(node);
    for (const found of depthFirst(node)) reached.add(found);
  }
  return roots;
}

/** Every node below and including `root`, parents first. Not recursive: a hostile trace is 5,000 levels deep. */
function depthFirst(root: Node): readonly Node[] {
  const found: Node[] = [];
  const seen = new Set<Node>();
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    found.push(node);
    for (let child = node.children.length - 1; child >= 0; child--) {
      const next = node.children[child];
      if (next) waiting.push(next);
    }
  }
  return found;
}

/** Sets depths and skews from the top down, then sorts siblings by the corrected start. */
function setClocksRight(root: Node): void {
  const found = depthFirst(root);
  for (const node of found) {
    node.depth = node.parent ? node.parent.depth + 1 : 0;
    node.skewUs = node.parent ? skewBelow(node, node.parent) : 0;
  }
  for (const node of found) node.children.sort(byStart);
  for (const node of found.toReversed()) {
    node.descendants = node.children.reduce((sum, child) => sum + child.descendants + 1, 0);
  }
}

/** Only a transaction can be on another clock than its parent; a span is on its transaction's. */
function skewBelow(node: Node, parent: Node): number {
  if (node.item.kind === "span") return node.orphan ? 0 : parent.skewUs;
  const behind = startOf(parent) - node.item.timestamp;
  if (behind <= 0 || node.orphan) return 0;
  return behind + Math.max(parent.item.durationUs - node.item.durationUs, 0) / 2;
}

const nodeOf = (error: TraceError, byId: ReadonlyMap<string, Node>): Node | undefined =>
  byId.get(error.parentId) ?? byId.get(error.transactionId);

function finish(
  roots: readonly Node[],
  errors: readonly TraceError[],
  byId: ReadonlyMap<string, Node>,
  incomplete: boolean,
): Waterfall {
  const nodes = roots.flatMap(depthFirst);
  const startedAt = nodes.reduce((earliest, node) => Math.min(earliest, startOf(node)), Number.POSITIVE_INFINITY);
  const end = nodes.reduce((latest, node) => Math.max(latest, startOf(node) + node.item.durationUs), 0);
  const services = [...new Set(nodes.map((node) => node.item.service))];
  const rows = nodes.map(
    (node): Row => ({
      key: node.key,
      item: node.item,
      depth: node.depth,
      parentKey: node.parent?.key ?? null,
      children: node.children.length,
      descendants: node.descendants,
      startUs: startOf(node) - startedAt,
      skewUs: node.skewUs,
      orphan: node.orphan,
      entersService: node.parent ? node.parent.item.service !== node.item.service : services.length > 1,
      errors: node.errors,
    }),
  );
  const marks = errors.map((error): ErrorMark => {
    const node = nodeOf(error, byId);
    return { error, atUs: error.timestamp + (node?.skewUs ?? 0) - startedAt, rowKey: node?.key ?? null };
  });
  return {
    rows,
    marks,
    totalUs: Math.max(end - startedAt, 1),
    startedAt,
    services,
    orphans: rows.filter((row) => row.orphan).length,
    skewed: rows.some((row) => row.skewUs !== 0),
    incomplete,
  };
}

/** Agents of JavaScript, on servers and in browsers: what they do hardly ever waits. */
const SELDOM_BLOCKING = /^(?:nodejs|js-base|rum-js|opentelemetry\/(?:nodejs|webjs))(?:\/|$)/;

/** How a span ran, where that is not how its agent's spans mostly run. */
export function unusualSync({ agent, sync }: Pick<TraceItem, "agent" | "sync">): "blocking" | "async" | null {
  if (SELDOM_BLOCKING.test(agent)) return sync === true ? "blocking" : null;
  return sync === false ? "async" : null;
}

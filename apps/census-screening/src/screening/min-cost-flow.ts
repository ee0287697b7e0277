/** A place flow goes through. */
export class FlowNode {
  readonly arcs: FlowArc[] = [];
  /** Least cost from the source so far, in the round before; keeps every cost that is left at or above 0. */
  potential = 0;
  distance = Infinity;
  settled = false;
  via: FlowArc | undefined;
}

/** A way from one node to another that takes so much at so much a unit; whole numbers, costs not below 0. */
export class FlowArc {
  readonly from: FlowNode;
  readonly to: FlowNode;
  readonly cost: number;
  /** The way back, by which flow is taken off again. */
  readonly back: FlowArc;
  left: number;

  constructor(from: FlowNode, to: FlowNode, left: number, cost: number, back?: FlowArc) {
    this.from = from;
    this.to = to;
    this.left = left;
    this.cost = cost;
    from.arcs.push(this);
    this.back = back ?? new FlowArc(to, from, 0, -cost, this);
  }

  get flow(): number {
    return this.back.left;
  }
}

/** A way between two nodes that takes `most` units, at `cost` each. */
export const connect = (from: FlowNode, to: FlowNode, most: number, cost: number): FlowArc => new FlowArc(from, to, most, cost);

/**
 * Sends as much as goes from source to sink, at the least cost, and returns how much: successive shortest paths, with Dijkstra on
 * reduced costs. Exact, and the same for the same nodes and arcs in the same order.
 */
export function sendAll(nodes: readonly FlowNode[], source: FlowNode, sink: FlowNode): number {
  let sent = 0;
  while (findCheapest(nodes, source, sink)) {
    const way: FlowArc[] = [];
    for (let arc = sink.via; arc; arc = arc.from.via) way.push(arc);
    const most = way.reduce((least, { left }) => Math.min(least, left), Infinity);
    for (const arc of way) {
      arc.left -= most;
      arc.back.left += most;
    }
    sent += most;
  }
  return sent;
}

/** Marks the cheapest way to every node; false where there is none to the sink any more. */
function findCheapest(nodes: readonly FlowNode[], source: FlowNode, sink: FlowNode): boolean {
  for (const node of nodes) {
    node.distance = Infinity;
    node.settled = false;
    node.via = undefined;
  }
  source.distance = 0;
  for (let node = nearest(nodes); node; node = nearest(nodes)) {
    node.settled = true;
    for (const arc of node.arcs) {
      const distance = node.distance + arc.cost + node.potential - arc.to.potential;
      if (arc.left <= 0 || distance >= arc.to.distance) continue;
      arc.to.distance = distance;
      arc.to.via = arc;
    }
  }
  for (const node of nodes) if (node.settled) node.potential += node.distance;
  return sink.settled;
}

/** The first of the nodes nearest to the source that can be reached and are not settled. */
function nearest(nodes: readonly FlowNode[]): FlowNode | undefined {
  let found: FlowNode | undefined;
  for (const node of nodes) if (!node.settled && node.distance < (found?.distance ?? Infinity)) found = node;
  return found;
}

import { describe, expect, it } from 'vitest';
import { FlowNode, connect, sendAll } from './min-cost-flow.ts';

const nodes = (count: number) => Array.from({ length: count }, () => new FlowNode()) as [FlowNode, FlowNode, FlowNode, FlowNode];

describe('flow at the least cost', () => {
  it('is nothing where no way leads to the sink', () => {
    const [source, between, sink] = nodes(3);
    const arc = connect(source, between, 5, 1);
    expect(sendAll([source, between, sink], source, sink)).toBe(0);
    expect(arc.flow).toBe(0);
  });

  it('takes the cheap way until it is full, then the dear one', () => {
    const [source, cheap, dear, sink] = nodes(4);
    const ways = [connect(source, cheap, 3, 1), connect(source, dear, 9, 5)];
    connect(cheap, sink, 9, 0);
    connect(dear, sink, 4, 0);
    expect(sendAll([source, cheap, dear, sink], source, sink)).toBe(7);
    expect(ways.map(({ flow }) => flow)).toEqual([3, 4]);
  });

  it('takes back what was sent first, where all goes cheaper another way', () => {
    const all = nodes(4);
    const [source, left, right, sink] = all;
    connect(source, left, 1, 0);
    connect(source, right, 1, 1);
    const across = connect(left, right, 1, 0);
    connect(left, sink, 1, 9);
    connect(right, sink, 1, 0);
    expect(sendAll(all, source, sink)).toBe(2);
    expect(across.flow).toBe(0); // the cheapest single way led across
  });
});

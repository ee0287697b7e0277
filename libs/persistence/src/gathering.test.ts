import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Gathering, type Settled } from './gathering.ts';

/** Records the groups it is given and answers when it is told to. */
function stage(limits: { readonly lanes: number; readonly most: number; readonly rushMs?: number } = { lanes: 1, most: 3 }) {
  const groups: (readonly number[])[] = [];
  const answers: ((results: readonly Settled<string>[] | Error) => void)[] = [];
  const gathering = new Gathering<number, string>((items) => {
    groups.push(items);
    return new Promise((done, fail) => {
      answers.push((results) => {
        if (results instanceof Error) fail(results);
        else done(results);
      });
    });
  }, limits);
  const answer = async (group: number): Promise<void> => {
    answers[group]?.((groups[group] ?? []).map((item) => ({ ok: true, value: `r${String(item)}` })));
    await turn();
    await turn();
  };
  return { gathering, groups, answers, answer };
}

describe('a gathering', () => {
  it('sends what was asked for in the same turn together, and a single item at once', async () => {
    const { gathering, groups, answer } = stage();
    const both = Promise.all([gathering.ask(1), gathering.ask(2)]);
    await turn();
    expect(groups).toEqual([[1, 2]]);
    await answer(0);
    expect(await both).toEqual(['r1', 'r2']);
    const one = gathering.ask(3);
    await turn();
    expect(groups).toEqual([[1, 2], [3]]);
    await answer(1);
    expect(await one).toBe('r3');
  });

  it('lets the rest gather while its lanes are taken, and sends no more at once than it may', async () => {
    const { gathering, groups, answer } = stage();
    const first = gathering.ask(0);
    await turn();
    const rest = Promise.all([1, 2, 3, 4].map((item) => gathering.ask(item)));
    await turn();
    expect(groups).toEqual([[0]]);
    await answer(0);
    expect(groups).toEqual([[0], [1, 2, 3]]);
    await answer(1);
    expect(groups).toEqual([[0], [1, 2, 3], [4]]);
    await answer(2);
    expect(await first).toBe('r0');
    expect(await rest).toEqual(['r1', 'r2', 'r3', 'r4']);
  });

  it('in a rush waits a moment for others, and not before one has begun', async () => {
    const { gathering, groups, answer } = stage({ lanes: 1, most: 3, rushMs: 50 });
    const one = gathering.ask(1);
    await turn();
    expect(groups).toEqual([[1]]);
    const two = [gathering.ask(2), gathering.ask(3)];
    await answer(0);
    expect(groups).toEqual([[1], [2, 3]]);
    await answer(1);
    const third = gathering.ask(4);
    await turn();
    expect(groups).toHaveLength(2);
    const fourth = gathering.ask(5);
    await expect.poll(() => groups).toEqual([[1], [2, 3], [4, 5]]);
    await answer(2);
    const alone = gathering.ask(6);
    await expect.poll(() => groups).toEqual([[1], [2, 3], [4, 5], [6]]);
    await answer(3);
    const last = gathering.ask(7);
    await turn();
    expect(groups.at(-1)).toEqual([7]);
    await answer(4);
    expect(await Promise.all([one, ...two, third, fourth, alone, last])).toEqual(['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7']);
  });

  it('has as many groups under way as it has lanes', async () => {
    const { gathering, groups } = stage({ lanes: 2, most: 1 });
    for (const item of [1, 2, 3]) void gathering.ask(item);
    await turn();
    expect(groups).toEqual([[1], [2]]);
  });

  it('gives each item its own error, and all of them that of the group', async () => {
    const { gathering, answers } = stage();
    const some = Promise.allSettled([gathering.ask(1), gathering.ask(2)]);
    await turn();
    answers[0]?.([
      { ok: true, value: 'r1' },
      { ok: false, error: new Error('second') },
    ]);
    expect(await some).toMatchObject([
      { status: 'fulfilled', value: 'r1' },
      { status: 'rejected', reason: { message: 'second' } },
    ]);
    const all = Promise.allSettled([gathering.ask(3), gathering.ask(4)]);
    await turn();
    answers[1]?.(new Error('away'));
    expect(await all).toMatchObject([{ reason: { message: 'away' } }, { reason: { message: 'away' } }]);
  });

  it('does not leave an item without an answer', async () => {
    const { gathering, answers } = stage();
    const both = Promise.allSettled([gathering.ask(1), gathering.ask(2)]);
    await turn();
    answers[0]?.([{ ok: true, value: 'r1' }]);
    expect(await both).toMatchObject([{ status: 'fulfilled' }, { status: 'rejected' }]);
  });
});

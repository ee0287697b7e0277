import { COMMANDS } from '@houzhai/contracts';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { BATCH, Desk, batch } from '../screens/test/checkpoint-desk.ts';
import { receiptOf, withReceipt } from './receipt.ts';

const answer = { batchId: BATCH, no: batch.no, checkpointId: 'c', status: 'CLOSED', version: 5, area: 'a07', allowedActions: ['divert'] };
const receipt = receiptOf(answer) ?? expect.fail('no receipt');

describe('a receipt', () => {
  test('of every command that says what is next has the id of its record first, as rows have it', () => {
    const outputs = COMMANDS.flatMap(({ name, output }) =>
      output instanceof z.ZodObject && 'allowedActions' in output.shape ? [[name, Object.keys(output.shape)] as const] : [],
    );
    expect(outputs.length).toBeGreaterThan(50);
    for (const [name, [first, ...fields]] of outputs)
      expect([name, first, fields]).toEqual([name, expect.stringMatching(/Id$/), expect.arrayContaining(['status', 'version'])]);
  });

  test('is read from what commands answer, and from nothing else', () => {
    expect(receipt).toMatchObject({ key: 'batchId', id: BATCH, version: 5 });
    for (const other of [undefined, {}, { batchId: BATCH, version: 5 }, { status: 'CLOSED', version: 5, allowedActions: [] }])
      expect(receiptOf(other)).toBeUndefined();
  });

  test('changes every older row of its record wherever a screen holds it, and nothing besides', () => {
    const held = {
      uid: 1,
      listed: { rows: [batch, { ...batch, batchId: 'other' }], total: 2 },
      detail: { row: batch },
      marks: new Set([BATCH]),
    };
    const next = withReceipt(held, receipt);
    const after = { ...batch, status: 'CLOSED', version: 5, allowedActions: ['divert'] };
    expect(next).toEqual({ ...held, listed: { rows: [after, held.listed.rows[1]], total: 2 }, detail: { row: after } });
    expect(next.marks).toBe(held.marks);
    expect(withReceipt(next, receipt)).toBe(next);
    const newer = { row: { ...batch, version: 6 } };
    expect(withReceipt(newer, receipt)).toBe(newer);
    const belongs = { rows: [{ unitId: 'u', batchId: BATCH, version: 1 }] };
    expect(withReceipt(belongs, receipt)).toBe(belongs);
  });
});

describe('the next action', () => {
  test('is possible at once, before the screen is read again: what may be done, and under which version', () => {
    const under = { ...batch, status: 'UNDER_WAY' as const, version: 4, allowedActions: ['arrive'] };
    const desk = new Desk(
      {
        BatchesPage: { rows: [under], total: 1, asOf: batch.assembledAt },
        ArriveBatch: { ...answer, status: 'ARRIVED', allowedActions: ['close'] },
      },
      { roles: ['ESCORT_LEAD', 'CHECKPOINT_OFFICER'] },
    ).at('escorts');
    // Nothing is read any more.
    desk.answers['BatchesPage'] = undefined;
    desk.keys('x', 'a');
    expect(desk.sent.at(-1)).toMatchObject({ contract: { name: 'ArriveBatch' }, input: { batchId: BATCH, expectedVersion: 4 } });
    expect(desk.screen).toContain('→ 到达');
    desk.keys('x', 'e', 'Ctrl-S');
    expect(desk.sent.at(-1)).toMatchObject({ contract: { name: 'CloseBatch' }, input: { batchId: BATCH, expectedVersion: 5 } });
  });
});

import { describe, expect, test } from 'vitest';
import { viewChanged } from '../app/update.ts';
import { AT, BATCH, CHECKPOINT, Desk, LEAD, WORKER, batch, batchDetail, head, second } from './test/checkpoint-desk.ts';

const SIZES = [
  ['zh', 80, 24],
  ['zh', 120, 40],
  ['en', 80, 24],
  ['en', 120, 40],
] as const;
const page = (rows: readonly unknown[]) => ({ rows, total: rows.length, asOf: AT });
const done = { no: batch.no, status: 'ARRIVED', heads: 3, accepted: 2, refused: 0, missing: 0 };
const opened = (answers: Readonly<Record<string, unknown>> = {}, options: ConstructorParameters<typeof Desk>[1] = {}): Desk =>
  new Desk(answers, options).at(`escort ${batch.no}`);

describe('escorts', () => {
  test.each(SIZES)('are listed with where they stand and who is accounted for, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = new Desk({}, { lang, columns, rows }).at('hs');
    expect(screen).toContain(lang === 'zh' ? '‼超时 到达' : '‼LATE Arrived');
    expect(screen).toContain(lang === 'zh' ? '接1/3人' : '1 of 3');
    expect(screen).toContain('护送甲');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('are the open ones; mine and all are a key away', () => {
    const desk = new Desk().at('escorts');
    expect(desk.asked.at(-1)?.input).toEqual({ mine: false, limit: 200, open: true });
    expect(desk.keys('M').asked.at(-1)?.input).toMatchObject({ mine: true, open: true });
    expect(desk.keys('A').asked.at(-1)?.input).toEqual({ mine: true, limit: 200 });
    expect(new Desk({ BatchesPage: page([]) }).at('escorts').screen).toContain('没有在办的批次');
  });

  test('leave and arrive at once; what cannot be done says why', () => {
    const desk = new Desk({
      BatchesPage: page([{ ...batch, status: 'ASSEMBLING', late: false, allowedActions: ['depart', 'cancel'] }]),
      DepartBatch: { ...done, status: 'DEPARTED' },
    }).at('escorts');
    expect(desk.keys('x').screen).toMatch(/到达 +“集结”时不能/);
    desk.keys('s');
    expect(desk.sent.map(({ contract, input }) => [contract.name, input])).toEqual([
      ['DepartBatch', { batchId: BATCH, expectedVersion: 4 }],
    ]);
    expect(desk.screen).toContain('出发 → 途中');
    const heads = new Desk().at('escorts').keys('x', 'f');
    expect(heads.screen).toContain('打开批次，选中未交接的人');
  });
});

describe('one batch', () => {
  test.each(SIZES)('shows its heads by destination and who has each, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = opened({}, { lang, columns, rows });
    expect(screen).toMatch(lang === 'zh' ? /a07 占位村7 +未交接 2\/2/ : /a07 Village 7 +2 of 2 aboard/);
    expect(screen).toMatch(/测\*戊.*社区七/);
    expect(screen).toContain(lang === 'zh' ? '08:50 补录' : 'entered 08:50');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('hands over one head, all that go to one place, or those marked, to a community worker of that place', () => {
    const desk = opened({ AcceptPassengers: done }, { roles: ['COMMUNITY_WORKER'] }).keys('f');
    expect(desk.screen).toContain('去占位村7的 2 人');
    desk.keys('1');
    expect(desk.screen).toContain('交接 1 人 · 占位村7');
    desk.keys('f10');
    // Whoever may receive is there already.
    expect(desk.sent.map(({ input }) => input)).toEqual([
      { batchId: BATCH, expectedVersion: 4, arrivalIds: [head.arrivalId], receiverId: WORKER, method: 'IN_PERSON' },
    ]);
    const lead = opened({ AcceptPassengers: done }, { roles: ['ESCORT_LEAD'] })
      .keys('*', 'f')
      .type('worker');
    expect(lead.asked.at(-1)).toMatchObject({ contract: { name: 'ListOperators' }, input: { area: 'a07', role: 'COMMUNITY_WORKER' } });
    lead.keys('enter', 'right', 'f10');
    expect(lead.sent.map(({ input }) => input)).toMatchObject([
      { arrivalIds: [head.arrivalId, second.arrivalId], receiverId: WORKER, method: 'READ_BACK' },
    ]);
  });

  test('with heads for several places asks place by place', () => {
    const heads = batchDetail.heads.map((one) => ({ ...one, status: 'ABOARD' }));
    const desk = opened({ BatchDetail: { ...batchDetail, heads } }).keys('*', 'f');
    expect(desk.screen).toContain('去占位村7的 2 人');
    expect(desk.screen).toContain('去占位村8的 1 人');
    expect(desk.keys('2').screen).toContain('交接 1 人 · 占位村8');
  });

  test('reports a head missing with somebody who looks for them; one at a time', () => {
    const desk = opened({ ReportPassengerMissing: { ...done, missing: 1 } }).keys('j', 'm');
    expect(desk.screen).toContain('未到 · 测*乙');
    desk.type('到达时未见其车辆').keys('tab').type('worker').keys('tab', 'f10');
    expect(desk.sent.map(({ input }) => input)).toEqual([
      { batchId: BATCH, expectedVersion: 4, arrivalId: second.arrivalId, reason: '到达时未见其车辆', ownerId: WORKER },
    ]);
    expect(desk.screen).not.toContain('到达时未见其车辆');
    expect(opened().keys('*', 'm').screen).toContain('一次一人');
  });

  test('takes waiting heads of its checkpoint in before it leaves', () => {
    const row = { ...batch, status: 'ASSEMBLING', allowedActions: ['add-heads', 'remove-head', 'depart', 'cancel'] };
    const desk = opened({ BatchDetail: { ...batchDetail, row }, AddHeads: done, ArrivalsPage: page([second]) })
      .keys('x', 'i')
      .type('2-6');
    expect(desk.asked.at(-1)).toMatchObject({
      contract: { name: 'ArrivalsPage' },
      input: { no: '2-6', custody: ['WAITING'], checkpointId: CHECKPOINT },
    });
    desk.keys('enter', 'f10');
    expect(desk.sent.map(({ input }) => input)).toEqual([{ batchId: BATCH, expectedVersion: 4, arrivalIds: [second.arrivalId] }]);
  });

  test('is closed with the word that the vehicle was disinfected only where it carried', () => {
    const row = { ...batch, status: 'HANDED_OVER', mode: 'CARRY', allowedActions: ['close'] };
    const carry = opened({ BatchDetail: { ...batchDetail, row }, CloseBatch: { ...done, status: 'CLOSED' } }).keys('x', 'e');
    carry.keys('right', 'f10');
    expect(carry.sent.map(({ input }) => input)).toEqual([{ batchId: BATCH, expectedVersion: 4, disinfected: true }]);
    const lead = opened({ BatchDetail: { ...batchDetail, row: { ...row, mode: 'LEAD' } } }).keys('x', 'e');
    expect(lead.screen).not.toContain('已消毒');
  });

  test('takes the temperature of a head on the way; a fever is said at once', () => {
    expect(opened().keys('j', 't').screen).toContain('途中测温');
    expect(opened().keys('j', 't').sent).toEqual([]);
    const row = { ...batch, mayMeasure: true };
    const measured = (answer: object) =>
      opened({ BatchDetail: { ...batchDetail, row }, MeasurePassenger: { ...done, ...answer } })
        .keys('j', 't')
        .type('37.6')
        .keys('f10');
    const fine = measured({});
    expect(fine.sent.map(({ input }) => input)).toEqual([
      expect.objectContaining({ batchId: BATCH, expectedVersion: 4, arrivalId: second.arrivalId, temperature: 37.6 }),
    ]);
    expect(fine.screen).toMatch(/✓ .+ 体温已记录/);
    expect(measured({ feverId: LEAD }).screen).toMatch(/‼ .+ 疑似发热，已报警/);
  });

  test('a read-back is confirmed by its receiver only', () => {
    expect(opened().keys('x').screen).toMatch(/确认电话交接 +须由接收人本人确认/);
    const row = { ...batch, allowedActions: ['confirm-read-back'] };
    const desk = opened({ BatchDetail: { ...batchDetail, row }, ConfirmReadBack: done }, { roles: ['COMMUNITY_WORKER'] }).keys('x', 'c');
    expect(desk.sent.map(({ contract }) => contract.name)).toEqual(['ConfirmReadBack']);
  });

  test('shows its history below the last head, however many there are', () => {
    const heads = Array.from({ length: 30 }, (_, index) => ({
      ...batchDetail.heads[0],
      arrivalId: `h${String(index)}`,
      no: `AR-${String(100 + index)}`,
    }));
    const desk = opened({ BatchDetail: { ...batchDetail, heads } }, { columns: 80, rows: 24 });
    expect(desk.screen).not.toContain('经过');
    expect(desk.keys('G').screen).toMatch(/AR-129[\s\S]*经过[\s\S]*集结/);
  });

  test('follows what others do with it; marks of heads that are handed over are gone', () => {
    const desk = opened().keys('*');
    expect(desk.screen).toContain('◆ 已标记 2');
    const heads = batchDetail.heads.map((one) => ({ ...one, status: 'ACCEPTED', receiverId: LEAD, at: AT }));
    desk.answers['BatchDetail'] = { ...batchDetail, heads };
    desk.take(viewChanged('escort-batch', [BATCH]));
    expect(desk.screen).not.toContain('已标记');
    expect(desk.screen).toContain('已交代清楚');
  });
});

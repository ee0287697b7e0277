import { describe, expect, test } from 'vitest';
import { viewChanged } from '../app/update.ts';
import { AT, CHECKPOINT, Desk, LEAD, OFFICER, exit, gate, head, missing, released, second } from './test/checkpoint-desk.ts';

const SIZES = [
  ['zh', 80, 24],
  ['zh', 120, 40],
  ['en', 80, 24],
  ['en', 120, 40],
] as const;
const page = (rows: readonly unknown[]) => ({ rows, total: rows.length, asOf: AT });

describe('the checkpoints', () => {
  test.each(SIZES)('are where a checkpoint officer begins: shift, arrivals, whom each holds, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = new Desk({}, { lang, columns, rows });
    expect(screen).toMatch(/▸ exit-1 .*37 +2 +1 +1 卡口甲 (至|until) 16:00/);
    expect(screen).toContain(lang === 'zh' ? '已撤除' : 'Closed');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('are none at first, and say so to those who may set one up', () => {
    expect(new Desk({ ListCheckpoints: page([]) }).screen).toContain('还没有卡口；n 设卡');
    expect(new Desk({ ListCheckpoints: page([]) }, { roles: ['ESCORT_LEAD'] }).screen).toContain('您的辖区没有卡口');
  });

  test('follow what happens', () => {
    const desk = new Desk();
    desk.answers['ListCheckpoints'] = page([{ ...exit, waiting: 9 }, gate]);
    desk.take(viewChanged('arrival', [head.arrivalId]));
    expect(desk.screen).toContain('等候护送 9');
  });

  test('are set up where they stand, also in the subdistrict itself', () => {
    const opened = { checkpointId: CHECKPOINT, code: 'exit-2', status: 'OPEN', version: 1, area: 'a00', allowedActions: [] };
    const desk = new Desk({ OpenCheckpoint: opened })
      .keys('n')
      .type('疏港高速')
      .keys('tab')
      .type('exit-2')
      .keys('tab', 'tab')
      .type('全街道')
      .keys('f10');
    expect(desk.sent.map(({ input }) => input)).toEqual([{ code: 'exit-2', name: '疏港高速', kind: 'HIGHWAY_EXIT', path: 'houzhai' }]);
    expect(desk.screen).toContain('✓ 卡口 exit-2 已开放');
  });

  test('get a shift with a leader and members', () => {
    const desk = new Desk({ BeginShift: { code: 'exit-1', status: 'OPEN' } }).keys('x', 's');
    expect(desk.screen).toContain('上岗 · exit-1');
    desk.type('lead').keys('tab').type('exit').keys('tab', 'f10');
    expect(desk.sent.map(({ input }) => input)).toMatchObject([
      { checkpointId: CHECKPOINT, expectedVersion: 3, leaderId: LEAD, memberIds: [OFFICER], until: '2020-02-14T09:00:00Z' },
    ]);
  });

  test('are closed only after it was said whom they hold, and with somebody who answers for them', () => {
    const desk = new Desk({ CloseCheckpoint: { code: 'exit-1', status: 'CLOSED' } }).keys('x', 'D');
    expect(desk.screen).toContain('还有 4 人未交接：等候 2，护送中 1，未接收或未到 1');
    desk.keys('enter');
    expect(desk.screen).not.toContain('移交给');
    desk.keys('y').type('今晚撤除卡口').keys('f10');
    expect(desk.sent).toEqual([]);
    expect(desk.screen).toMatch(/▸ +移交给 \*/);
    desk.type('worker').keys('f10');
    expect(desk.sent.map(({ input }) => input)).toMatchObject([{ reason: '今晚撤除卡口', handOnTo: expect.any(String) as string }]);
  });

  test('say why something cannot be done now', () => {
    const desk = new Desk().keys('j', 'x');
    expect(desk.screen).toMatch(/限行 +“已撤除”时不能/);
    expect(desk.keys('escape', 'a').screen).toContain('该卡口已撤除');
  });
});

describe('the arrivals of a checkpoint', () => {
  test.each(SIZES)('are shown with what becomes of each, in %s at %ix%i', (lang, columns, rows) => {
    const desk = new Desk({}, { lang, columns, rows }).keys('enter');
    expect(desk.screen).toMatch(/AR-20200214-0002-6 测\*乙/);
    expect(desk.screen).toContain(lang === 'zh' ? '卡口等候' : '!Waiting');
    expect(desk.screen).not.toMatch(/湖北|武汉/);
    expect(desk.screen.split('\n')).toHaveLength(rows);
    expect(desk.asked.at(-1)).toMatchObject({ contract: { name: 'ArrivalsPage' }, input: { checkpointId: CHECKPOINT, day: '2020-02-14' } });
  });

  test('can be registered at once where the checkpoint is known already, else once it is read', () => {
    const desk = new Desk();
    delete desk.answers['ListCheckpoints'];
    expect(desk.keys('enter', 'a').screen).toContain('登记来(返)义人员 · exit-1');
    const typed = new Desk({ ListCheckpoints: undefined }).at('checkpoint exit-1').keys('a');
    expect(typed.screen).toContain('正在读取卡口');
  });

  test('are those of another day, or of one custody, by key; the address says so', () => {
    const desk = new Desk().keys('enter', '<');
    expect(desk.asked.at(-1)?.input).toMatchObject({ day: '2020-02-13' });
    desk.keys('c', '2');
    expect(desk.asked.at(-1)?.input).toMatchObject({ day: '2020-02-13', custody: ['WAITING', 'IN_BATCH', 'REFUSED', 'MISSING'] });
    expect(desk.model.stack.at(-1)?.address).toBe('checkpoint day=2020-02-13 custody=WAITING,IN_BATCH,REFUSED,MISSING exit-1');
    expect(desk.keys('>').asked.at(-1)?.input).toMatchObject({ day: '2020-02-14' });
  });

  test('appear by themselves and wait until they are wanted', () => {
    const desk = new Desk().keys('enter');
    const late = { ...second, arrivalId: OFFICER, no: 'AR-20200214-0007-5', arrivedAt: '2020-02-14T08:59:00+08:00' };
    desk.answers['ArrivalsPage'] = page([late]);
    desk.take(viewChanged('arrival', [OFFICER]));
    expect(desk.screen).toContain('↑ 1 条新消息');
    expect(desk.keys('.').screen).toMatch(/AR-20200214-0007-5/);
  });

  test('a batch is made of the party under the cursor, or of those marked; only who waits can be marked', () => {
    const assembled = { no: 'EB-20200214-0001-8', heads: 2, status: 'ASSEMBLING' };
    const desk = new Desk({ AssembleBatch: assembled }).keys('enter', 'b');
    expect(desk.screen).toContain('编批次 · 2 人');
    desk.type('lead').keys('enter', 'f10');
    expect(desk.sent.map(({ input }) => input)).toEqual([
      { checkpointId: CHECKPOINT, arrivalIds: [second.arrivalId, head.arrivalId], leadId: LEAD, mode: 'LEAD' },
    ]);
    expect(desk.model.stack.at(-1)?.address).toBe('escort EB-20200214-0001-8');

    const marked = new Desk().keys('enter', 'j', ' ', ' ');
    expect(marked.screen).toContain('只有在卡口等候的人');
    expect(marked.keys('b').screen).toContain('编批次 · 1 人');
    expect(new Desk({ ArrivalsPage: page([released]) }).keys('enter', 'b').screen).toContain('没有在卡口等候的人员');
  });

  test('a duty is passed on, settled, or taken over late from the same menu; an accepted head has none', () => {
    const duty = { no: missing.no, custody: 'MISSING', answersFor: LEAD };
    const desk = new Desk({ ArrivalsPage: page([missing]), PassOnDuty: duty }).at('arrivals custody=MISSING day=all').keys('x', 'm');
    expect(desk.screen).toContain('未到，现由 社区七 负责');
    desk.type('lead').keys('tab').type('夜班交接给护送').keys('f10');
    expect(desk.sent.map(({ input }) => input)).toMatchObject([
      { arrivalId: missing.arrivalId, expectedVersion: 1, ownerId: LEAD, reason: '夜班交接给护送' },
    ]);
    const none = new Desk({ ArrivalsPage: page([{ ...missing, custody: 'ACCEPTED' }]) }).at('arrivals').keys('x');
    expect(none.screen).toContain('“已接收”没有未了的责任');
  });

  test('one head says why and who answers; where from is a question of its own, for some', () => {
    const origin = {
      arrivalId: head.arrivalId,
      stays: [{ region: '420100', full: '湖北省武汉市', from: '2020-01-31', to: '2020-02-14', risk: 'HIGH' }],
      temperature: 36.5,
      instrument: 'FOREHEAD',
      symptoms: [],
      plate: '鄂A12345',
    };
    const desk = new Desk({ ArrivalOrigin: origin }).at(`arrival ${head.no}`);
    expect(desk.screen).toContain('近 14 天到过重点地区');
    expect(desk.screen).not.toMatch(/武汉|36\.5|鄂A12345/);
    expect(desk.keys('o').screen).toMatch(/01-31 – 02-14 +湖北省武汉市/);
    expect(desk.screen).toContain('36.5 ℃ 额温枪');
    expect(desk.keys('escape').screen).not.toContain('武汉');
    const lead = new Desk({ ArrivalOrigin: origin }, { roles: ['ESCORT_LEAD'] }).at(`arrival ${head.no}`).keys('o');
    expect(lead.screen).toContain('只给卡口、社区和责任医生看');
    expect(lead.asked.map(({ contract }) => contract.name)).not.toContain('ArrivalOrigin');
  });

  test('of a checkpoint that is not there are told so', () => {
    expect(new Desk().at('checkpoint nowhere').screen).toContain('没有卡口 nowhere');
  });
});

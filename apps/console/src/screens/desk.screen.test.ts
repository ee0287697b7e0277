import { describe, expect, test } from 'vitest';
import type { CallRow, PersonRow, WorklistRow } from '@houzhai/contracts';
import { Play, grantOf, type PlayOptions } from '../widgets/test/play.ts';

const id = (end: number): string => `01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b${String(end).padStart(2, '0')}`;
const AT = '2020-02-14T08:40:00+08:00';
const person: PersonRow = {
  personId: id(41),
  no: 'PE-20200214-0001-8',
  version: 1,
  label: '测*甲',
  initials: 'csj',
  phoneMasked: '199****0001',
  documentKind: 'NONE_YET',
  birthYear: 1950,
  sex: 'FEMALE',
  area: 'a07',
  path: 'houzhai/a07/c1/g1/h0001',
};
const son: PersonRow = { ...person, personId: id(42), no: 'PE-20200214-0002-6', label: '测*乙', birthYear: 1980 };
const row: WorklistRow = {
  errandId: id(50),
  no: 'ER-20200214-0001-8',
  version: 2,
  status: 'ACCEPTED',
  kind: 'MEDICINE',
  moduleCode: 'standing-2',
  area: 'a07',
  beneficiaryId: person.personId,
  requestedAt: AT,
  updatedAt: AT,
  dueStage: 'COMPLETE',
  dueAt: '2020-02-14T08:55:00+08:00',
  overdue: true,
  escalated: false,
  allowedActions: [],
};
const call: CallRow = {
  callId: id(60),
  no: 'CL-20200214-0001-9',
  version: 1,
  at: AT,
  outcome: 'ASKED',
  channel: 'PHONE',
  callerId: person.personId,
  beneficiaryId: person.personId,
  errandId: row.errandId,
  errandNo: row.no,
  area: 'a07',
  by: id(99),
  allowedActions: [],
};
const card = {
  person,
  household: [son],
  others: 1,
  contactFree: true,
  isolation: { isolationId: id(70), no: 'IC-20200214-0001-8' },
  errands: [{ row, items: [{ name: '降压药', quantity: '2 盒' }], forSomebodyElse: false, calls: 1 }],
  openTotal: 1,
  calls: [{ row: call, note: '问几点能送到' }],
  callsTotal: 1,
  usual: { moduleCode: 'standing-2', kind: 'MEDICINE' },
  asOf: AT,
};
const care = {
  row: {
    linkId: id(90),
    no: 'CL-20200214-0003-5',
    version: 3,
    status: 'ACTIVE',
    area: 'a07',
    path: person.path,
    personIds: [person.personId],
    tier: 'DAILY',
    agentId: id(91),
    partyMemberId: id(92),
    standing: 'MISSING',
    next: 'DOOR',
    own: false,
    doorDueSince: '2020-02-12',
  },
  last: { at: '2020-02-11T09:30:00+08:00', by: id(91), as: 'AGENT', method: 'PHONE', outcome: 'NOT_REACHED' },
};
const module = { id: id(80), version: 1, code: 'standing-2', zh: '配药', en: 'Medicine', active: true, kinds: ['MEDICINE'], clock: 'CLOCK', sla: {}, fields: [], placeholder: true, formVersion: 1 }; // prettier-ignore
const receipt = { callId: id(61), no: 'CL-20200214-0002-7', outcome: 'NEW', version: 1, area: 'a07', allowedActions: [] };
const errand = { errandId: id(51), no: 'ER-20200214-0002-6', status: 'REQUESTED', version: 1, area: 'a07', allowedActions: [] };
const found = (...people: readonly PersonRow[]) => ({
  rows: people.map((one) => ({ person: one, open: 1, overdue: 1, lastCallAt: AT })),
  total: people.length,
});
const waiting: CallRow = {
  ...call,
  callId: id(62),
  outcome: 'CALLBACK',
  phoneMasked: '199****0009',
  callBack: { status: 'WAITING', dueAt: '2020-02-14T08:50:00+08:00', overdue: true },
  allowedActions: ['take', 'postpone'],
};
delete waiting.callerId;
delete waiting.errandNo;

const desk = (answers: Readonly<Record<string, unknown>> = {}, options: Omit<PlayOptions, 'answers'> = {}): Play => {
  const play = new Play({
    answers: {
      FindCaller: found(person),
      CallerCard: card,
      ListServiceModules: { rows: [module] },
      RegisterCall: { call: receipt, errand },
      AddCall: { ...receipt, outcome: 'SAME' },
      PromiseCallBack: { ...receipt, outcome: 'CALLBACK', status: 'WAITING', dueAt: AT },
      WorklistPage: { rows: [row], total: 1, asOf: AT },
      ...answers,
    },
    grant: grantOf(['COMMUNITY_WORKER']),
    ...options,
  });
  return play.keys(':').type('jx').keys('enter');
};
const SIZES = [
  ['zh', 80, 24],
  ['en', 80, 24],
  ['zh', 120, 40],
  ['en', 120, 40],
] as const;

describe('the phone rings', () => {
  test.each(SIZES)(
    'the caller, who lives there, what is open and what was said are on one screen, in %s at %ix%i',
    (lang, columns, rows) => {
      const { screen } = desk({}, { lang, columns, rows }).type('19900000001');
      for (const text of ['测*甲', '199****0001', '测*乙', 'IC-20200214-0001-8', row.no, '降压药', '问几点能送到'])
        expect(screen).toContain(text);
      expect(screen).toContain(lang === 'zh' ? '无接触' : 'contact-free');
      expect(screen.split('\n')).toHaveLength(rows);
    },
  );

  test('a mobile number is looked up when its last digit is there, anything else with Enter; several are a list', () => {
    const at = desk({ FindCaller: found(person, son) });
    at.type('0001');
    expect(at.asked.some(({ contract }) => contract.name === 'FindCaller')).toBe(false);
    at.keys('enter');
    expect(at.asked.at(-1)?.input).toEqual({ text: '0001' });
    expect(at.screen).toContain('2 人');
    at.keys('j', 'enter');
    expect(at.asked.at(-1)).toMatchObject({ contract: { name: 'CallerCard' }, input: { personId: son.personId } });
  });

  test('the errand is registered with the call, and its number stands there to be read back until the next call', () => {
    const at = desk().type('19900000001').keys('n').type('降压药=2盒').keys('f10');
    expect(at.sent.map(({ contract, input }) => [contract.name, input])).toEqual([
      [
        'RegisterCall',
        {
          callerId: person.personId,
          beneficiaryId: person.personId,
          moduleCode: 'standing-2',
          formVersion: 1,
          kind: 'MEDICINE',
          items: [{ name: '降压药', quantity: '2盒' }],
          despiteDuplicate: false,
        },
      ],
    ]);
    expect(at.screen).toContain('请复述编号：ER-20200214-0002-6');
    expect(at.type('1').screen).not.toContain('请复述编号');
    expect(at.type('9900000001').screen).toContain('同户');
  });

  test('an answer about the one before does not disturb the next call', () => {
    const at = desk().type('19900000001');
    const late = at.asked.findLast(({ contract }) => contract.name === 'CallerCard');
    at.keys('z').take(late!.then({ ok: true, value: card }));
    expect(at.screen).toContain('输入或粘贴来电号码');
    expect(at.type('0001').keys('enter').screen).toContain('测*甲');
  });

  test('for somebody else it is somebody else’s, asked for by the caller', () => {
    const at = desk({ FindPersons: { rows: [son], total: 1, asOf: AT } })
      .type('19900000001')
      .keys('f')
      .type('csy')
      .keys('enter', 'enter', 'enter');
    at.type('大米').keys('f10');
    expect(at.sent.at(-1)?.input).toMatchObject({ callerId: person.personId, beneficiaryId: son.personId });
  });

  test('the same again is offered, never assumed: s adds the call, n registers it', () => {
    const refusal = { ok: false, refusal: { code: 'errand.possible-duplicate', params: { no: row.no, hours: 24 } } };
    const asked = desk({ RegisterCall: undefined }).type('19900000001').keys('n').type('降压药').keys('f10');
    const sent = asked.sent.at(-1);
    asked.take(sent!.then(refusal as never));
    expect(asked.screen).toContain('可能是同一件');
    expect(asked.sent).toHaveLength(1);
    asked.keys('s');
    expect(asked.sent.at(-1)).toMatchObject({
      contract: { name: 'AddCall' },
      input: { errandId: row.errandId, outcome: 'SAME', callerId: person.personId },
    });
    expect(asked.screen).toContain(`请复述编号：${row.no}`);

    const anew = desk({ RegisterCall: undefined }).type('19900000001').keys('n').type('降压药').keys('f10');
    anew.take(anew.sent.at(-1)!.then(refusal as never)).keys('n');
    expect(anew.sent.at(-1)?.input).toMatchObject({ despiteDuplicate: true });
  });

  test('s and i on an open errand put the call on record', () => {
    const at = desk().type('19900000001').keys('s');
    expect(at.sent.at(-1)?.input).toEqual({ errandId: row.errandId, outcome: 'SAME', callerId: person.personId });
    at.keys('i');
    expect(at.sent.at(-1)?.input).toMatchObject({ outcome: 'ASKED' });
  });

  test.each(SIZES)('a household that is looked after is said so, and is one key away, in %s at %ix%i', (lang, columns, rows) => {
    const at = desk({ CallerCard: { ...card, care } }, { lang, columns, rows }).type('19900000001');
    expect(at.screen).toContain(care.row.no);
    for (const text of lang === 'zh' ? ['‼ 须上门', '未联系上'] : ['‼ Stand at the door', 'Not reached']) expect(at.screen).toContain(text);
    at.keys('h');
    expect(at.asked.at(-1)).toMatchObject({ contract: { name: 'CareLinkDetail' } });

    const without = desk({}, { lang, columns, rows }).type('19900000001').keys('h');
    expect(without.screen).toContain(lang === 'zh' ? '没有分户到人' : 'not looked after');
  });

  test('nobody found: registered with what they need, or only called back', () => {
    const at = desk({ FindCaller: found() }).type('19900000009');
    expect(at.screen).toContain('没有查到');
    at.keys('n');
    expect(at.screen).toContain('＋ 登记新居民“19900000009”');
    expect(at.screen).toContain('19900000009');
    const back = desk({ FindCaller: found() }).type('19900000009').keys('b', 'f10');
    expect(back.sent.at(-1)).toMatchObject({ contract: { name: 'PromiseCallBack' }, input: { phone: '19900000009' } });
  });
});

describe('call backs and calls', () => {
  test.each(SIZES)('are listed, the overdue first, in %s at %ix%i', (lang, columns, rows) => {
    const at = desk({ CallBacksPage: { rows: [waiting], total: 1, overdue: 1, asOf: AT } }, { lang, columns, rows }).keys('escape', ':').type('hd').keys('enter'); // prettier-ignore
    expect(at.screen).toContain('199****0009');
    expect(at.screen).toContain(lang === 'zh' ? '超时 1' : '1 overdue');
    expect(at.screen.split('\n')).toHaveLength(rows);
    at.keys('a');
    expect(at.sent.at(-1)).toMatchObject({ contract: { name: 'TakeCallBack' }, input: { callId: waiting.callId } });
  });

  test('the number of somebody unknown is for whoever took it; repeat requests are a key away', () => {
    const at = desk({
      CallBacksPage: { rows: [waiting], total: 1, overdue: 1, asOf: AT },
      CallDetail: { row: waiting, phone: '19900000009', note: '想问怎么收费', history: [] },
      CallsPage: { rows: [call], total: 1, asOf: AT },
      PersonLabels: { labels: [{ personId: person.personId, no: person.no, label: person.label, initials: 'csj', area: 'a07' }] },
    });
    at.keys('escape', ':').type('hd').keys('enter', 'i');
    expect(at.screen).toContain('想问怎么收费');
    at.keys('enter', ':').type('ld').keys('enter');
    expect(at.screen).toContain('询问进度');
    at.keys('s');
    expect(at.asked.findLast(({ contract }) => contract.name === 'CallsPage')?.input).toMatchObject({ outcome: 'SAME' });
    expect(
      desk({ CallBacksPage: { rows: [], total: 0, overdue: 0, asOf: AT } })
        .keys('escape', ':')
        .type('hd')
        .keys('enter').screen,
    ).toContain('没有待回电');
  });
});

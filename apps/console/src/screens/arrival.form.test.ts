import { describe, expect, test } from 'vitest';
import { keyPressed } from '../app/update.ts';
import { keyOf } from '../widgets/test/keys.ts';
import { CHECKPOINT, Desk, receipt } from './test/checkpoint-desk.ts';

const ID = '110101199003070038';
const sameParty = (desk: Desk): Desk => desk.take(keyPressed(keyOf('t', { ctrl: true })));
/** One head of a family from Wuhan, as an officer types it. */
const registered = (answers: Readonly<Record<string, unknown>> = {}, options: ConstructorParameters<typeof Desk>[1] = {}): Desk =>
  new Desk({ RegisterArrival: receipt, ...answers }, options)
    .keys('a')
    .type('测试甲')
    .keys('tab', 'tab')
    .type(ID)
    .keys('tab', 'tab')
    .type('wh')
    .keys('down', 'enter', 'tab')
    .type('36.7')
    .keys('tab', 'tab', 'tab')
    .type('ea12345')
    .keys('tab')
    .type('a07')
    .keys('enter', 'f10');

describe('the registration of an arrival', () => {
  test('asks in the order an officer asks and sends what was said; a complete number says what document it is', () => {
    const desk = registered();
    expect(desk.sent.map(({ input }) => input)).toEqual([
      {
        checkpointId: CHECKPOINT,
        name: '测试甲',
        documentKind: 'RESIDENT_ID',
        documentNo: ID,
        stays: [{ region: '420100' }],
        temperature: 36.7,
        plate: '鄂A12345',
        destination: 'houzhai/a07',
        homePossible: true,
      },
    ]);
  });

  test.each([
    ['zh', 80, 24, '依据：近 14 天到过重点地区', '在卡口等候护送，不得自行离开'],
    ['zh', 120, 40, '依据：近 14 天到过重点地区', '在卡口等候护送，不得自行离开'],
    ['en', 80, 24, 'Why: In a key region within 14 days', 'Next: waits here for an escort'],
    ['en', 120, 40, 'Why: In a key region within 14 days', 'Next: waits here for an escort'],
  ] as const)(
    'says what becomes of the head, why and what is next, and is empty for the next, in %s at %ix%i',
    (lang, columns, rows, why, next) => {
      const { screen } = registered({}, { lang, columns, rows });
      expect(screen).toContain(receipt.no);
      expect(screen).toContain(lang === 'zh' ? '居家隔离' : 'Home isolation');
      expect(screen).toContain(why);
      expect(screen).toContain(next);
      expect(screen).not.toMatch(/测试甲|36\.7|武汉|鄂A/);
      expect(screen.split('\n')).toHaveLength(rows);
    },
  );

  test('the next of the same party has party, plate, stays, destination already: name, document and temperature remain', () => {
    const desk = sameParty(registered());
    expect(desk.screen).toContain(`与 ${receipt.no} 同车同批`);
    expect(desk.screen).toMatch(/停留地 \* 武汉市/);
    expect(desk.screen).toMatch(/车牌 +鄂A12345/);
    desk.type('测试乙').keys('tab', 'tab', 'tab', 'tab', 'tab').type('36.4').keys('f10');
    expect(desk.sent[1]?.input).toEqual({
      ...(desk.sent[0]?.input as object),
      name: '测试乙',
      partyId: receipt.partyId,
      documentKind: 'NONE_YET',
      documentNo: undefined,
      temperature: 36.4,
    });
    // Whoever comes after them is somebody else's party again.
    desk.type('测试丙').keys('f10');
    expect(desk.sent).toHaveLength(2);
    expect(desk.screen).toMatch(/停留地 \*.*\n.*‼ 必填/);
  });

  test('without somebody before there is no party', () => {
    expect(sameParty(new Desk().keys('a')).screen).toContain('还没有上一人');
  });

  test('a refusal marks the field it is about, and keeps what was typed', () => {
    const desk = registered();
    const refused = new Desk()
      .keys('a')
      .type('测试甲')
      .keys('tab', 'tab', 'tab', 'tab')
      .type('武汉')
      .keys('enter', 'tab', 'tab', 'tab', 'tab', 'tab')
      .type('a07')
      .keys('enter', 'f10');
    const [command] = refused.sent;
    if (!command) throw new Error('nothing was sent');
    refused.take(command.then({ ok: false, refusal: { code: 'arrival.health-code-required', params: {} } }));
    expect(refused.screen).toMatch(/▸ +健康码.*\n.*‼ 请查看健康码/);
    expect(refused.screen).toContain('测试甲');
    expect(desk.sent).toHaveLength(1);
  });

  test('of several regions with the same initials none is taken before somebody chose', () => {
    const desk = new Desk().keys('a', 'tab', 'tab', 'tab', 'tab').type('wh').keys('enter');
    expect(desk.screen).toMatch(/▸ *近 14 天停留地 \* wh/);
    expect(desk.screen).not.toMatch(/▸ (武汉|芜湖)/);
    expect(desk.keys('down').screen).toContain('▸ 武汉市');
    expect(desk.keys('enter').screen).toMatch(/停留地 \* 武汉市/);
  });

  test('names, plates, stays and temperatures stand in no line of the log, nowhere in the address', () => {
    const desk = registered().keys('escape', '@');
    expect(desk.screen).toContain('hz arrival register exit-1');
    expect(desk.screen).toContain('--destination houzhai/a07');
    expect(desk.screen).not.toMatch(/测试甲|36\.7|420100|武汉|12345|1101/);
    expect(JSON.stringify([desk.model.visited, desk.model.stack.map(({ address }) => address)])).not.toMatch(/测试|鄂|武汉/);
  });

  test('from the palette it asks at which checkpoint', () => {
    const desk = new Desk({ RegisterArrival: receipt }).keys(':').type('djlyry').keys('enter');
    expect(desk.screen).toMatch(/▸ +卡口 \*/);
    desk.type('exit');
    expect(desk.screen).toContain('exit-1  高速出口卡口  开放');
  });

  test('is not for those who only receive', () => {
    const desk = new Desk({}, { roles: ['COMMUNITY_WORKER'] }).keys('3', 'a');
    expect(desk.screen).toContain('您的角色不能');
    expect(desk.sent).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import type { ErasureCertificate, OutputOf, PersonRow, Role } from '@houzhai/contracts';
import { Play as Console, grantOf, type PlayOptions } from '../widgets/test/play.ts';

const ID = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const NO = 'PE-0214-7';
const AT = '2020-02-14T08:55:00+08:00';
const row: PersonRow = {
  personId: ID,
  no: NO,
  version: 1,
  label: '测*甲',
  initials: 'csj',
  phoneMasked: '137****7000',
  documentKind: 'NONE_YET',
  birthYear: 1951,
  sex: 'FEMALE',
  area: 'a07',
  path: 'houzhai/a07',
};
const erased: PersonRow = { personId: ID, no: NO, version: 2, label: NO, initials: '', documentKind: 'NONE_YET', sex: 'UNKNOWN', area: 'a07', path: 'houzhai/a07', erased: true }; // prettier-ignore
const history = [{ version: 1, event: 'registered', at: AT, actor: ID }];
const certificate: OutputOf<typeof ErasureCertificate> = {
  personId: ID,
  no: NO,
  area: 'a07',
  at: AT,
  actor: ID,
  ground: 'REQUEST_OF_PERSON',
  complete: false,
  mergedErased: 1,
  services: [
    {
      service: 'census-screening',
      state: 'DESTROYED',
      at: AT,
      keyFingerprint: 'ab12'.repeat(16),
      auditSeq: '17',
      destroyed: ['name', 'phone'],
    },
    { service: 'errands', state: 'WAITING', destroyed: [] },
  ],
  remains: ['register-number', 'events', 'backups'],
};

/** A console of somebody with these roles, on a resident's card. */
class Play extends Console {
  constructor(
    of: PersonRow = row,
    { roles = ['COMMANDER'], answers = {}, ...options }: Omit<PlayOptions, 'grant'> & { readonly roles?: Role[] } = {},
  ) {
    super({
      ...options,
      answers: { PersonDetail: { row: of, history }, ErasureCertificate: certificate, ...answers },
      grant: grantOf(roles, { account: 'chief', displayName: '总指挥' }),
    });
    this.keys(':').type(`person ${NO}`).keys('enter');
  }
  /** Fills in the form: the first ground, a number, submit. */
  fill(no: string): this {
    return this.keys('D', 'enter').type(no).keys('f10');
  }
}

describe('a resident’s data', () => {
  test.each([
    ['zh', 80, 24],
    ['zh', 120, 40],
    ['en', 80, 24],
    ['en', 120, 40],
  ] as const)('are erased from a form that says what goes and what stays, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = new Play(row, { lang, columns, rows }).keys('D');
    expect(screen).toContain(lang === 'zh' ? '删除个人信息 · 测*甲' : 'Erase the data of 测*甲');
    const said = screen.replaceAll(/\s+/g, '');
    for (const text of lang === 'zh' ? ['不能恢复', '备份到期前'] : ['forgood', 'earlierbackups']) expect(said).toContain(text);
    expect(screen).toContain(lang === 'zh' ? '本人请求' : 'request of the person');
    expect(screen.split('\n').length).toBe(rows);
  });

  test('are not erased under another’s number, nor before it is confirmed', () => {
    const play = new Play().fill('PE-0214-8');
    expect(play.screen).toContain(`不是此人的编号 ${NO}`);
    expect(play.keys('y').sent).toEqual([]);
    const right = new Play().fill(NO.toLowerCase());
    expect(right.screen).toContain('不能撤回');
    expect(right.keys('enter').sent).toEqual([]);
    expect(right.keys('escape').sent).toEqual([]);
    expect(right.screen).toContain('删除个人信息 · 测*甲');
  });

  test('wait for a second person where the policy says so', () => {
    const play = new Play().fill(NO).keys('y');
    expect(play.sent.map(({ contract, input }) => [contract.name, input])).toEqual([
      ['ErasePerson', { personId: ID, ground: 'REQUEST_OF_PERSON', confirmNo: NO }],
    ]);
    const params = { proposal: ID, until: '2020-02-14T10:00:00+08:00' };
    play.take(play.sent[0]!.then({ ok: false, refusal: { code: 'access.second-person-required', params } }));
    expect(play.screen).toContain('须由另一人在');
    expect(play.screen).toContain('137****7000');
    expect(play.keys('D').screen).not.toContain('正在提交');
  });

  test('are gone from the card afterwards, and the certificate stands there', () => {
    const receipt = { personId: ID, no: NO, version: 2, area: 'a07', at: AT };
    const play = new Play(row, { answers: { ErasePerson: receipt } }).fill(NO);
    play.answers['PersonDetail'] = { row: erased, history };
    expect(play.keys('y').screen).toContain(`${NO} 的信息已删除`);
    expect(play.screen).not.toContain('137****7000');
    expect(play.screen).toContain('该人信息已依规删除');
    expect(play.screen).toContain('摸排  已销毁');
  });

  test('that are refused while an errand is open stay, with the form', () => {
    const play = new Play().fill(NO).keys('y');
    play.take(play.sent[0]!.then({ ok: false, refusal: { code: 'person.has-open-errands', params: { errands: 2 } } }));
    expect(play.screen).toContain('删除个人信息 · 测*甲');
    expect(play.screen).toContain('2');
    expect(play.keys('f10', 'y').sent).toHaveLength(2);
  });

  test('are erased by a commander only', () => {
    const play = new Play(row, { roles: ['COMMUNITY_WORKER'] }).keys('D');
    expect(play.screen).toContain('只有指挥员可以删除个人信息');
    expect(play.sent).toEqual([]);
  });
});

describe('the certificate', () => {
  test.each([
    ['zh', 80, 24],
    ['en', 120, 40],
  ] as const)('says where, when, by whom, on what ground, what is open and what remains, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = new Play(erased, { lang, columns, rows });
    const said =
      lang === 'zh'
        ? ['本人请求', '尚未全部完成', '摸排  已销毁', '审计第 17 条', '姓名、电话', '代办  等待执行', '此前的数据库备份']
        : ['request of the person', 'Not complete yet', 'register  destroyed', 'audit row 17', 'name, phone', 'errands  waiting', 'events'];
    for (const text of said) expect(screen).toContain(text);
    expect(screen).toContain('ab12ab12ab12ab12…');
    expect(screen).toContain(`hz person erasure ${NO}`);
    expect(screen).not.toContain('houzhai/a07');
  });

  test('is not asked for by those who may not see it; they see that the data are gone', () => {
    const play = new Play(erased, { roles: ['COMMUNITY_WORKER'] });
    expect(play.asked.map(({ contract }) => contract.name)).not.toContain('ErasureCertificate');
    expect(play.screen).toContain('该人信息已依规删除');
    expect(play.screen).not.toContain('密钥指纹');
  });

  test('is the end of it: an erased resident is not erased again', () => {
    expect(new Play(erased).keys('D').screen).toContain('该人信息已删除，证书见下');
  });
});

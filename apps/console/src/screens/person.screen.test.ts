import { describe, expect, test } from 'vitest';
import type { ErasureCertificate, OutputOf, PersonRow, Role } from '@houzhai/contracts';
import { Play as Console, grantOf, type PlayOptions } from '../widgets/test/play.ts';
import { IdentityDesk, kept, other } from './test/identity-desk.ts';

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

describe('one person’s file', () => {
  const merged = { ...kept, merged: [{ personId: other.personId, no: other.no }] };
  const links = [{ personId: other.personId, no: other.no, verdict: 'SAME' as const }];
  const card = (
    own: PersonRow = kept,
    options: ConstructorParameters<typeof IdentityDesk>[1] = {},
    answers: Readonly<Record<string, unknown>> = {},
  ) => new IdentityDesk({ PersonDetail: { row: own, links, history }, ...answers }, options).at(`person ${own.no}`);

  test.each([
    ['zh', 80, 24],
    ['zh', 120, 40],
    ['en', 80, 24],
    ['en', 120, 40],
  ] as const)('stands on the card, the latest first, with whom else it is about, in %s at %ix%i', (lang, columns, rows) => {
    const desk = card(merged, { lang, columns, rows });
    expect(desk.screen).toMatch(lang === 'zh' ? /一人一档 +9 条，最近的在上/ : /The file +9 lines, latest first/);
    expect(desk.screen).toMatch(lang === 'zh' ? /▸ 08:09 +登记簿 +并入一条/ : /▸ 08:09 +Register +took another in/);
    expect(desk.screen).toMatch(lang === 'zh' ? /并有 +PE-\S+0002-6（x 拆分）/ : /Merged here +PE-\S+0002-6 \(x takes out\)/);
    expect(desk.screen).toMatch(lang === 'zh' ? /同一人 +PE-\S+0002-6/ : /Same person +PE-\S+0002-6/);
    expect(desk.screen.split('\n')).toHaveLength(rows);
    // It scrolls to its first line.
    expect(desk.keys('G').screen).toMatch(lang === 'zh' ? /▸ 08:01 +登记簿 +登记/ : /▸ 08:01 +Register +registered/);
  });

  test('tells half-days altogether, and under which entry a record stands; Enter opens it', () => {
    const desk = card();
    expect(desk.screen).toMatch(/隔离 +开始隔离 +IC-\S+ +半天 3\/28 漏访 1 · 社区七/);
    expect(desk.screen).toMatch(/发热 +疑似发热 +FV-\S+ +属 0002-6 · 社区七/);
    expect(desk.screen).toMatch(/核对 +认定是否同一人 +PE-\S+0002-6 +同一人 · 社区七/);
    const opened = (downs: number) =>
      card()
        .keys(...Array.from({ length: downs }, () => 'j'), 'enter')
        .model.stack.at(-1)?.address;
    expect(opened(0)).toBe(`person ${kept.no}`);
    expect(opened(1)).toBe(`person ${other.no}`);
    expect(opened(3)).toBe('fever FV-20200214-0001-8');
    expect(opened(4)).toBe('isolation IC-20200214-0001-5');
    expect(opened(6)).toBe('escort EB-20200214-0001-8');
    expect(opened(7)).toBe('arrival AR-20200214-0001-8');
    expect(card().keys('enter').screen).toContain('这一行就是此条登记');
  });

  test('shows one kind at a time, then all again', () => {
    const desk = card().keys('t');
    expect(desk.screen).toContain('只看登记簿 3 条');
    expect(desk.screen).not.toContain('IC-20200214-0001-5');
    expect(desk.keys('t', 't', 't').screen).toContain('只看隔离 2 条');
    expect(desk.keys('t', 't', 't').screen).toContain('9 条，最近的在上');
  });

  test('is not asked for by those who may not see it: they see what happened to the entry', () => {
    const desk = card(kept, { roles: ['AGENT'] });
    expect(desk.asked.map(({ contract }) => contract.name)).not.toContain('PersonFile');
    expect(desk.screen).toContain('登记经过');
    expect(desk.keys('x').screen).toMatch(/把另一条并入此条 +您的角色不能/);
  });

  test('another entry is looked up and merged into this one, once what happens is confirmed', () => {
    const receipt = { personId: other.personId, no: other.no, version: 2, area: 'a07', keptId: kept.personId, keptNo: kept.no };
    const desk = card(kept, {}, { MergePersons: receipt, FindPersons: { rows: [other], total: 1, asOf: AT } }).keys('x', 'm');
    expect(desk.screen).toContain(`合并 · 保留 测*甲 ${kept.no}`);
    desk.type('0002').keys('enter').type('电话核对为同一人').keys('Ctrl-S');
    expect(desk.screen).toMatch(/并入 .*0002-6/);
    expect(desk.keys('y').sent.map(({ contract, input }) => [contract.name, input])).toEqual([
      ['MergePersons', { keepId: kept.personId, otherId: other.personId, reason: '电话核对为同一人' }],
    ]);
  });

  test.each(['zh', 'en'] as const)('of another entry it is said whether it is the same person, in words, in %s', (lang) => {
    const desk = card(kept, { lang }, { FindPersons: { rows: [other], total: 1, asOf: AT } }).keys('x', 'l');
    for (const text of lang === 'zh' ? ['另一条', '认定'] : ['The other', 'Said']) expect(desk.screen).toContain(text);
    expect(desk.screen).not.toMatch(/otherId|verdict|SAME|DIFFERENT/);
    desk.type('0002').keys('enter', 'right');
    expect(desk.screen).toMatch(lang === 'zh' ? /认定 \* 不是同一人/ : /Said \* Two people/);
  });

  test('what was merged is taken out from either card, after it is said what that does', () => {
    const receipt = { personId: other.personId, no: other.no, version: 3, area: 'a07', keptId: kept.personId, keptNo: kept.no };
    const into = { ...other, mergedInto: { personId: kept.personId, no: kept.no } };
    for (const own of [merged, into]) {
      const desk = card(own, {}, { UnmergePerson: receipt }).keys('x', '1').type('复核为两个人').keys('Ctrl-S');
      const said = desk.screen.replaceAll(/[\s║]+/g, '');
      for (const text of [`从${kept.no}拆出${other.no}`, '与合并前完全一样', '仍在那一条上']) expect(said).toContain(text);
      expect(desk.keys('y').sent.map(({ contract, input }) => [contract.name, input])).toEqual([
        ['UnmergePerson', { personId: other.personId, reason: '复核为两个人' }],
      ]);
      expect(desk.screen).toContain(`✓ ${other.no} 已从 ${kept.no} 拆出`);
    }
    expect(card(into).screen).toMatch(/已并入 +PE-\S+0001-8（x 打开或拆分）/);
    expect(card(into).keys('x', 'o').model.stack.at(-1)?.address).toBe(`person ${kept.no}`);
    expect(card(into).keys('x').screen).toMatch(/把另一条并入此条 +已并入 PE-\S+0001-8/);
  });

  test.each([
    ['zh', 80, 24],
    ['en', 120, 40],
  ] as const)('a number of a merged entry leads to the kept one, and the list says so, in %s at %ix%i', (lang, columns, rows) => {
    const desk = new IdentityDesk({ FindPersons: { rows: [merged], total: 1, asOf: AT } }, { lang, columns, rows });
    const { screen } = desk.at('persons 0002-6');
    expect(screen).toMatch(/▸ PE-\S+0001-8 +测\*甲 \+1/);
    expect(screen).toMatch(lang === 'zh' ? /PE-\S+0002-6 已并入 PE-\S+0001-8/ : /PE-\S+0002-6 is merged into PE-\S+0001-8/);
    expect(desk.at('persons csj').screen).not.toMatch(/已并入|is merged/);
  });
});

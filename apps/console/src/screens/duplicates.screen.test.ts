import { describe, expect, test } from 'vitest';
import { IdentityDesk as Desk, alike, found, kept, other } from './test/identity-desk.ts';

const SIZES = [
  ['zh', 80, 24],
  ['zh', 120, 40],
  ['en', 80, 24],
  ['en', 120, 40],
] as const;
const verdict = { personId: kept.personId, otherId: other.personId, verdict: 'DIFFERENT', version: 1, area: 'a07' };
const merged = { personId: other.personId, no: other.no, version: 2, area: 'a07', keptId: kept.personId, keptNo: kept.no };
const sentOf = (desk: Desk) => desk.sent.map(({ contract, input }) => [contract.name, input]);

describe('likely duplicates', () => {
  test.each(SIZES)('stand in pairs, the chosen one beside each other, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = new Desk({}, { lang, columns, rows }).at('cf @a07');
    expect(screen).toMatch(lang === 'zh' ? /2 对疑似重复 +a07 占位村7/ : /Likely duplicates: 2 +a07 Village 7/);
    expect(screen).toMatch(lang === 'zh' ? /▸ 测\*甲 +PE-\S+0001-8 +测\*甲 +PE-\S+0002-6 +电话、姓名相同/ : /0002-6 +phone and name/);
    expect(screen).toMatch(lang === 'zh' ? /测\*乙 +PE-\S+0003-4 +姓名相近 71%/ : /0003-4 +names alike 71%/);
    expect(screen).toMatch(/≠ .*E1\*{4}78 +.*E1\*{4}87/);
    expect(screen).toMatch(/ {3}137\*{4}7000 +137\*{4}7000/);
    expect(screen).toContain(lang === 'zh' ? '遮住的部分可能不同' : 'What is masked may differ');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('are those of an area, and of the next by one key', () => {
    const desk = new Desk().at('重复 @a07');
    expect(desk.asked.at(-1)?.input).toMatchObject({ area: 'a07' });
    expect(desk.keys('>').asked.at(-1)?.input).toMatchObject({ area: 'a08' });
    expect(desk.keys('>').screen).toContain('没有别的村(居)');
    expect(desk.keys('<').asked.at(-1)?.input).toMatchObject({ area: 'a07' });
    expect(new Desk().at('cf @a08').asked.at(-1)?.input).toMatchObject({ area: 'a08' });
  });

  test.each(SIZES)('of all areas are counted first for who covers several; Enter leads to the pairs, in %s at %ix%i', (lang, columns, rows) => {
    const counted = { rows: [{ area: 'a08', open: 3, same: 1 }, { area: 'a07', open: 1, same: 0 }], total: 2, areas: 32, policyVersion: '1', asOf: '' };
    const desk = new Desk({ DuplicateAreas: counted }, { lang, columns, rows }).at('cf');
    expect(desk.screen).toContain(lang === 'zh' ? '4 对待认定  2 个村(居)，共比对 32 个' : '4 pairs to decide  in 2 areas of 32 compared');
    expect(desk.screen).toMatch(/▸ a08 .* 3 .* 1/);
    expect(desk.screen.split('\n')).toHaveLength(rows);
    expect(desk.keys('j', 'enter').asked.at(-1)).toMatchObject({ contract: { name: 'DuplicatesPage' }, input: { area: 'a07' } });
    const none = new Desk({ DuplicateAreas: { ...counted, rows: [], total: 0 } }, { lang, columns, rows }).at('cf').screen;
    expect(none).toContain(lang === 'zh' ? '各村(居)都没有疑似重复' : 'No likely duplicates in any area');
  }); // prettier-ignore

  test('of one resident are found by their number', () => {
    const desk = new Desk().at(`cf ${kept.no}`);
    expect(desk.asked.at(-1)).toMatchObject({ contract: { name: 'DuplicatesOf' }, input: { personId: kept.personId } });
    expect(desk.screen).toContain(`2 对疑似重复  ${kept.no}`);
  });

  test.each(['zh', 'en'] as const)('none: the screen says how they are found and what to do with others, in %s', (lang) => {
    const { screen } = new Desk({ DuplicatesPage: { ...found, pairs: [], total: 0 } }, { lang, columns: 80, rows: 24 }).at('cf @a07');
    const said = screen.replaceAll(/\s+/g, '');
    for (const text of lang === 'zh' ? ['没有疑似重复', '电话、姓名都相同', 'identity策略第1版', '按x合并'] : ['Nolikelyduplicates', 'samephoneandname', 'version1', 'pressx'])
      expect(said).toContain(text);
  }); // prettier-ignore

  test('are said to be two with a reason, after it is said what that does', () => {
    const desk = new Desk({ LinkPersons: verdict }).at('cf @a07').keys('d');
    expect(desk.screen).toContain('不再列为疑似重复');
    desk.type('电话核对是两人').keys('Ctrl-S');
    expect(sentOf(desk)).toEqual([
      ['LinkPersons', { personId: kept.personId, otherId: other.personId, verdict: 'DIFFERENT', reason: '电话核对是两人' }],
    ]);
    expect(desk.screen).toContain('✓ 已认定：不是同一人');
    expect(desk.model.log.at(-1)?.line).toBe(`hz person link ${kept.no} --other ${other.no} --verdict different`);
    expect(new Desk().at('cf @a07').keys('j', 's').screen).toContain(alike.no);
  });

  test.each([
    ['1', kept, other],
    ['2', other, kept],
  ] as const)('are merged after which is kept was chosen (%s), a reason given and what happens confirmed', (key, keep, gone) => {
    const desk = new Desk({ MergePersons: merged }).at('cf @a07').keys('m');
    expect(desk.screen).toContain('保留哪一条（证件正确的）');
    desk.keys(key).type('电话核对为同一人').keys('Ctrl-S');
    expect(desk.screen).toContain(`保留 测*甲 ${keep.no}`);
    expect(desk.screen).toContain(`并入 测*甲 ${gone.no}`);
    for (const text of ['不再计入居民数', '可以拆分']) expect(desk.screen.replaceAll(/[\s║]+/g, '')).toContain(text);
    expect(desk.keys('enter').sent).toEqual([]);
    desk.keys('y');
    expect(sentOf(desk)).toEqual([['MergePersons', { keepId: keep.personId, otherId: gone.personId, reason: '电话核对为同一人' }]]);
    expect(desk.screen).toContain(`✓ ${other.no} 已并入 ${kept.no}`);
  });

  test('a refusal stays on the form with what was typed', () => {
    const desk = new Desk().at('cf @a07').keys('m', '1').type('电话核对为同一人').keys('Ctrl-S', 'y');
    desk.take(desk.sent[0]!.then({ ok: false, refusal: { code: 'person.both-open', params: { no: 'IC-1', other: 'IC-2' } } }));
    expect(desk.screen).toContain('两边都在隔离（IC-1、IC-2）');
    expect(desk.screen).toContain('电话核对为同一人');
    desk.keys('Ctrl-S', 'y');
    expect(desk.sent).toHaveLength(2);
  });

  test('either is opened, and who may not say anything of people does not come here', () => {
    expect(new Desk().at('cf @a07').keys('enter').model.stack.at(-1)?.address).toBe(`person ${kept.no}`);
    expect(new Desk().at('cf @a07').keys('o').model.stack.at(-1)?.address).toBe(`person ${other.no}`);
    expect(new Desk({}, { roles: ['AGENT'] }).at('cf @a07').screen).toContain('您的角色看不到这里');
  });
});

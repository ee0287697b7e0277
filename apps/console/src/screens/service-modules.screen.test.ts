import type { ModuleField, ServiceModuleView } from '@houzhai/contracts';
import { describe, expect, test } from 'vitest';
import { AT, Desk, OFFICER, WORKER } from './test/checkpoint-desk.ts';

const SIZES = [
  ['zh', 80, 24],
  ['en', 80, 24],
  ['zh', 120, 40],
  ['en', 120, 40],
] as const;
const size: ModuleField = { key: 'size', type: 'choice', zh: '尺码', en: 'Size', required: true, choices: ['大', '小'] };
const row: ServiceModuleView = {
  id: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1bc1',
  version: 2,
  formVersion: 2,
  code: 'express',
  zh: '代取快递',
  en: 'Parcels',
  active: true,
  kinds: ['PURCHASE'],
  clock: 'SERVICE_HOURS',
  sla: { PURCHASE: { acceptMinutes: 30, completeMinutes: 480 } },
  fields: [size],
  placeholder: false,
  openErrands: 3,
};
const definitionOf = ({ id: _, version: __, formVersion: ___, openErrands: ____, ...rest }: ServiceModuleView) => rest;
const detailOf = (module: ServiceModuleView, changes: readonly unknown[] = [{ part: 'field-added', key: 'size', after: '尺码 / Size' }]) => ({
  row: module,
  definition: definitionOf(module),
  terms: [{ kind: 'PURCHASE', acceptMinutes: 30, completeMinutes: 480, own: true }],
  forSupplies: false,
  versions: [
    { version: module.version, formVersion: module.formVersion, publishedAt: AT, publishedBy: WORKER, changes, definition: definitionOf(module) },
  ],
}); // prettier-ignore
const tried = { code: 'express', formVersion: 3, version: 2, changes: [{ part: 'field-added', key: 'weight', after: '重量 / Weight' }], openErrands: 3, dryRun: true }; // prettier-ignore
const desk = (answers: Readonly<Record<string, unknown>> = {}, options: ConstructorParameters<typeof Desk>[1] = {}): Desk =>
  new Desk(
    {
      ListServiceModules: { rows: [row] },
      ServiceModuleDetail: detailOf(row),
      PublishServiceModule: ({ dryRun }: { readonly dryRun?: boolean }) => ({ ...tried, dryRun }),
      ...answers,
    },
    { roles: ['DUTY_OFFICER'], ...options },
  );
const input = (at: Desk) => at.sent.map((one) => one.input as Record<string, unknown>);

describe('service modules', () => {
  test.each(SIZES)('are listed with what they ask and how many are open, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at('mk');
    expect(screen).toMatch(lang === 'zh' ? /express +代取快递 +代购 +1 +2 +3/ : /express +Parcels +Purchase +1 +2 +3/);
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('lead to the open errands of one', () => {
    const at = desk({ WorklistPage: { rows: [], total: 0, asOf: AT }, PersonLabels: { labels: [] } })
      .at('mk')
      .keys('o');
    expect(at.asked.find(({ contract }) => contract.name === 'WorklistPage')?.input).toMatchObject({ moduleCode: 'express', open: true });
  });

  test.each(SIZES)('one shows its terms, its questions and its versions, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at('service-module express');
    for (const word of ['代取快递  Parcels', 'size', '尺码 / Size', lang === 'zh' ? '30 分 / 8 小时' : '30 min / 8 h'])
      expect(screen).toContain(word);
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('are switched off with what goes on said, by those who may', () => {
    const at = desk({ SetServiceModuleActive: { code: 'express', active: false, version: 3, openErrands: 3 } })
      .at('service-module express')
      .keys('x', 'D');
    expect(at.screen).toContain('在办 3 单照常办完');
    at.keys('Ctrl-S');
    expect(input(at)).toEqual([{ module: 'express', active: false, expectedVersion: 2 }]);
    expect(
      desk({}, { roles: ['AGENT'] })
        .at('service-module express')
        .keys('x').screen,
    ).toMatch(/停用 +您的角色不能/);
    expect(desk({}, { roles: ['AGENT'] }).at('module-editor express').screen).toContain('您的角色看不到这里');
  });
});

describe('a draft of a module', () => {
  const add = (at: Desk): Desk =>
    at.keys('a').type('weight').keys('Tab', 'right', 'Tab').type('重量').keys('Tab').type('Weight').keys('Ctrl-S');

  test.each(SIZES)('is seen in both languages before it is published, in %s at %ix%i', (lang, columns, rows) => {
    const at = add(desk({}, { lang, columns, rows }).at('module-editor express'));
    expect(at.screen).toContain('重量 / Weight');
    expect(at.sent).toEqual([]);
    at.keys('p');
    const seen = `${at.screen}\n${at.keys('End', 'PgDn').screen}`;
    for (const word of ['登记代办 · 中文', 'New errand · English', '尺码', 'Size', '大 · 小']) expect(seen).toContain(word);
    expect(seen).toContain(lang === 'zh' ? '新增字段 weight：重量 / Weight' : 'field added weight: 重量 / Weight');
    expect(at.screen.split('\n')).toHaveLength(rows);
    expect(input(at).map(({ dryRun, expectedVersion, create }) => [dryRun, expectedVersion, create])).toEqual([[true, 2, false]]);
    at.keys('y');
    expect(input(at).at(-1)).toMatchObject({ dryRun: false, expectedVersion: 2, fields: [size, { key: 'weight', type: 'number', required: false }] }); // prettier-ignore
    expect(at.screen).toContain(lang === 'zh' ? '✓ express 第 3 版已生效' : '✓ express, form 3 is live');
  });

  test('its questions are moved, changed and retired; Escape asks before it is lost', () => {
    const at = add(desk().at('module-editor express')).keys('G', 'K');
    expect(at.screen).toMatch(/weight[\s\S]*size/);
    at.keys('D');
    expect(at.screen).not.toContain('重量');
    at.keys('D');
    expect(at.screen).toContain('新的代办不再问“size”');
    at.keys('y');
    expect(at.screen).toContain('还没有；a 加一个');
    expect(at.keys('Esc').screen).toContain('草稿还没有发布');
    expect(at.keys('y').screen).not.toContain('草稿');
  });

  test('says at once what is wrong with a question', () => {
    const at = desk().at('module-editor express').keys('a').type('size').keys('Ctrl-S');
    for (const word of ['两个字段的键都是 size', '必填']) expect(at.screen).toContain(word);
    const chosen = desk().at('module-editor express').keys('a').type('a').keys('Tab', 'right', 'right', 'right', 'Tab').type('甲').keys('Tab').type('A').keys('Ctrl-S'); // prettier-ignore
    expect(chosen.screen).toContain('至少要两个选项');
  });

  test('a new one is named in both languages, and its term is its own or the policy’s', () => {
    const at = desk().at('mk').keys('n', 'Enter').type('visit').keys('Tab').type('代办探视').keys('Tab').type('Visits').keys('Ctrl-S');
    expect(at.screen).toContain('代办探视 / Visits');
    at.keys('j', 'Enter').type('30').keys('Tab').type('8h').keys('Ctrl-S');
    expect(at.screen).toMatch(/其他 +30 分 \/ 8 小时 +本模块/);
    at.keys('p', 'y');
    expect(input(at).at(-1)).toMatchObject({ code: 'visit', create: true, sla: { OTHER: { acceptMinutes: 30, completeMinutes: 480 } } });
  });

  test('somebody else published meanwhile: what they changed is shown, and one key puts the draft on top of it', () => {
    const theirs = { ...row, version: 3, formVersion: 3, en: 'Parcel pick-up' };
    const at = add(desk().at('module-editor express'));
    at.answers['ServiceModuleDetail'] = detailOf(theirs, [{ part: 'name-en', before: 'Parcels', after: 'Parcel pick-up' }]);
    at.keys('r');
    expect(at.screen).toMatch(/社区七.*发布了第 3 版；b 把您的改动并入/);
    expect(at.screen).toContain('Parcels → Parcel pick-up');
    at.keys('b');
    expect(at.screen).toContain('已并入');
    at.keys('p');
    expect(input(at).at(-1)).toMatchObject({ en: 'Parcel pick-up', expectedVersion: 3, fields: [{ key: 'size' }, { key: 'weight' }] });
  });
});

describe('registering an errand', () => {
  const modules = (module: ServiceModuleView) => ({ ListServiceModules: { rows: [module] }, RequestErrand: { errandId: OFFICER, no: 'ER-20200214-0001-9' } }); // prettier-ignore
  const begin = (): Desk =>
    desk({
      ...modules(row),
      FindPersons: { rows: [{ personId: WORKER, label: '测*甲', no: 'PE-20200214-0001-8', area: 'a02' }], total: 1 },
    })
      .at('登记代办')
      .type('测')
      .keys('enter');

  test('keeps the form it began with, whatever is published meanwhile', () => {
    const at = begin();
    expect(at.screen).toContain('尺码');
    at.answers['ListServiceModules'] = { rows: [{ ...row, formVersion: 3, fields: [{ ...size, key: 'colour', zh: '颜色' }] }] };
    at.take((model) => [{ ...model, modules: [{ ...row, formVersion: 3, fields: [] }] }, []]);
    at.keys('Tab', 'Tab').type('水果').keys('Ctrl-S');
    expect(input(at).at(-1)).toMatchObject({ moduleCode: 'express', formVersion: 2, answers: { size: '大' } });
  });
});

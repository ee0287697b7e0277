import { ModuleDefinition, type ModuleField } from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import seeds from '../../../../seeds/policies/service-module.1.json' with { type: 'json' };
import supply from '../../../../seeds/policies/supply.1.json' with { type: 'json' };
import { SupplyPolicyValues } from '../supply/supply-policy.ts';
import { checkAnswers } from './answers.ts';
import { publishModule, setModuleActive, type PublishFacts } from './service-module.decide.ts';
import { changesBetween, type ServiceModule } from './service-module.ts';

const SUPPLIES = SupplyPolicyValues.parse(supply.values);
const NOW = Temporal.Instant.from('2020-02-14T09:00:00+08:00');
const EDITOR = '01912f4e-8c3a-7b5e-9d21-00000000000d';
const field = (key: string, more: Partial<ModuleField> = {}): ModuleField => ({ key, type: 'text', zh: `问${key}`, en: `Ask ${key}`, required: false, ...more }); // prettier-ignore
const define = (more: Partial<ModuleDefinition> = {}): ModuleDefinition =>
  ModuleDefinition.parse({ code: 'tea-run', zh: '代取茶叶', en: 'Tea pick-up', kinds: ['PURCHASE'], ...more });
const at = (definition: ModuleDefinition, version = 3): ServiceModule => ({ id: 'm', version, formVersion: 2, definition });
const facts = (more: Partial<PublishFacts> = {}): PublishFacts => ({ module: undefined, all: [], asked: new Map(), supplies: SUPPLIES, ...more }); // prettier-ignore
const publish = (
  definition: ModuleDefinition,
  more: Partial<PublishFacts> = {},
  how: { create?: boolean; expectedVersion?: number } = {},
) => publishModule(definition, { create: false, ...how }, facts(more));
const refused = (code: string, params: object = {}) => ({ ok: false, refusal: { code, params } });

describe('a module that is published', () => {
  it('is new with form 1, and another version of itself afterwards', () => {
    expect(publish(define())).toMatchObject({ ok: true, value: { formVersion: 1, changes: [{ part: 'created', after: 'tea-run' }] } });
    const next = define({ fields: [field('size', { type: 'choice', choices: ['大', '小'] })] });
    expect(publish(next, { module: at(define()) })).toMatchObject({
      ok: true,
      value: { formVersion: 3, changes: [{ part: 'field-added', key: 'size' }] },
    });
  });

  it('ships as it can be published', () => {
    const shipped = seeds.values.modules.map((module) => ModuleDefinition.parse(module));
    for (const definition of shipped)
      expect(publish(definition, { all: shipped.filter(({ code }) => code < definition.code) })).toMatchObject({ ok: true });
  });

  const twoSizes = [field('size', { type: 'choice', choices: ['大', '大'] })];
  it.each([
    ['service-module.key-twice', { field: 'a' }, define({ fields: [field('a'), field('b'), field('a')] })],
    ['service-module.choices-missing', { field: 'size' }, define({ fields: [field('size', { type: 'choice', choices: ['大'] })] })],
    ['service-module.choices-unfit', { field: 'size' }, define({ fields: [field('size', { choices: ['大', '小'] })] })],
    ['service-module.choices-twice', { field: 'size', choice: '大' }, define({ fields: twoSizes })],
    ['service-module.sla-other', { kind: 'MEDICINE' }, define({ sla: { MEDICINE: { acceptMinutes: 5, completeMinutes: 9 } } })],
    ['service-module.sla-too-short', { kind: 'PURCHASE' }, define({ sla: { PURCHASE: { acceptMinutes: 9, completeMinutes: 5 } } })],
    ['service-module.nothing-changed', {}, define()],
    ['service-module.name-taken', { code: 'other' }, define({ en: 'Other' })],
  ] as const)('is refused: %s', (code, params, definition) => {
    expect(publish(definition, { module: at(define()), all: [define(), define({ code: 'other', zh: '其他', en: 'Other' })] })).toEqual(
      refused(code, params),
    );
  });

  it('that is to be new is refused where its code is taken', () => {
    expect(publish(define(), { module: at(define()) }, { create: true })).toEqual(refused('service-module.exists', { code: 'tea-run' }));
  });

  it('keeps the type of a question that errands answered, in whatever form it was asked', () => {
    const asked = new Map([['size', { type: 'text', form: 2 } as const]]);
    const next = define({ fields: [field('size', { type: 'number' })] });
    expect(publish(next, { module: at(define()), asked })).toEqual(
      refused('service-module.field-type-changed', { field: 'size', type: 'text', form: 2 }),
    );
    expect(publish(next, { module: at(define()) }).ok).toBe(true);
    expect(publish(define({ fields: [field('size', { zh: '多大' })] }), { module: at(define()), asked }).ok).toBe(true);
  });

  it('by whoever began with an older version is refused with who was first, when, and what that changed', () => {
    const theirs = define({ en: 'Tea', fields: [field('size')] });
    const publication = { at: NOW, by: EDITOR, seen: define() };
    const mine = define({ zh: '取茶' });
    expect(publish(mine, { module: at(theirs, 4), publication }, { expectedVersion: 3 })).toEqual(
      refused('service-module.overtaken', { by: EDITOR, at: NOW.toString(), form: 2, changed: 'name-en field-added=size' }),
    );
    expect(publish(mine, { module: at(theirs, 4), publication }, { expectedVersion: 4 }).ok).toBe(true);
    expect(publish(mine, { module: at(theirs, 4), publication }).ok).toBe(true);
  });

  it('goes on to serve those in isolation, whom the platform asks for by itself', () => {
    const zhanyi = ModuleDefinition.parse(seeds.values.modules.find(({ code }) => code === SUPPLIES.moduleCode));
    const at2 = { module: at(zhanyi) };
    for (const broken of [{ active: false }, { kinds: ['MEDICINE' as const] }])
      expect(publish({ ...zhanyi, ...broken }, at2)).toEqual(refused('service-module.serves-supplies'));
    const more = { ...zhanyi, fields: [...zhanyi.fields, field('door', { required: true })] };
    expect(publish(more, at2)).toEqual(refused('service-module.supplies-answer', { field: 'door' }));
    expect(publish({ ...zhanyi, fields: [...zhanyi.fields, field('door')] }, at2).ok).toBe(true);
    expect(setModuleActive(at(zhanyi), { active: false }, { supplies: SUPPLIES })).toEqual(refused('service-module.serves-supplies'));
  });

  it('is switched off and on again, its form as it is', () => {
    const off = setModuleActive(at(define()), { active: false }, { supplies: SUPPLIES });
    expect(off).toEqual({ ok: true, value: define({ active: false }) });
    expect(setModuleActive(at(define()), { active: true }, { supplies: SUPPLIES })).toEqual(refused('service-module.is-so-already'));
    const publication = { at: NOW, by: EDITOR, seen: define() };
    expect(
      setModuleActive(at(define({ en: 'Tea' }), 4), { active: false, expectedVersion: 3 }, { publication, supplies: SUPPLIES }),
    ).toMatchObject(refused('service-module.overtaken', { changed: 'name-en', at: NOW.toString(), by: EDITOR, form: 2 }));
  });
});

const fields = fc.uniqueArray(
  fc
    .tuple(
      fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      fc.constantFrom<ModuleField['type'][]>('text', 'number', 'money', 'date', 'person'),
      fc.constantFrom('甲', '乙'),
      fc.boolean(),
    )
    .map(([key, type, zh, required]) => field(key, { type, zh, required })),
  { selector: ({ key }) => key },
);
const definitions = fc
  .tuple(fields, fc.constantFrom('甲', '乙'), fc.boolean(), fc.option(fc.integer({ min: 1, max: 9 })))
  .map(([own, zh, active, minutes]) =>
    define({ fields: own, zh, active, sla: minutes === null ? {} : { PURCHASE: { acceptMinutes: minutes, completeMinutes: 9 } } }),
  );

describe('what differs between two versions', () => {
  it('is nothing exactly where they say the same', () => {
    fc.assert(
      fc.property(definitions, definitions, (before, after) => {
        expect(changesBetween(before, before)).toEqual([]);
        expect(changesBetween(before, after).length === 0).toBe(JSON.stringify(before) === JSON.stringify(after));
      }),
    );
  });

  it('is the other way round the other way round', () => {
    fc.assert(
      fc.property(definitions, definitions, (before, after) => {
        const turned = { 'field-added': 'field-retired', 'field-retired': 'field-added' } as Readonly<Record<string, string>>;
        const there = changesBetween(before, after).map(({ part, key, before: a, after: b }) => [turned[part] ?? part, key, b, a]);
        const back = changesBetween(after, before).map(({ part, key, before: a, after: b }) => [part, key, a, b]);
        expect(there.map(String).sort()).toEqual(back.map(String).sort());
      }),
    );
  });
});

describe('an answer', () => {
  const person = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
  it.each([
    ['text', 'x', 4],
    ['number', 1.5, '1.5'],
    ['money', 4_600, 46.5],
    ['money', 0, -1],
    ['date', '2020-02-14', '14.2.2020'],
    ['person', person, '测试甲'],
  ] as const)('to a question of type %s: %j fits, %j does not', (type, good, bad) => {
    const asked = [field('a', { type })];
    expect(checkAnswers(asked, { a: good })).toBeUndefined();
    expect(checkAnswers(asked, { a: bad })).toEqual(refused('service-module.answer-unfit', { field: 'a' }));
    expect(checkAnswers(asked, {})).toBeUndefined();
    expect(checkAnswers([field('a', { type, required: true })], {})).toEqual(refused('service-module.answer-missing', { field: 'a' }));
  });
});

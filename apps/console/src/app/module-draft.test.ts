import { ModuleDefinition, type ModuleField } from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSame, moveField, rebase, withModuleField, withoutField } from './module-draft.ts';

const field = (key: string, zh = '问'): ModuleField => ({ key, type: 'text', zh, en: 'Ask', required: false });
const define = (more: Partial<ModuleDefinition> = {}): ModuleDefinition =>
  ModuleDefinition.parse({ code: 'tea-run', zh: '取茶', en: 'Tea', kinds: ['PURCHASE'], fields: [field('a'), field('b')], ...more });
const keys = ({ fields }: ModuleDefinition): string[] => fields.map(({ key }) => key);

describe('a draft', () => {
  it('has its fields added, changed, moved and retired', () => {
    const more = withModuleField(define(), undefined, field('c'));
    expect(keys(more)).toEqual(['a', 'b', 'c']);
    expect(withModuleField(more, 'b', field('b', '新')).fields[1]?.zh).toBe('新');
    expect(keys(moveField(more, 'c', -1))).toEqual(['a', 'c', 'b']);
    expect(moveField(more, 'c', 1)).toBe(more);
    expect(moveField(more, 'a', -1)).toBe(more);
    expect(keys(withoutField(more, 'a'))).toEqual(['b', 'c']);
  });

  it('keeps what it changed on top of what somebody else did', () => {
    const mine = define({ zh: '代取茶叶', fields: [field('b'), field('a'), field('c')] });
    const theirs = define({ en: 'Tea run', fields: [field('a', '他们'), field('b'), field('d')], sla: { PURCHASE: { acceptMinutes: 5, completeMinutes: 9 } } }); // prettier-ignore
    const { draft, both } = rebase(define(), mine, theirs);
    expect(draft).toMatchObject({ zh: '代取茶叶', en: 'Tea run', sla: theirs.sla });
    expect(keys(draft)).toEqual(['b', 'a', 'c', 'd']);
    expect(draft.fields[1]?.zh).toBe('他们');
    expect(both).toEqual([]);
  });

  it('says where both changed the same, and keeps its own word there', () => {
    const { draft, both } = rebase(define(), define({ en: 'Mine', fields: [field('a')] }), define({ en: 'Theirs', fields: [field('a'), field('b', '新')] })); // prettier-ignore
    expect([draft.en, keys(draft), both]).toEqual(['Mine', ['a'], ['en', 'b']]);
  });

  const fields = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('甲', '乙')), { selector: ([key]) => key });
  const definitions = fc
    .tuple(fields, fc.constantFrom('甲', '乙'), fc.boolean())
    .map(([own, en, active]) => define({ en, active, fields: own.map(([key, zh]) => field(key, zh)) }));
  it('that changed nothing becomes theirs; on top of nothing new it stays', () => {
    fc.assert(
      fc.property(definitions, definitions, (base, other) => {
        expect(isSame(rebase(base, base, other).draft, other)).toBe(true);
        expect(isSame(rebase(base, other, base).draft, other)).toBe(true);
        expect(rebase(base, other, other)).toMatchObject({ draft: other, both: [] });
      }),
    );
  });
});

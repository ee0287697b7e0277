import { describe, expect, test } from 'vitest';
import { lineWidth } from '../paint/styled.ts';
import { keyOf, typed } from './test/keys.ts';
import {
  currentField,
  entered,
  field,
  formLines,
  isDirty,
  moveFocus,
  pooled,
  press,
  takeOption,
  withErrors,
  withOptions,
  type Form,
} from './form.ts';

const form: Form = {
  at: 0,
  fields: [
    field({ path: 'person', label: '居民', kind: 'lookup', required: true }),
    field({
      path: 'kind',
      label: '类别',
      kind: 'choice',
      options: [
        { value: 'MEDICINE', label: '配药', also: 'py' },
        { value: 'PURCHASE', label: '代购', also: 'dg' },
      ],
    }),
    field({ path: 'secret', label: '隐', kind: 'text', hidden: true }),
    field({ path: 'note', label: '备注', kind: 'text', hint: '可不填' }),
  ],
};
const type = (start: Form, text: string): Form => typed(text).reduce((at, key) => press(at, key)?.form ?? at, start);

describe('a form', () => {
  test('asks for what was typed into a lookup and takes the answer that is marked', () => {
    const asked = press(form, typed('胡')[0]!)!;
    expect(asked.lookup).toBe('胡');
    const options = [
      { value: '1', label: '胡*一' },
      { value: '2', label: '胡*二' },
    ];
    const answered = withOptions(asked.form, 'person', '胡', options, '请选');
    const second = press(answered, keyOf('down'))!.form;
    const moved = moveFocus(second, 1);
    expect(entered(moved, 'person')).toBe('2');
    expect(moved.at).toBe(1);
  });

  test('ignores an answer to an older text, and forgets what was picked when the text changes', () => {
    const typedTwo = type(form, '胡测');
    expect(withOptions(typedTwo, 'person', '胡', [{ value: '1', label: 'x' }], '请选')).toEqual(typedTwo);
    const picked = moveFocus(withOptions(typedTwo, 'person', '胡测', [{ value: '1', label: '胡测' }], '请选'), 1);
    expect(entered(type({ ...picked, at: 0 }, '试'), 'person')).toBe('');
  });

  test('picks several of what is asked for: each leaves the line, is not offered again, and the last one can be taken back', () => {
    const stays: Form = { at: 0, fields: [field({ path: 'stays', label: '停留地', kind: 'lookup', picks: [] }), ...form.fields.slice(3)] };
    const found = [
      { value: '420100', label: '武汉市' },
      { value: '340200', label: '芜湖市' },
    ];
    const asked = press(stays, typed('w')[0]!)!;
    expect(asked.lookup).toBe('w');
    const first = takeOption(withOptions(asked.form, 'stays', 'w', found, '请选'));
    expect(currentField(first)).toMatchObject({ picks: [{ value: '420100' }], input: { text: '' }, options: [] });
    const again = withOptions(press(first, typed('w')[0]!)!.form, 'stays', 'w', found, '请选');
    expect(currentField(again)?.options.map(({ value }) => value)).toEqual(['340200']);
    expect(entered(moveFocus(again, 1), 'stays')).toBe('420100,340200');
    // Whoever went on before the answer came gets the only one that is left.
    const left = withOptions({ ...press(first, typed('w')[0]!)!.form, at: 1 }, 'stays', 'w', found, '请选');
    expect(entered(left, 'stays')).toBe('420100,340200');
    expect(entered(press(first, keyOf('backspace'))!.form, 'stays')).toBe('');
  });

  test('a text that may stand for something becomes what is marked when it is left', () => {
    const options = [
      { value: '浙G1', label: '浙G1' },
      { value: '藏G1', label: '藏G1' },
    ];
    const plate: Form = { at: 0, fields: [{ ...field({ path: 'plate', label: '车牌', kind: 'text' }), options }, ...form.fields.slice(3)] };
    expect(entered(moveFocus(plate, 1), 'plate')).toBe('浙G1');
    expect(entered(moveFocus(press(plate, keyOf('down'))!.form, 1), 'plate')).toBe('藏G1');
    expect(formLines(plate, 60, 10).lines).toHaveLength(4);
  });

  test('whoever goes on before the answer came gets it when it is the only one, and is asked to choose of several', () => {
    const left = moveFocus(type(form, '胡'), 1);
    const one = { value: '1', label: '胡*一' };
    expect(entered(withOptions(left, 'person', '胡', [one], '请选'), 'person')).toBe('1');
    const several = withOptions(left, 'person', '胡', [one, { value: '2', label: '胡*二' }], '请选');
    expect(entered(several, 'person')).toBe('');
    expect(several.fields[0]?.error).toBe('请选');
  });

  test('several answers of a pool: shown before typing, taken one by one, the last given back', () => {
    const pool = [
      { value: 'AGENT', label: '代办员' },
      { value: 'AUDITOR', label: '审计' },
    ];
    const roles: Form = { at: 0, fields: [pooled(field({ path: 'roles', label: '角色', kind: 'lookup' }), pool, [])] };
    expect(currentField(roles)?.options).toHaveLength(2);
    expect(takeOption(roles)).toBe(roles);
    const both = takeOption(type(takeOption(type(roles, '代')), 'audit'));
    expect(entered(both, 'roles')).toBe('AGENT,AUDITOR');
    expect(currentField(both)?.options).toEqual([]);
    expect(entered(press(both, keyOf('backspace'))!.form, 'roles')).toBe('AGENT');
  });

  test('a choice goes round by arrows, by the space bar and by what it is called', () => {
    const at = { ...form, at: 1 };
    expect(entered(at, 'kind')).toBe('MEDICINE');
    expect(entered(press(at, keyOf('right'))!.form, 'kind')).toBe('PURCHASE');
    expect(entered(press(at, keyOf('left'))!.form, 'kind')).toBe('PURCHASE');
    expect(entered(type(at, 'd'), 'kind')).toBe('PURCHASE');
    expect(press(at, typed('z')[0]!)).toBeUndefined();
  });

  test('skips what is hidden and gives no value for it', () => {
    expect(moveFocus({ ...form, at: 1 }, 1).at).toBe(3);
    expect(moveFocus({ ...form, at: 3 }, 1).at).toBe(3);
    expect(entered(form, 'secret')).toBe('');
  });

  test('goes to the first error and gives back those that no field shows', () => {
    const { form: wrong, others } = withErrors(
      { ...form, at: 3 },
      new Map([
        ['kind', '请选择'],
        ['secret', '内部'],
      ]),
    );
    expect(wrong.at).toBe(1);
    expect(currentField(wrong)?.error).toBe('请选择');
    expect(others).toEqual(['内部']);
    expect(currentField(press(wrong, keyOf('right'))!.form)?.error).toBeUndefined();
  });

  test('is dirty once something was entered', () => {
    expect(isDirty(form)).toBe(false);
    expect(isDirty(type({ ...form, at: 3 }, 'x'))).toBe(true);
  });

  test('shows the current field even where not all fit, with the cursor in it', () => {
    const many: Form = {
      at: 25,
      fields: Array.from({ length: 30 }, (_, n) => field({ path: String(n), label: `第${String(n)}项`, kind: 'text' })),
    };
    const { lines, cursor } = formLines(many, 60, 8);
    expect(lines).toHaveLength(8);
    expect(lines[cursor!.y]?.map(({ text }) => text).join('')).toContain('第25项');
    for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(60);
  });
});

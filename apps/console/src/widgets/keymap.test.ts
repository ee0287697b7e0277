import { describe, expect, it } from 'vitest';
import { type Binding, conflicts, findBinding, hintsLine, keyName } from './keymap.ts';
import { keyOf } from './test/keys.ts';

const binding = (id: string, keys: string[], scope: string, priority: number, zh = id): Binding => ({
  id,
  keys,
  scope,
  priority,
  label: { zh, en: id },
});

describe('keyName', () => {
  it.each([
    ['j', 'j'],
    ['D', 'D'],
    ['?', '?'],
    ['？', '?'],
    ['：', ':'],
    [' ', 'Space'],
    ['汉字', '汉字'],
  ])('calls the character %s %s', (text, name) => {
    expect(keyName(keyOf(text))).toBe(name);
  });

  it('names control, shift and function keys', () => {
    expect(keyName(keyOf('s', { ctrl: true }))).toBe('Ctrl-S');
    expect(keyName(keyOf('tab', { shift: true }))).toBe('Shift-Tab');
    expect(keyName(keyOf('f1'))).toBe('F1');
    expect(keyName(keyOf('escape'))).toBe('Esc');
    expect(keyName(keyOf('x', { alt: true }))).toBe('Alt-x');
  });

  it('gives a paste no name, so that pasted text never runs a command', () => {
    expect(keyName({ ...keyOf('D'), name: 'paste' })).toBe('');
    expect(findBinding([binding('void', ['D'], 'list', 1)], ['list'], { ...keyOf('D'), name: 'paste' })).toBeUndefined();
  });
});

describe('findBinding', () => {
  const bindings = [binding('back', ['Esc', 'q'], 'global', 1), binding('quote', ['q'], 'list', 1)];

  it('asks the innermost scope first', () => {
    expect(findBinding(bindings, ['list', 'global'], keyOf('q'))?.id).toBe('quote');
    expect(findBinding(bindings, ['form', 'global'], keyOf('q'))?.id).toBe('back');
    expect(findBinding(bindings, ['form'], keyOf('q'))).toBeUndefined();
  });
});

describe('conflicts', () => {
  it('reports a key that means two things in one scope only', () => {
    const all = [binding('a', ['x', 'y'], 'list', 1), binding('b', ['y'], 'list', 1), binding('c', ['y'], 'global', 1)];
    expect(conflicts(all)).toEqual([{ scope: 'list', key: 'y', ids: ['a', 'b'] }]);
  });
});

describe('hintsLine', () => {
  const help = binding('help', ['?'], 'global', 9, '帮助');
  const all = [
    binding('open', ['Enter'], 'list', 1, '打开'),
    binding('sort', ['s'], 'list', 3, '排序'),
    binding('filter', ['/'], 'list', 2, '筛选'),
  ];

  it('keeps the order of the table and the help at the end', () => {
    expect(hintsLine(all, 'zh', 80, help)).toBe('Enter 打开  s 排序  / 筛选  ? 帮助');
  });

  it('leaves out the least important first', () => {
    expect(hintsLine(all, 'zh', 28, help)).toBe('Enter 打开  / 筛选  ? 帮助');
    expect(hintsLine(all, 'en', 3, help)).toBe('? help');
  });
});

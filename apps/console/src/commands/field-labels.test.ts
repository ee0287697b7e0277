import { expect, test } from 'vitest';
import { fieldLabel } from './field-labels.ts';

test.each([
  ['person', 'name', '姓名'],
  ['arrival', 'name', '姓名'],
  ['checkpoint', 'name', '名称'],
  ['isolation-site', 'code', '代号'],
  ['combat-unit', 'code', '代号'],
  ['second-factor', 'code', '动态口令'],
  ['isolation-site', 'hospital', '医院'],
] as const)('of %s, %s is called %s', (noun, path, zh) => {
  expect(fieldLabel(noun, path)?.zh).toBe(zh);
});

import { expect, test } from 'vitest';
import { flagsOf } from '../hz/flags.ts';
import { buildManifest } from './manifest.ts';

const { entries } = buildManifest();
const flags = entries.flatMap(({ noun, verb, input }) => {
  const { positional, flags } = flagsOf(input);
  return [...(positional ? [positional] : []), ...flags].map((flag) => ({ command: `${noun} ${verb}`, ...flag }));
});

test('help says what every option is, in both languages', () => {
  expect(
    flags
      .filter(({ zh = '', description }) => !/\p{Script=Han}/u.test(zh) || description === '')
      .map(({ command, name }) => [command, name]),
  ).toEqual([]);
});

/** Names of events are what partners write. */
const NAMES = ['events'];

test('help in Chinese says what every choice means', () => {
  const bare = flags.flatMap(({ command, name, zh = '', choices = [] }) => {
    if (NAMES.includes(name)) return [];
    const missing = choices.filter((choice) => !['yes', 'no'].includes(choice) && !zh.includes(choice));
    return missing.length === 0 ? [] : [`${command} --${name} ${missing.join(',')}`];
  });
  expect(bare).toEqual([]);
});

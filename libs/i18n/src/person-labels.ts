import type { Text } from './language.ts';

const text = (zh: string, en: string): Text => ({ zh, en });

/** Past verbs of events of people of the register, as histories show them. */
export const PERSON_PAST: Readonly<Record<string, Text>> = {
  'person.registered': text('登记', 'registered'),
  'person.corrected': text('更正', 'corrected'),
  'person.erased': text('删除', 'erased'),
  'person.merged': text('并入他条', 'merged into another'),
  'person.unmerged': text('拆出', 'taken out again'),
  'person.took-in': text('并入一条', 'took another in'),
  'person.gave-back': text('拆出一条', 'gave another back'),
  'person-link.decided': text('认定是否同一人', 'said to be one or two'),
};

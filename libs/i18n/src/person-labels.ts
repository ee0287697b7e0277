import type { DuplicateRule, FileLine, LinkVerdict } from '@houzhai/contracts';
import type { Language, Text } from './language.ts';

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
  'person-link.decided': text('认定是否同一人', 'said one or two'),
};

const VERDICT: Readonly<Record<LinkVerdict, Text>> & Readonly<Record<string, Text>> = {
  SAME: text('同一人', 'Same person'),
  DIFFERENT: text('不是同一人', 'Two people'),
};
const RULE: Readonly<Record<DuplicateRule, Text>> = {
  PHONE_AND_NAME: text('电话、姓名相同', 'phone and name'),
  ALIKE: text('姓名相近', 'names alike'),
};
const FILED: Readonly<Record<FileLine['entity'], Text>> = {
  person: text('登记簿', 'Register'),
  'person-link': text('核对', 'Compared'),
  arrival: text('来(返)义', 'Arrival'),
  'escort-batch': text('护送', 'Escort'),
  isolation: text('隔离', 'Isolation'),
  fever: text('发热', 'Fever'),
};

export const linkVerdictLabel = (verdict: string, lang: Language): string => VERDICT[verdict]?.[lang] ?? verdict;
export const duplicateRuleLabel = (rule: DuplicateRule, lang: Language): string => RULE[rule][lang];
/** Kind of a record in somebody's file. */
export const filedLabel = (entity: FileLine['entity'], lang: Language): string => FILED[entity][lang];

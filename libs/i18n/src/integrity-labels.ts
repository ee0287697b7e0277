import type { DoorVisitKind, IntegrityRule, RefusalCode, ReviewVerdict } from '@houzhai/contracts';
import type { Language, Text } from './language.ts';
import type { Sentences } from './sentence.ts';

const text = (zh: string, en: string): Text => ({ zh, en });

const RULE: Readonly<Record<IntegrityRule, Text>> = {
  SPACING: text('两处相隔太近', 'Two too close in time'),
  ROUTE: text('往返来不及', 'There and back too soon'),
  TOO_MANY: text('分钟数不够', 'More visits than minutes'),
};
const VERDICT: Readonly<Record<ReviewVerdict, Text>> = {
  HONEST: text('情况属实', 'As it was said'),
  TO_TALK: text('需要谈一谈', 'To talk about'),
};
const KIND: Readonly<Record<DoorVisitKind, Text>> = {
  FOLLOW_UP: text('随访', 'Follow-up'),
  OPENED: text('上门', 'Visit'),
  UNOPENED: text('上门无人应门', 'Visit, nobody home'),
};

export const integrityRuleLabel = (rule: IntegrityRule, language: Language): string => RULE[rule][language];
export const reviewVerdictLabel = (verdict: string, language: Language): string =>
  verdict in VERDICT ? VERDICT[verdict as ReviewVerdict][language] : verdict;
export const doorVisitLabel = (kind: DoorVisitKind, language: Language): string => KIND[kind][language];

/** Refusals about another look as sentences. */
export const INTEGRITY_SENTENCES: Sentences<Extract<RefusalCode, `integrity.${string}`>> = {
  'integrity.reviewed-already': {
    zh: ({ verdict }) => `已复核过：“${reviewVerdictLabel(verdict, 'zh')}”；按 A 看已复核的`,
    en: ({ verdict }) => `Somebody looked already: ${reviewVerdictLabel(verdict, 'en').toLowerCase()}; A shows what was looked at`,
  },
};

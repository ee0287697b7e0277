import type {
  CareCategory,
  CareGapCause,
  CareMethod,
  CareNext,
  CareNeed,
  CareOutcome,
  CareRole,
  CareStanding,
  CareTier,
  EventContract,
} from '@houzhai/contracts';
import type { Language, Text } from './language.ts';

const text = (zh: string, en: string): Text => ({ zh, en });

const CATEGORY: Readonly<Record<CareCategory, Text>> = {
  LIVES_ALONE: text('独居', 'Lives alone'),
  EMPTY_NEST: text('空巢', 'Empty nest'),
  DISABLED: text('残', 'Disabled'),
  ILL: text('病', 'Ill'),
  FRAIL: text('老弱', 'Frail'),
  LOW_INCOME: text('低保', 'Low income'),
  ISOLATED: text('隔离', 'Isolated'),
};
const TIER: Readonly<Record<CareTier, Text>> = {
  DAILY: text('每日', 'Daily'),
  WEEKLY: text('每周', 'Weekly'),
  MONTHLY: text('每月', 'Monthly'),
  QUARTERLY: text('每季', 'Quarterly'),
};
const ROLE: Readonly<Record<CareRole, Text>> = {
  AGENT: text('代办员', 'Agent'),
  MEMBER: text('联户党员', 'Party member'),
  OTHER: text('其他人', 'Somebody else'),
};
const METHOD: Readonly<Record<CareMethod, Text>> = {
  PHONE: text('电话', 'Telephone'),
  VIDEO: text('视频', 'Video'),
  MESSAGE: text('消息', 'Message'),
  DOOR: text('上门', 'At the door'),
};
const OUTCOME: Readonly<Record<CareOutcome, Text>> = {
  REACHED: text('已联系', 'Reached'),
  NOT_REACHED: text('未联系上', 'Not reached'),
  REFUSED: text('拒绝', 'Refused'),
};
const NEED: Readonly<Record<CareNeed, Text>> = {
  FOOD: text('食物', 'Food'),
  MEDICINE: text('药品', 'Medicine'),
  DOCTOR: text('就医', 'A doctor'),
  UTILITIES: text('水电气', 'Water, power, gas'),
  COMPANY: text('陪伴', 'Company'),
  OTHER: text('其他', 'Something else'),
};
const STANDING: Readonly<Record<CareStanding, Text>> = {
  REACHED: text('已联系', 'Reached'),
  REFUSED: text('拒绝', 'Refused'),
  EXPLAINED: text('已说明', 'Explained'),
  MISSING: text('未联系', 'Missing'),
};
const NEXT: Readonly<Record<CareNext, Text>> = {
  DOOR: text('须上门', 'Stand at the door'),
  OTHER_TRIES: text('另一人今日再试', 'The other one tries today'),
  TRY: text('待联系', 'To ask'),
  BOTH_TRIED: text('两人均未联系上', 'Both tried'),
  NOTHING: text('完成', 'Done'),
};
const GAP: Readonly<Record<CareGapCause, Text>> = {
  IN_HOSPITAL: text('住院', 'In hospital'),
  WITH_FAMILY: text('在亲属家', 'With family'),
  AWAY: text('外出', 'Away'),
  ISOLATED_ELSEWHERE: text('在别处隔离', 'Isolated elsewhere'),
  OTHER: text('其他', 'Something else'),
};
const PAST: Readonly<Record<string, Text>> = {
  'set-up': text('分户到人', 'set up'),
  changed: text('更改户内情况', 'household changed'),
  'tier-set': text('调整频次', 'how often changed'),
  assigned: text('更换联系人', 'others look after it'),
  substituted: text('代班', 'somebody stands in'),
  'given-back': text('归还', 'given back'),
  contacted: text('联系', 'contact'),
  'gap-explained': text('说明联系不上', 'gap explained'),
  'door-due': text('须上门', 'somebody has to stand at the door'),
  'card-issued': text('发联系卡', 'contact card given'),
  ended: text('结束', 'ended'),
};

const look = (table: Readonly<Record<string, Text>>, key: string, lang: Language): string => table[key]?.[lang] ?? key;

export const careCategoryLabel = (category: string, lang: Language): string => look(CATEGORY, category, lang);
export const careTierLabel = (tier: string, lang: Language): string => look(TIER, tier, lang);
export const careRoleLabel = (role: string, lang: Language): string => look(ROLE, role, lang);
export const careMethodLabel = (method: string, lang: Language): string => look(METHOD, method, lang);
export const careOutcomeLabel = (outcome: string, lang: Language): string => look(OUTCOME, outcome, lang);
export const careNeedLabel = (need: string, lang: Language): string => look(NEED, need, lang);
export const careStandingLabel = (standing: string, lang: Language): string => look(STANDING, standing, lang);
export const careNextLabel = (next: string, lang: Language): string => look(NEXT, next, lang);
export const careGapLabel = (cause: string, lang: Language): string => look(GAP, cause, lang);
export const carePastLabel = (past: string, lang: Language): string => look(PAST, past, lang);

/** Events of households that have no label yet; empty when the catalogue is complete. */
export const carePastsWithoutLabel = (events: readonly EventContract[]): string[] =>
  events.filter(({ entity, past }) => entity === 'care-link' && past !== 'skipped' && !(past in PAST)).map(({ past }) => past);

import type { EventContract, NeedAction, NeedEnd, NeedStatus } from '@houzhai/contracts';
import { isTombstone } from '@houzhai/contracts';
import type { Language, Text } from './language.ts';

const text = (zh: string, en: string): Text => ({ zh, en });

const STATUS: Readonly<Record<NeedStatus, Text>> = {
  OPEN: text('已上报', 'Reported'),
  RAISED: text('多地同需', 'Raised'),
  TAKEN: text('已认领', 'Taken'),
  ANSWERED: text('已答复', 'Answered'),
  SETTLED: text('已了结', 'Settled'),
  JOINED: text('已合并', 'Put together'),
};
const ACTION: Readonly<Record<NeedAction, Text>> = {
  take: text('认领', 'Take it'),
  'give-back': text('交回', 'Give it back'),
  answer: text('答复', 'Answer it'),
  settle: text('了结', 'Settle it'),
  'put-together': text('合并', 'Put it together'),
  'take-apart': text('拆出', 'Take it apart'),
  rate: text('是否有用', 'Say whether it helps'),
};
const END: Readonly<Record<NeedEnd, Text>> = {
  MODULE: text('新设服务模块', 'a service module'),
  AGREEMENT: text('与单位商定', 'an agreement'),
  DECLINED: text('不予办理', 'declined'),
};

/** Past verbs of events about needs, as histories show them. */
const PAST: Readonly<Record<string, Text>> = {
  reported: text('上报', 'reported'),
  joined: text('与相似的合并', 'put together with another'),
  left: text('拆出', 'taken apart'),
  gathered: text('合并有变', 'others came or went'),
  taken: text('认领', 'taken'),
  'given-back': text('交回', 'given back'),
  answered: text('答复', 'answered'),
  settled: text('了结', 'settled'),
  rated: text('反馈是否有用', 'rated'),
};

const look = (table: Readonly<Record<string, Text>>, key: string, lang: Language): string => table[key]?.[lang] ?? key;

export const needStatusLabel = (status: string, lang: Language): string => look(STATUS, status, lang);
export const needActionLabel = (action: string, lang: Language): string => look(ACTION, action, lang);
export const needEndLabel = (end: string, lang: Language): string => look(END, end, lang);
/** What happened to a need; undefined for other records. */
export const needPastLabel = (entity: string, past: string, lang: Language): string | undefined =>
  entity === 'need-report' ? PAST[past]?.[lang] : undefined;

/** Events about needs that have no label in the history yet. */
export const needPastsWithoutLabel = (events: readonly EventContract[]): string[] =>
  events.filter((event) => event.entity === 'need-report' && !isTombstone(event) && !(event.past in PAST)).map(({ past }) => past);

import type { CallAction, CallBackResult, CallBackStatus, CallOutcome, EventContract } from '@houzhai/contracts';
import { isTombstone } from '@houzhai/contracts';
import type { Language, Text } from './language.ts';

const text = (zh: string, en: string): Text => ({ zh, en });

const OUTCOME: Readonly<Record<CallOutcome, Text>> = {
  NEW: text('新登记', 'New errand'),
  SAME: text('同一件', 'The same again'),
  ASKED: text('询问进度', 'Asked about it'),
  CALLBACK: text('约回电', 'To be called back'),
};
const STATUS: Readonly<Record<CallBackStatus, Text>> = {
  WAITING: text('待回电', 'Waiting'),
  TAKEN: text('回电中', 'Taken'),
  DONE: text('已办', 'Done'),
};
const RESULT: Readonly<Record<CallBackResult, Text>> = {
  REACHED: text('已回电', 'reached'),
  NOT_REACHED: text('未接通', 'not reached'),
};
const ACTION: Readonly<Record<CallAction, Text>> = {
  take: text('接手回电', 'Take it'),
  'give-back': text('交回', 'Give it back'),
  postpone: text('改时间', 'Postpone it'),
  close: text('回电完毕', 'Close it'),
};

/** Past verbs of events about calls, as histories show them. */
const PAST: Readonly<Record<string, Text>> = {
  registered: text('来电', 'phoned'),
  taken: text('接手回电', 'taken'),
  'given-back': text('交回', 'given back'),
  postponed: text('改时间', 'postponed'),
  closed: text('回电完毕', 'called back'),
};

const look = (table: Readonly<Record<string, Text>>, key: string, lang: Language): string => table[key]?.[lang] ?? key;

export const callOutcomeLabel = (outcome: string, lang: Language): string => look(OUTCOME, outcome, lang);
export const callBackStatusLabel = (status: string, lang: Language): string => look(STATUS, status, lang);
export const callBackResultLabel = (result: string, lang: Language): string => look(RESULT, result, lang);
export const callActionLabel = (action: string, lang: Language): string => look(ACTION, action, lang);
/** What happened to a call; undefined for other records. */
export const callPastLabel = (entity: string, past: string, lang: Language): string | undefined =>
  entity === 'call' ? PAST[past]?.[lang] : undefined;

/** Events about calls that have no label in the history yet. */
export const callPastsWithoutLabel = (events: readonly EventContract[]): string[] =>
  events.filter((event) => event.entity === 'call' && !isTombstone(event) && !(event.past in PAST)).map(({ past }) => past);

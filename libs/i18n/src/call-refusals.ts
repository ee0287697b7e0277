import type { RefusalCode } from '@houzhai/contracts';
import { callActionLabel, callBackStatusLabel } from './call-labels.ts';
import { statusLabel } from './errand-labels.ts';
import type { Sentences } from './sentence.ts';

/** Refusals about calls at the phone desk as sentences. */
export const CALL_SENTENCES: Sentences<Extract<RefusalCode, `call.${string}`>> = {
  'call.not-allowed-now': {
    zh: ({ action, status }) => `“${callBackStatusLabel(status, 'zh')}”时不能“${callActionLabel(action, 'zh')}”；r 刷新看现状`,
    en: ({ action, status }) =>
      `Cannot ${callActionLabel(action, 'en').toLowerCase()} while ${callBackStatusLabel(status, 'en').toLowerCase()}; r shows how it stands now`,
  },
  'call.taken-by-other': {
    zh: ({ by }, say) => `${say.operator(by)} 已接手；请其交回，或由值班长处理`,
    en: ({ by }, say) => `${say.operator(by)} has taken it; ask them to give it back, or the duty officer`,
  },
  'call.no-call-back': {
    zh: () => '这次来电没有约回电',
    en: () => 'No call back was promised in this call',
  },
  'call.errand-over': {
    zh: ({ no, status }) => `${no} 已${statusLabel(status, 'zh')}，不能算同一件；请另行登记（n）`,
    en: ({ no, status }) => `${no} is ${statusLabel(status, 'en').toLowerCase()} and brings nothing any more; register it anew (n)`,
  },
  'call.nobody-to-call': {
    zh: () => '不知道回电给谁：请选来电人，或填电话',
    en: () => 'Nobody to call: choose who phoned, or give the number',
  },
  'call.area-missing': {
    zh: () => '请填来电人所在村(居)，且须在您的辖区内',
    en: () => 'Say in which area they live; it must be one of yours',
  },
  'call.due-in-past': {
    zh: () => '回电时间须晚于现在，如 +1h',
    en: () => 'The time to call back must be later than now, such as +1h',
  },
};

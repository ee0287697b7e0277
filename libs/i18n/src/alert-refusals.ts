import type { RefusalCode } from '@houzhai/contracts';
import { alertActionLabel, alertStatusLabel } from './alert-labels.ts';
import type { Sentences } from './sentence.ts';

/** Refusals about alerts as sentences. */
export const ALERT_SENTENCES: Sentences<Extract<RefusalCode, `alert.${string}`>> = {
  'alert.not-allowed-now': {
    zh: ({ action, status }) => `警报“${alertStatusLabel(status, 'zh')}”时不能“${alertActionLabel(action, 'zh')}”；按 x 看可用操作`,
    en: ({ action, status }) =>
      `Cannot ${alertActionLabel(action, 'en').toLowerCase()} an alert that is ${alertStatusLabel(status, 'en').toLowerCase()}; press x for what is possible`,
  },
  'alert.own': {
    zh: () => '由您引起的警报须由他人处理',
    en: () => 'You caused this alert; somebody else has to see to it',
  },
  'alert.assignee-unfit': {
    zh: ({ area }) => `此人看不到 ${area} 的这条警报；请选辖区和角色相符的人`,
    en: ({ area }) => `They cannot see this alert in ${area}; choose somebody whose jurisdiction and role fit`,
  },
  'alert.reviewed-by-resolver': {
    zh: () => '解除警报的人不能自己复盘；请由他人办理',
    en: () => 'Whoever resolved it does not review it; somebody else has to',
  },
};

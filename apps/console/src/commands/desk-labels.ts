import type { FieldLabel } from './field-labels.ts';
import type { Text } from '@houzhai/i18n';
import { callBackResultLabel, callOutcomeLabel } from '@houzhai/i18n';
import { CALL_BACK_RESULTS, CALL_OUTCOMES } from '@houzhai/contracts';

/** What fields of the phone desk are called on a form. */
export const DESK_LABELS: Readonly<Record<string, FieldLabel>> = {
  callerId: {
    zh: '来电人',
    en: 'Caller',
    hintZh: '编号、姓名、首字母或电话；不知道可不填',
    hintEn: 'number, name, initials or phone; empty if unknown',
  },
  callId: { zh: '来电', en: 'Call', hintZh: '编号', hintEn: 'number' },
  callBy: {
    zh: '何时前回电',
    en: 'Call by',
    hintZh: '+1h · 18:00；约回电时不填为策略默认',
    hintEn: '+1h · 18:00; the policy says where it is empty',
  },
};

const words = (values: readonly string[], label: (value: string, lang: 'zh' | 'en') => string): Readonly<Record<string, Text>> =>
  Object.fromEntries(values.map((value) => [value, { zh: label(value, 'zh'), en: label(value, 'en') }]));

/** What values of its choices mean. */
export const DESK_VALUES: Readonly<Record<string, Text>> = {
  ...words(CALL_OUTCOMES, callOutcomeLabel),
  ...words(CALL_BACK_RESULTS, callBackResultLabel),
};

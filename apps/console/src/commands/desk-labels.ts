import type { FieldLabel } from './field-labels.ts';
import type { Text } from '@houzhai/i18n';
import { callBackResultLabel, callOutcomeLabel, needEndLabel } from '@houzhai/i18n';
import { CALL_BACK_RESULTS, CALL_OUTCOMES, NEED_ENDS } from '@houzhai/contracts';

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
  topic: { zh: '主题', en: 'Topic' },
  keywords: { zh: '关键词', en: 'Keywords', hintZh: '便于找相似的，以，分开', hintEn: 'to find alike ones by, separated by ,' },
  aboutId: {
    zh: '涉及哪户',
    en: 'Household',
    hintZh: '编号、姓名、首字母或电话；可不填',
    hintEn: 'number, name, initials or phone; or empty',
  },
  reportId: { zh: '需求上报', en: 'Report', hintZh: '编号', hintEn: 'number' },
  withId: { zh: '并到哪一条', en: 'Put together with', hintZh: '编号', hintEn: 'number' },
  answer: { zh: '答复', en: 'Answer', hintZh: '上报人都会看到', hintEn: 'everybody who reported it sees it' },
  end: { zh: '结果', en: 'End' },
  'agreement.name': { zh: '与谁商定', en: 'Agreed with', hintZh: '如 占位医院01', hintEn: 'such as a hospital' },
  'agreement.from': { zh: '从哪天起', en: 'From', hintZh: '2020-02-20', hintEn: '2020-02-20' },
  'agreement.note': { zh: '商定内容', en: 'What was agreed' },
  helps: { zh: '是否有用', en: 'Does it help' },
};

const words = (values: readonly string[], label: (value: string, lang: 'zh' | 'en') => string): Readonly<Record<string, Text>> =>
  Object.fromEntries(values.map((value) => [value, { zh: label(value, 'zh'), en: label(value, 'en') }]));

/** What values of its choices mean. */
export const DESK_VALUES: Readonly<Record<string, Text>> = {
  ...words(CALL_OUTCOMES, callOutcomeLabel),
  ...words(CALL_BACK_RESULTS, callBackResultLabel),
  ...words(NEED_ENDS, needEndLabel),
};

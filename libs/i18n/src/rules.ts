import type { Language, Text } from './language.ts';

const RULES: Readonly<Record<string, Text>> = {
  required: { zh: '必填', en: 'required' },
  invalid_type: { zh: '必填，或类型不对', en: 'required, or not of the right kind' },
  too_small: { zh: '太短或太小', en: 'too short or too small' },
  too_big: { zh: '太长或太大', en: 'too long or too large' },
  invalid_value: { zh: '不在可选范围内', en: 'not one of the choices' },
  unrecognized_keys: { zh: '没有这个字段', en: 'there is no such field' },
  text: { zh: '有看不见的字符，请重新输入', en: 'holds invisible characters; type it again' },
  yuan: { zh: '写成金额，如 46 或 46.50', en: 'write an amount such as 46 or 46.50' },
  number: { zh: '写成数字', en: 'write a number' },
  'reference=yuan': { zh: '写成 票号=金额', en: 'write number=yuan' },
  when: { zh: '写成时间，如 明天 18:00、+2h、6-12 14:00', en: 'write a time such as tomorrow 18:00, +2h, 6-12 14:00' },
  pick: { zh: '请从列表中选择', en: 'pick one from the list' },
  kind: { zh: '请选择证件类型', en: 'choose the kind of document' },
  length: { zh: '位数不对', en: 'not of the right length' },
  characters: { zh: '有不该有的字符', en: 'holds characters that do not belong there' },
  prefix: { zh: '没有这样的号段', en: 'no number begins like that' },
  division: { zh: '前六位不是行政区划代码', en: 'the first six digits are no division code' },
  date: { zh: '其中的日期不存在', en: 'the date in it does not exist' },
  column: { zh: '没有这一列', en: 'there is no such column' },
  path: { zh: '写成登记的地址，如 houzhai/a07/c1/g1/h0001-r01', en: 'write the registered address, such as houzhai/a07/c1/g1/h0001-r01' },
  'full-time': { zh: '写明日期和时间，如 2020-02-11 09:30', en: 'write day and time, such as 2020-02-11 09:30' },
  'person-no': {
    zh: '写居民编号，如 PE-20200211-0002-7，多个之间用空格',
    en: 'write numbers of persons, such as PE-20200211-0002-7, with spaces between',
  },
  'yes-no': { zh: '写 是 或 否', en: 'write yes or no' },
  account: { zh: '没有这个账号', en: 'there is no such account' },
  twice: { zh: '文件中已经有过', en: 'the file has it already' },
  'check-digit': { zh: '校验位不符，可能有一位写错', en: 'the check digit differs; one digit may be wrong' },
};

/** What is wrong with a value, by the rule it broke. */
export const ruleText = (rule: string, lang: Language): string => (RULES[rule] ?? { zh: '格式不对', en: 'not in the right form' })[lang];

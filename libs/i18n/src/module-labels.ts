import type { ModuleChange, ModuleFieldType } from '@houzhai/contracts';
import { kindLabel } from './errand-labels.ts';
import type { Language, Text } from './language.ts';

const text = (zh: string, en: string): Text => ({ zh, en });

const FIELD_TYPE: Readonly<Record<ModuleFieldType, Text>> = {
  text: text('文字', 'Text'),
  number: text('数字', 'Number'),
  money: text('金额', 'Money'),
  choice: text('单选', 'Choice'),
  date: text('日期', 'Date'),
  person: text('居民', 'Resident'),
};

const PART: Readonly<Record<ModuleChange['part'], Text>> = {
  created: text('新模块', 'new module'),
  'name-zh': text('中文名称', 'Chinese name'),
  'name-en': text('英文名称', 'English name'),
  active: text('启用', 'in use'),
  kinds: text('事项类别', 'kinds'),
  clock: text('计时', 'clock'),
  sla: text('时限', 'term'),
  placeholder: text('占位名称', 'placeholder name'),
  'field-added': text('新增字段', 'field added'),
  'field-retired': text('停用字段', 'field retired'),
  'field-zh': text('中文问法', 'Chinese wording'),
  'field-en': text('英文问法', 'English wording'),
  'field-type': text('字段类型', 'type of field'),
  'field-required': text('必填', 'required'),
  'field-choices': text('选项', 'choices'),
  'field-order': text('字段顺序', 'order of fields'),
};

const CLOCK: Readonly<Record<string, Text>> = {
  CLOCK: text('全天计时', 'Round the clock'),
  SERVICE_HOURS: text('服务时间内计时', 'In service hours'),
};
const YES_NO: Readonly<Record<string, Text>> = { true: text('是', 'yes'), false: text('否', 'no') };

const look = (table: Readonly<Record<string, Text>>, key: string, lang: Language): string => table[key]?.[lang] ?? key;

export const fieldTypeLabel = (type: string, lang: Language): string => look(FIELD_TYPE, type, lang);
export const moduleClockLabel = (clock: string, lang: Language): string => look(CLOCK, clock, lang);
export const modulePartLabel = (part: string, lang: Language): string => look(PART, part, lang);

/** Minutes as people say them: 30 分, 8 小时, 3 天. */
export function minutesText(minutes: number, lang: Language): string {
  const [d, h, m] = lang === 'zh' ? [' 天', ' 小时', ' 分'] : [' d', ' h', ' min'];
  if (minutes % 1_440 === 0) return `${String(minutes / 1_440)}${d}`;
  if (minutes % 60 === 0) return `${String(minutes / 60)}${h}`;
  return `${String(minutes)}${m}`;
}

const termText = (term: string, lang: Language): string =>
  term
    .split('/')
    .map((minutes) => minutesText(Number(minutes), lang))
    .join(' / ');

function valueText({ part }: ModuleChange, value: string, lang: Language): string {
  switch (part) {
    case 'active':
    case 'placeholder':
    case 'field-required':
      return look(YES_NO, value, lang);
    case 'kinds':
      return value
        .split(' ')
        .map((kind) => kindLabel(kind, lang))
        .join(lang === 'zh' ? '、' : ', ');
    case 'clock':
      return moduleClockLabel(value, lang);
    case 'sla':
      return termText(value, lang);
    case 'field-type':
      return fieldTypeLabel(value, lang);
    default:
      return value;
  }
}

/** A difference between two versions of a module as a line: `时限 配药：30 分 / 1 天 → 1 小时 / 2 天`. */
export function moduleChangeText(change: ModuleChange, lang: Language): string {
  const { part, key, before, after } = change;
  const what = [modulePartLabel(part, lang), ...(key === undefined ? [] : [part === 'sla' ? kindLabel(key, lang) : key])].join(' ');
  const none = part === 'sla' ? (lang === 'zh' ? '默认' : 'default') : '—';
  const said = (value: string | undefined): string => (value === undefined ? none : valueText(change, value, lang));
  const [colon, arrow] = lang === 'zh' ? ['：', ' → '] : [': ', ' → '];
  if (part === 'created' || part === 'field-added') return `${what}${colon}${said(after)}`;
  if (part === 'field-retired') return `${what}${colon}${said(before)}`;
  return `${what}${colon}${said(before)}${arrow}${said(after)}`;
}

/** Differences as a refusal names them, `name-en field-added=size`, in words. */
export const changeWordsText = (words: string, lang: Language): string =>
  words
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => {
      const [part = '', key] = word.split('=');
      return key === undefined
        ? modulePartLabel(part, lang)
        : `${modulePartLabel(part, lang)} ${part === 'sla' ? kindLabel(key, lang) : key}`;
    })
    .join(lang === 'zh' ? '、' : ', ');

import {
  absenceLabel,
  checkpointKindLabel,
  feverJudgementLabel,
  feverMeansLabel,
  feverResultLabel,
  combatUnitKindLabel,
  discrepancyTruthLabel,
  evidenceLabel,
  followUpMethodLabel,
  householdLabel,
  healthCodeLabel,
  instrumentLabel,
  kindLabel,
  linkVerdictLabel,
  moneySideLabel,
  roleLabel,
  sourceLabel,
  stratumLabel,
  symptomLabel,
  visitOutcomeLabel,
  reviewVerdictLabel,
  roomExceptionLabel,
  type Language,
  type Text,
  isolationKindLabel,
  isolationReasonLabel,
} from '@houzhai/i18n';
import { GROUNDS } from './audit-words.ts';
import { careValueLabel } from './care-fields.ts';
import { DESK_VALUES } from './desk-labels.ts';

/** Values that mean the same wherever they stand. */
const VALUES: Readonly<Record<string, Text>> = {
  errand: { zh: 'errand（代办的全部事件）', en: 'errand (all its events)' },
  'service-module': { zh: 'service-module（服务模块的全部事件）', en: 'service-module (all its events)' },
  OUT_OF_STOCK: { zh: '缺货', en: 'Out of stock' },
  WAITING_FOR_RESIDENT: { zh: '等居民', en: 'Waiting for the resident' },
  WAITING_FOR_OFFICE: { zh: '等单位', en: 'Waiting for an office' },
  WEATHER: { zh: '天气', en: 'Weather' },
  ROAD_CLOSED: { zh: '道路封闭', en: 'Road closed' },
  HANDED_OVER: { zh: '当面交付', en: 'Handed over' },
  SIGNATURE: { zh: '签字', en: 'Signature' },
  FINGERPRINT: { zh: '按手印', en: 'Fingerprint' },
  PHOTO: { zh: '照片', en: 'Photo' },
  LEFT_AT_DOOR: { zh: '放在门口', en: 'Left at the door' },
  VOICE: { zh: '通话录音', en: 'Voice recording' },
  CALL_BACK: { zh: '电话回访', en: 'Call-back' },
  MESSAGE: { zh: '短信', en: 'Message' },
  DINGTALK: { zh: '钉钉', en: 'DingTalk' },
  WECHAT: { zh: '微信', en: 'WeChat' },
  DOOR: { zh: '上门', en: 'At the door' },
  PAPER: { zh: '纸质', en: 'Paper' },
  IMPORT: { zh: '导入', en: 'Import' },
  CARD: { zh: '医保卡', en: 'Insurance card' },
  IDENTITY: { zh: '证件', en: 'Identity document' },
  ADVANCE: { zh: '现金', en: 'Cash' },
  RESIDENT_ID: { zh: '居民身份证', en: 'Resident identity card' },
  HK_MACAO_PERMIT: { zh: '港澳通行证', en: 'Hong Kong/Macao permit' },
  TAIWAN_PERMIT: { zh: '台胞证', en: 'Taiwan permit' },
  PASSPORT: { zh: '护照', en: 'Passport' },
  NONE_YET: { zh: '暂无', en: 'None yet' },
  AM: { zh: '上午', en: 'Morning' },
  PM: { zh: '下午', en: 'Evening' },
  SIGNED: { zh: '已签收', en: 'Signed' },
  REFUSED: { zh: '拒签', en: 'Refused' },
  LEAD: { zh: '领车', en: 'Lead' },
  CARRY: { zh: '转运', en: 'Carry' },
  IN_PERSON: { zh: '当面', en: 'In person' },
  READ_BACK: { zh: '电话复述', en: 'Telephone read-back' },
  RECORD: { zh: '病历', en: 'Medical record' },
  CASH: { zh: '现金', en: 'Cash' },
  PICK: { zh: '取药单', en: 'Pick list' },
  ROUTE: { zh: '路线单', en: 'Route sheet' },
  SELF: { zh: '本人', en: 'Owner' },
  HOUSEHOLD: { zh: '家属', en: 'Household' },
  WITNESSED: { zh: '两人见证', en: 'Two witnesses' },
  TURNED_BACK: { zh: '劝返', en: 'Turned back' },
  TO_CLINIC: { zh: '送医', en: 'To a clinic' },
  TO_POLICE: { zh: '移交公安', en: 'To the police' },
  LEFT_JURISDICTION: { zh: '离开辖区', en: 'Left the area' },
  STAYS_ELSEWHERE: { zh: '另有住处', en: 'Stays elsewhere' },
  DISINFECTION: { zh: '消毒', en: 'Disinfection' },
  OUT_OF_USE: { zh: '停用', en: 'Out of use' },
  yes: { zh: '是', en: 'yes' },
  no: { zh: '否', en: 'no' },
  MALE: { zh: '男', en: 'Male' },
  FEMALE: { zh: '女', en: 'Female' },
  UNKNOWN: { zh: '未知', en: 'Unknown' },
  name: { zh: '姓名', en: 'Name' },
  documentNo: { zh: '证件号', en: 'Document number' },
  phone: { zh: '电话', en: 'Phone' },
};

/** What became of a finding at a follow-up. */
const FINDINGS: Readonly<Record<string, Text>> = {
  EXCLUDED: { zh: '排除', en: 'Excluded' },
  OBSERVED: { zh: '继续观察', en: 'Observed' },
  SUSPECTED: { zh: '疑似', en: 'Suspected' },
  CONFIRMED: { zh: '确诊', en: 'Confirmed' },
};
/** Kinds of papers and of imports. */
const KINDS: Readonly<Record<string, Text>> = {
  FOLLOW_UPS: { zh: '随访', en: 'Follow-ups' },
  DOORS: { zh: '上门', en: 'Doors' },
  PLACES: { zh: '地址', en: 'Places' },
  PERSONS: { zh: '居民', en: 'Residents' },
};

/** A value of a choice in words. */
export function valueLabel(path: string, value: string, lang: Language): string {
  const care = careValueLabel(path, value, lang);
  if (care !== undefined) return care;
  if (path === 'kind' || path === 'kinds') {
    const isolation = isolationKindLabel(value, lang);
    if (isolation !== value) return isolation;
    const away = absenceLabel(value, lang);
    if (away !== value) return away;
    const unit = combatUnitKindLabel(value, lang);
    if (unit !== value) return unit;
    const place = checkpointKindLabel(value, lang);
    if (place !== value) return place;
    const errand = kindLabel(value, lang);
    return errand === value ? (KINDS[value]?.[lang] ?? value) : errand;
  }
  if (path === 'reason') {
    const why = isolationReasonLabel(value, lang);
    if (why !== value) return why;
  }
  if (path === 'roles') return roleLabel(value, lang);
  if (path === 'evidence.kind' && value === 'DOCUMENT') return lang === 'zh' ? '文书' : 'Document';
  if (path === 'judgement') return feverJudgementLabel(value, lang);
  if (path === 'means') return feverMeansLabel(value, lang);
  if (path === 'result' && !(value in DESK_VALUES)) return feverResultLabel(value, lang);
  if (path === 'household') return householdLabel(value, lang);
  if (path === 'method') {
    const how = followUpMethodLabel(value, lang);
    if (how !== value) return how;
  }
  if (path === 'exception') return roomExceptionLabel(value, lang);
  if (path === 'symptoms') return symptomLabel(value, lang);
  if (path === 'healthCode') return healthCodeLabel(value, lang);
  if (path === 'instrument') return instrumentLabel(value, lang);
  if (path === 'outcome') {
    const how = visitOutcomeLabel(value, lang);
    if (how !== value) return how;
    const finding = FINDINGS[value];
    if (finding) return finding[lang];
  }
  if (path === 'ground') return new Map<string, Text>(Object.entries(GROUNDS)).get(value)?.[lang] ?? value;
  if (path === 'strata') return stratumLabel(value, lang);
  if (path === 'evidence') return evidenceLabel(value, lang);
  if (path === 'verdict') {
    const how = reviewVerdictLabel(value, lang);
    return how === value ? linkVerdictLabel(value, lang) : how;
  }
  if (path === 'truth') return discrepancyTruthLabel(value, lang);
  if (path === 'source') return sourceLabel(value, lang);
  if (path === 'payer' || path === 'payee') return moneySideLabel(value, lang);
  return (VALUES[value] ?? DESK_VALUES[value])?.[lang] ?? sourceLabel(value, lang);
}

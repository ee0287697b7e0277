import { kindLabel, roleLabel, sourceLabel, type Language, type Text } from '@houzhai/i18n';

/** What a field of a command is called on a form, and what may be written there. */
export interface FieldLabel extends Text {
  readonly hintZh?: string;
  readonly hintEn?: string;
}
const label = (zh: string, en: string, hintZh = '', hintEn = ''): FieldLabel => ({ zh, en, hintZh, hintEn });

/** Labels by path of the field. */
export const FIELD_LABELS: Readonly<Record<string, FieldLabel>> = {
  beneficiaryId: label('服务对象', 'For whom', '编号、姓名、首字母或电话', 'number, name, initials or phone'),
  requesterId: label('来电人', 'Asked by', '本人可不填', 'leave empty if the same'),
  moduleCode: label('模块', 'Module'),
  kind: label('类别', 'Kind'),
  items: label('事项', 'Items', '降压药=2盒；维生素', 'aspirin=2 boxes; vitamins'),
  source: label('来源', 'Source'),
  channel: label('途径', 'Channel'),
  wantedBy: label('希望何时', 'Wanted by', '明天 18:00 · +2h · 6-12 14:00', 'tomorrow 18:00 · +2h'),
  advanceFen: label('预收现金', 'Cash received', '元，如 50', 'yuan'),
  note: label('备注', 'Note', '只有代办员和社区可见', 'only agent and desk see it'),
  agentId: label('代办员', 'Agent', '账号或姓名', 'account or name'),
  fromAgentId: label('由谁', 'From', '账号或姓名', 'account or name'),
  toAgentId: label('转给谁', 'To', '账号或姓名', 'account or name'),
  cause: label('原因类别', 'Cause'),
  reason: label('理由', 'Reason', '至少五个字', 'five characters or more'),
  minutes: label('分钟', 'Minutes', '不填为策略允许的最长', 'empty for the most the policy allows'),
  position: label('事件在台账中的位置', 'Place of the event in the ledger'),
  id: label('死信编号', 'Dead letter'),
  personId: label('居民', 'Resident'),
  confirmNo: label('核对编号', 'Number to confirm'),
  ground: label('依据', 'Ground'),
  hours: label('延长小时', 'More hours'),
  'proof.kind': label('凭证', 'Proof'),
  'proof.reference': label('凭证编号', 'Proof number', '签收单号、照片号，或交给谁', 'sheet or photo number, or into whose hands'),
  spentFen: label('实际花费', 'Spent', '元，没有花费不填', 'yuan; empty for none'),
  receipts: label('票据', 'Receipts', '票号=金额；票号=金额', 'number=yuan; number=yuan'),
  to: label('转给', 'Referred to'),
  reference: label('对方编号', 'Their number'),
  responsible: label('责任单位', 'Responsible'),
  duplicateOfId: label('保留哪一单', 'Errand that stays', '代办单编号', 'errand number'),
  by: label('确认方式', 'Confirmed by'),
  words: label('居民原话', 'Resident’s words', '加密保存', 'kept encrypted'),
  rating: label('是否有用 1–5', 'Helped? 1–5'),
  refundFen: label('退还现金', 'Refund', '元', 'yuan'),
  occurredAt: label('发生时间', 'Happened at', '现在可不填', 'empty for now'),
  collectedBy: label('由谁转述', 'Told by', '角色或单号', 'role or sheet number'),
  principalId: label('委托人', 'Resident', '编号、姓名、首字母或电话', 'number, name, initials or phone'),
  scopes: label('授权范围', 'Scopes', '输入或 ↓ 选择，可多选', 'type or ↓, several possible'),
  validUntil: label('有效至', 'Valid until', '明天 18:00', 'tomorrow 18:00'),
  'evidence.kind': label('凭据', 'Evidence'),
  'evidence.reference': label('凭据存放', 'Kept where', '录音号、文书号', 'recording or paper number'),
  witness: label('见证人', 'Witness', '可不填', 'optional'),
  name: label('姓名', 'Name'),
  documentKind: label('证件', 'Document'),
  documentNo: label('证件号', 'Document no.', '加密保存', 'kept encrypted'),
  phone: label('电话', 'Phone'),
  birthYear: label('出生年', 'Birth year'),
  sex: label('性别', 'Sex'),
  path: label('村(居)', 'Area', '编号或名称', 'code or name'),
  field: label('看哪一项', 'Field'),
  account: label('账号', 'Account', '小写字母、数字、-', 'lower case, digits, -'),
  partner: label('合作单位', 'Partner', '短名：小写字母、数字、-', 'short name: lower case, digits, -'),
  purpose: label('用途', 'Purpose', '为何需要这些事件', 'what the events are for'),
  events: label('事件', 'Events', '输入或 ↓ 选择，可多选', 'type or ↓, several possible'),
  areas: label('村(居)', 'Areas', '不填为全街道，可多选', 'empty for all, several possible'),
  publicKey: label('公钥', 'Public key', '对方自己做的 U…；不填则生成', 'U… the partner made; empty to make one'),
  atOnce: label('旧密钥立即失效', 'Old key ends at once'),
  from: label('从何时起', 'From', '2020-02-14 09:30', '2020-02-14 09:30'),
  displayName: label('显示名', 'Display name'),
  roles: label('角色', 'Roles', '输入或 ↓ 选择，可多选', 'type or ↓, several possible'),
  scope: label('辖区', 'Jurisdiction', '村(居)编号或名称，可多选', 'code or name of an area, several possible'),
  password: label('口令', 'Password'),
  oldPassword: label('现在的口令', 'Old password'),
  again: label('再输一遍', 'Once more'),
  code: label('动态口令', 'Code', '六位数字或恢复码', 'six digits or a recovery code'),
  newPassword: label('新口令', 'New password', '至少 12 个字符', '12 characters or more'),
};

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
  MALE: { zh: '男', en: 'Male' },
  FEMALE: { zh: '女', en: 'Female' },
  UNKNOWN: { zh: '未知', en: 'Unknown' },
  name: { zh: '姓名', en: 'Name' },
  documentNo: { zh: '证件号', en: 'Document number' },
  phone: { zh: '电话', en: 'Phone' },
};

/** A value of a choice in words. */
export function valueLabel(path: string, value: string, lang: Language): string {
  if (path === 'kind' || path === 'kinds') return kindLabel(value, lang);
  if (path === 'roles') return roleLabel(value, lang);
  if (path === 'evidence.kind' && value === 'DOCUMENT') return lang === 'zh' ? '文书' : 'Document';
  if (path === 'source') return sourceLabel(value, lang);
  return VALUES[value]?.[lang] ?? sourceLabel(value, lang);
}

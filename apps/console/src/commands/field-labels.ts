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
  roleLabel,
  sourceLabel,
  stratumLabel,
  symptomLabel,
  visitOutcomeLabel,
  reviewVerdictLabel,
  roomExceptionLabel,
  type Language,
  type Text,
} from '@houzhai/i18n';

import { DESK_LABELS, DESK_VALUES } from './desk-labels.ts';

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
  signalId: label('请复核编号', 'Signal'),
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
  keepId: label('保留', 'Kept', '编号、姓名、首字母或电话', 'number, name, initials or phone'),
  otherId: label('另一条', 'The other', '编号、姓名、首字母或电话', 'number, name, initials or phone'),
  verdict: label('认定', 'Said'),
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
  runId: label('配药批次', 'Run', '批次编号', 'number'),
  cardId: label('医保卡', 'Card', '信封编号', 'envelope number'),
  cardIds: label('户', 'Stops', '信封编号，可多选', 'envelope numbers, several possible'),
  hospital: label('医院', 'Hospital', '代号，如 h1', 'code such as h1'),
  pharmacy: label('药房', 'Pharmacy', '代号，如 p2；不填为默认', 'code such as p2; empty for the usual'),
  lines: label('药品', 'Drugs', '药名=天数；药名=天数；特殊药品后加 !', 'drug=days; drug=days; ! behind a special one'),
  referTo: label(
    '另走渠道由谁负责',
    'Other way: who',
    '特殊药品或超天数时填；加密保存',
    'for special drugs or too many days; kept encrypted',
  ),
  contents: label('信封内', 'In the envelope', '输入或 ↓ 选择，可多选；不收密码', 'type or ↓, several possible; never a PIN'),
  cashFen: label('现金', 'Cash', '元，没有填 0', 'yuan, 0 for none'),
  isolated: label('该户有人隔离', 'Isolated home'),
  sealNo: label('封条号', 'Seal no.', '隔离户必填；加密保存', 'needed for an isolated home; kept encrypted'),
  'signature.by': label('谁签收', 'Signed by'),
  'signature.method': label('如何签收', 'How signed'),
  'signature.reference': label(
    '收条号',
    'Slip no.',
    '收条、录音或两名见证人；加密保存',
    'slip, recording or two witnesses; kept encrypted',
  ),
  holderSignature: label('代办员签字单号', 'Agent’s slip', '代办员本人登录时不填', 'empty where the agent enters it'),
  sheet: label('哪一张', 'Which'),
  replaced: label('已补办新卡', 'New card issued'),
  isolationId: label('隔离对象', 'Case', '编号', 'number'),
  siteId: label('隔离点', 'Isolation site', '输入或 ↓ 选择；可不填', 'type or ↓; or empty'),
  room: label('房间', 'Room', '不填为第一间空房', 'empty for the first free one'),
  rooms: label('房间号', 'Rooms', '301,302,303', '301,302,303'),
  why: label('为何停用', 'Why'),
  exception: label('同住情形', 'Shared because', '一人一间；同住须有理由', 'a room is for one; sharing takes a reason'),
  diet: label('餐别', 'Meal', '不填为普通餐', 'empty for what everybody has'),
  staffIds: label('工作人员', 'Staff', '账号或姓名，可多选；须写全', 'account or name, all of them'),
  doctorId: label('责任医生', 'Doctor', '账号或姓名', 'account or name'),
  noticeNo: label('通知书编号', 'Notice no.'),
  notice: label('通知书', 'Notice'),
  witnesses: label('见证人', 'Witnesses', '拒签须两名，以；分开', 'two where refused, separated by ;'),
  'careTeam.streetCadreId': label('街道干部', 'Street cadre', '账号或姓名', 'account or name'),
  'careTeam.gridWorkerId': label('网格员', 'Grid worker', '账号或姓名', 'account or name'),
  'careTeam.doctorId': label('责任医生', 'Doctor', '账号或姓名', 'account or name'),
  'careTeam.policeId': label('社区民警', 'Police', '账号或姓名', 'account or name'),
  'careTeam.agentId': label('代办员', 'Agent', '账号或姓名', 'account or name'),
  alertId: label('警报', 'Alert', '编号', 'number'),
  assigneeId: label('指派给', 'Assign to', '账号或姓名', 'account or name'),
  feverId: label('发热记录', 'Fever', '编号', 'number'),
  judgement: label('研判', 'Judgement'),
  means: label('送医方式', 'By'),
  result: label('结果', 'Result'),
  household: label('同住人', 'Household'),
  supplyEnsured: label('物资有保障', 'Supplies ensured'),
  date: label('日期', 'Day', '2020-01-25', '2020-01-25'),
  half: label('上/下午', 'Half'),
  day: label('日期', 'Day', '今天可不填 · 2020-02-14', 'empty for today · 2020-02-14'),
  days: label('天数', 'Days'),
  readings: label('体温两次', 'Two readings', '36.5,36.6', '36.5,36.6'),
  'onPaper.signedBy': label('纸上签字人', 'Signed on paper by', '账号或姓名', 'account or name'),
  'onPaper.scanNo': label('扫描编号', 'Scan no.'),
  'onPaper.checkedBy': label('复核人', 'Checked by', '账号或姓名', 'account or name'),
  sheetNo: label('工作单号', 'Sheet no.'),
  campaignId: label('轮次', 'Round', '编号', 'number'),
  round: label('第几轮', 'Round no.'),
  formVersion: label('表格版本', 'Form version'),
  strata: label('类别', 'Strata', '输入或 ↓ 选择，可多选', 'type or ↓, several possible'),
  start: label('开始日', 'First day', '2020-02-10', '2020-02-10'),
  end: label('结束日', 'Last day', '2020-02-14', '2020-02-14'),
  dryRun: label('只试算', 'Only try'),
  unitId: label('单元', 'Unit'),
  teamId: label('队', 'Team', '不填为全部', 'empty for all'),
  fromTeamId: label('由哪队', 'From team', '队号；不填为没有队伍的', 'number; empty for units without one'),
  toTeamId: label('给哪队', 'To team', '队号', 'number'),
  area: label('村(居)', 'Area', 'a01…a32，不填为全部', 'a01…a32, empty for all'),
  units: label('户（间）数', 'Units', '不填为全部', 'empty for all'),
  asRegistered: label('如登记', 'As registered'),
  foundIds: label('查到的登记人员', 'Found, registered', '编号、姓名、首字母或电话', 'number, name, initials or phone'),
  unknown: label('登记以外人数', 'Others found', '没有填 0', '0 for none'),
  evidence: label('空置依据', 'Evidence', '确认空置必填', 'needed for vacant'),
  evidenceNo: label('依据编号', 'Evidence no.', '表号或证明编号', 'meter or paper number'),
  nth: label('第几次', 'Visit no.'),
  truth: label('以谁为准', 'Who was right'),
  checkpointId: label('卡口', 'Checkpoint', '代号', 'code'),
  arrivalId: label('来(返)义人员', 'Head', '登记编号', 'number'),
  arrivalIds: label('人员', 'Heads', '输入或 ↓ 选择，可多选', 'type or ↓, several possible'),
  batchId: label('批次', 'Batch', '批次编号', 'number'),
  leadId: label('护送人', 'Lead', '账号或姓名', 'account or name'),
  leaderId: label('带班', 'Shift leader', '账号或姓名', 'account or name'),
  memberIds: label('执勤人员', 'Members', '账号或姓名，可多选', 'account or name, several possible'),
  receiverId: label('接收人', 'Receiver', '目的地社区工作人员', 'community worker of the destination'),
  ownerId: label('由谁负责', 'Who answers', '账号或姓名', 'account or name'),
  taskForceId: label('突击队', 'Team', '队号', 'number'),
  operatorId: label('人员', 'Person', '账号或姓名', 'account or name'),
  homeArea: label('驻地', 'Home', '村(居)编号、名称或首字母', 'code, name or initials of an area'),
  combatUnitId: label('作战单元', 'Unit', '代号', 'code'),
  headId: label('单元长', 'Head', '账号或姓名', 'account or name'),
  memberNo: label('党员编号', 'Member no.', '没有账号时填，如 m-03；不写姓名', 'where there is no account, such as m-03; never a name'),
  paths: label('联系户', 'Households', '地址编号，逗号分隔', 'paths, separated by commas'),
  persons: label('共几人', 'People'),
  duty: label('任务代号', 'Duty', '如 screening', 'such as screening'),
  what: label('任务内容', 'What', '不写姓名', 'no names'),
  done: label('完成 %', 'Done %', '0–100', '0–100'),
  dueAt: label('完成期限', 'Due', '明天 18:00 · 可不填', 'tomorrow 18:00 · or empty'),
  toArea: label('去向', 'To', '村(居)编号、名称或首字母', 'code, name or initials of an area'),
  mission: label('任务', 'Mission', '如 支援摸排；不写姓名', 'such as door to door; no names'),
  skills: label('技能', 'Skills', 'screening,escort,medical… 可不填', 'screening,escort,medical… or empty'),
  add: label('新增队员', 'New members', '账号或姓名，可多选', 'account or name, several possible'),
  remove: label('调出队员', 'Who leaves', '账号或姓名，可多选', 'account or name, several possible'),
  handOnTo: label('移交给', 'Handed on to', '有人未交接时必填', 'needed while it holds people'),
  until: label('至', 'Until', '明天 08:00 · +8h', 'tomorrow 08:00 · +8h'),
  lanes: label('车道', 'Lanes'),
  stays: label('近 14 天停留地', 'Stays, 14 days', '代码、名称或首字母；可多选', 'code, name or initials; several possible'),
  'sheet-line': label(
    '体温 时间 方式 症状',
    'temperature time way symptoms',
    '如 365 0930；电/视/报；症状 咳嗽；未测 -',
    'such as 365 0930; p v s; cough; - for no reading',
  ),
  temperature: label('体温 ℃', 'Temperature °C', '如 36.5；未测到不填', 'such as 36.5; empty if not taken'),
  instrument: label('测温方式', 'Taken with'),
  symptoms: label('症状', 'Symptoms', '没有不填，可多选', 'empty for none, several possible'),
  healthCode: label('健康码', 'Health code'),
  destination: label('去向', 'Destination', '村(居)编号、名称或首字母', 'code, name or initials of an area'),
  homePossible: label('家中可隔离', 'Home possible'),
  plate: label('车牌', 'Number plate', '浙G12345', '浙G12345'),
  mode: label('方式', 'Mode'),
  seats: label('座位数', 'Seats', '转运必填', 'needed for carrying'),
  method: label('方式', 'How'),
  disinfected: label('车辆已消毒', 'Vehicle disinfected'),
  incident: label('事故或突发', 'Incident'),
  outcome: label('结果', 'Outcome'),
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
  ...DESK_LABELS,
};

/** Nouns whose name is a person’s, and whose code is a second factor; of all others they are those of the thing. */
const NAMES_OF_PEOPLE = ['person', 'arrival'];
const SECOND_FACTOR = 'second-factor';

/** Label of a field of the commands of a noun. */
export function fieldLabel(noun: string, path: string): FieldLabel | undefined {
  if (path === 'name' && !NAMES_OF_PEOPLE.includes(noun)) return label('名称', 'Name');
  if (path === 'code' && noun !== SECOND_FACTOR) return label('代号', 'Code');
  return FIELD_LABELS[path];
}

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

/** A value of a choice in words. */
export function valueLabel(path: string, value: string, lang: Language): string {
  if (path === 'kind' || path === 'kinds') {
    const away = absenceLabel(value, lang);
    if (away !== value) return away;
    const unit = combatUnitKindLabel(value, lang);
    if (unit !== value) return unit;
    const place = checkpointKindLabel(value, lang);
    return place === value ? kindLabel(value, lang) : place;
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
  }
  if (path === 'strata') return stratumLabel(value, lang);
  if (path === 'evidence') return evidenceLabel(value, lang);
  if (path === 'verdict') {
    const how = reviewVerdictLabel(value, lang);
    return how === value ? linkVerdictLabel(value, lang) : how;
  }
  if (path === 'truth') return discrepancyTruthLabel(value, lang);
  if (path === 'source') return sourceLabel(value, lang);
  return (VALUES[value] ?? DESK_VALUES[value])?.[lang] ?? sourceLabel(value, lang);
}

import type { ErrandAction, ErrandKind, ErrandSource, ErrandStatus, EventContract, Role } from '@houzhai/contracts';
import type { Language, Text } from './language.ts';

const STATUS: Readonly<Record<ErrandStatus, Text>> = {
  REQUESTED: { zh: '委托', en: 'Requested' },
  ACCEPTED: { zh: '受理', en: 'Accepted' },
  IN_PROGRESS: { zh: '办理', en: 'In progress' },
  ON_HOLD: { zh: '暂缓', en: 'On hold' },
  DELIVERED: { zh: '送达', en: 'Delivered' },
  DISPUTED: { zh: '争议', en: 'Disputed' },
  UNABLE: { zh: '办不了', en: 'Unable' },
  CONFIRMED: { zh: '确认', en: 'Confirmed' },
  ARCHIVED: { zh: '归档', en: 'Archived' },
  DUPLICATE: { zh: '重复', en: 'Duplicate' },
  DECLINED: { zh: '不受理', en: 'Declined' },
  REFERRED: { zh: '转介', en: 'Referred' },
  CANCELLED: { zh: '撤销', en: 'Cancelled' },
  CLOSED: { zh: '关闭', en: 'Closed' },
};

const ACTION: Readonly<Record<ErrandAction, Text>> = {
  assign: { zh: '指派', en: 'Assign' },
  accept: { zh: '受理', en: 'Accept' },
  start: { zh: '开始办理', en: 'Start' },
  hold: { zh: '暂缓', en: 'Hold' },
  resume: { zh: '恢复', en: 'Resume' },
  'approve-hold': { zh: '批准延长暂缓', en: 'Approve longer hold' },
  'hand-over': { zh: '交接', en: 'Hand over' },
  release: { zh: '退回', en: 'Release' },
  deliver: { zh: '送达', en: 'Deliver' },
  'report-unable': { zh: '办不了', en: 'Report unable' },
  refer: { zh: '转介', en: 'Refer' },
  decline: { zh: '不受理', en: 'Decline' },
  'mark-duplicate': { zh: '标为重复', en: 'Mark duplicate' },
  confirm: { zh: '回访确认', en: 'Confirm' },
  dispute: { zh: '居民有异议', en: 'Dispute' },
  reopen: { zh: '重新办理', en: 'Reopen' },
  close: { zh: '关闭', en: 'Close' },
  cancel: { zh: '撤销', en: 'Cancel' },
  archive: { zh: '归档结账', en: 'Archive' },
  'follow-up': { zh: '回访', en: 'Follow up' },
  undo: { zh: '撤回上一步', en: 'Undo last step' },
};

const KIND: Readonly<Record<ErrandKind, Text>> = {
  PURCHASE: { zh: '代购', en: 'Purchase' },
  MEDICINE: { zh: '配药', en: 'Medicine' },
  DOCUMENT: { zh: '证件', en: 'Document' },
  UTILITY: { zh: '缴费报修', en: 'Utility' },
  TRANSPORT: { zh: '接送', en: 'Transport' },
  OTHER: { zh: '其他', en: 'Other' },
};

const SOURCE: Readonly<Record<ErrandSource, Text>> = {
  CARE_CONTACT: { zh: '日联系', en: 'Care contact' },
  ISOLATION: { zh: '隔离管理', en: 'Isolation' },
  PHONE: { zh: '电话', en: 'Phone' },
  CONTACT_CARD: { zh: '联系卡', en: 'Contact card' },
  COUNTER: { zh: '窗口', en: 'Counter' },
  CONSOLE: { zh: '控制台', en: 'Console' },
  PARTNER: { zh: '合作系统', en: 'Partner' },
};

/** Past verbs of errand events, as the history shows them. */
const HISTORY: Readonly<Record<string, Text>> = {
  requested: { zh: '登记委托', en: 'requested' },
  assigned: { zh: '指派', en: 'assigned' },
  accepted: { zh: '受理', en: 'accepted' },
  started: { zh: '开始办理', en: 'started' },
  held: { zh: '暂缓', en: 'held' },
  resumed: { zh: '恢复', en: 'resumed' },
  'hold-approved': { zh: '批准延长暂缓', en: 'longer hold approved' },
  'handed-over': { zh: '交接', en: 'handed over' },
  released: { zh: '退回', en: 'released' },
  delivered: { zh: '送达', en: 'delivered' },
  'reported-unable': { zh: '报告办不了', en: 'reported unable' },
  referred: { zh: '转介', en: 'referred' },
  declined: { zh: '不受理', en: 'declined' },
  'marked-duplicate': { zh: '标为重复', en: 'marked duplicate' },
  confirmed: { zh: '确认', en: 'confirmed' },
  disputed: { zh: '提出异议', en: 'disputed' },
  reopened: { zh: '重新办理', en: 'reopened' },
  closed: { zh: '关闭', en: 'closed' },
  cancelled: { zh: '撤销', en: 'cancelled' },
  archived: { zh: '归档结账', en: 'archived' },
  'followed-up': { zh: '回访', en: 'followed up' },
  'step-undone': { zh: '撤回上一步', en: 'step undone' },
  'money-entered': { zh: '记账', en: 'money entered' },
  overdue: { zh: '超期', en: 'overdue' },
  escalated: { zh: '上报', en: 'escalated' },
};

const ROLE: Readonly<Record<Role, Text>> = {
  COMMANDER: { zh: '总指挥', en: 'Commander' },
  DUTY_OFFICER: { zh: '值班长', en: 'Duty officer' },
  CHECKPOINT_OFFICER: { zh: '卡口执勤', en: 'Checkpoint officer' },
  ESCORT_LEAD: { zh: '护送人', en: 'Escort lead' },
  COMMUNITY_WORKER: { zh: '社区工作人员', en: 'Community worker' },
  COMMUNITY_DOCTOR: { zh: '责任医生', en: 'Community doctor' },
  POLICE: { zh: '社区民警', en: 'Police' },
  UNIT_HEAD: { zh: '单元长', en: 'Unit head' },
  TEAM_LEAD: { zh: '突击队长', en: 'Team lead' },
  TEAM_MEMBER: { zh: '突击队员', en: 'Team member' },
  GRID_WORKER: { zh: '网格员', en: 'Grid worker' },
  AGENT: { zh: '代办员', en: 'Agent' },
  PARTY_MEMBER: { zh: '联户党员', en: 'Party member' },
  LANDLORD_OFFICER: { zh: '房东管理员', en: 'Landlord officer' },
  ORG_OFFICE: { zh: '组织办', en: 'Organisation office' },
  ASSESSOR: { zh: '考评组', en: 'Assessor' },
  ENTERPRISE_LIAISON: { zh: '三服务专员', en: 'Enterprise liaison' },
  AUDITOR: { zh: '审计', en: 'Auditor' },
  PLATFORM_ADMIN: { zh: '平台管理员', en: 'Platform administrator' },
};

const look = (table: Readonly<Record<string, Text>>, key: string, lang: Language): string => table[key]?.[lang] ?? key;

export const statusLabel = (status: string, lang: Language): string => look(STATUS, status, lang);
export const actionLabel = (action: string, lang: Language): string => look(ACTION, action, lang);
export const kindLabel = (kind: string, lang: Language): string => look(KIND, kind, lang);
export const sourceLabel = (source: string, lang: Language): string => look(SOURCE, source, lang);
export const historyLabel = (past: string, lang: Language): string => look(HISTORY, past, lang);
export const roleLabel = (role: string, lang: Language): string => look(ROLE, role, lang);

/** Errand events that have no label in the history yet; empty when the catalogue is complete. */
export const eventsWithoutLabel = (events: readonly EventContract[]): string[] =>
  events.filter((event) => event.entity === 'errand' && !(event.past in HISTORY)).map((event) => event.past);

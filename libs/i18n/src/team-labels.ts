import type {
  AbsenceKind,
  CombatUnitAction,
  CombatUnitKind,
  DeploymentStatus,
  EventContract,
  TaskForceAction,
  TaskForceStatus,
} from '@houzhai/contracts';
import type { Language, Text } from './language.ts';

const text = (zh: string, en: string): Text => ({ zh, en });

const STATUS: Readonly<Record<TaskForceStatus, Text>> = {
  READY: text('在驻地', 'At home'),
  DEPLOYED: text('已调出', 'Deployed'),
  DISBANDED: text('已解散', 'Disbanded'),
};
const ACTION: Readonly<Record<TaskForceAction, Text>> = {
  deploy: text('调度', 'Deploy'),
  recall: text('召回', 'Recall'),
  'cancel-deployment': text('取消调度', 'Cancel the deployment'),
  'set-absence': text('登记不在岗', 'Say who cannot go'),
  'end-absence': text('已回岗', 'Back already'),
  change: text('调整队伍', 'Change the team'),
  disband: text('解散', 'Disband'),
};
const ABSENCE: Readonly<Record<AbsenceKind, Text>> = {
  ISOLATION: text('隔离', 'Isolation'),
  SICK: text('病假', 'Sick leave'),
  LEAVE: text('休假', 'Leave'),
  TRAINING: text('培训', 'Training'),
  OTHER: text('其他', 'Other'),
};
const DEPLOYMENT: Readonly<Record<DeploymentStatus, Text>> = {
  PLANNED: text('待出发', 'Planned'),
  DEPLOYED: text('在外', 'Away'),
  RETURNED: text('已返回', 'Returned'),
  CANCELED: text('已取消', 'Canceled'),
};

/** Past verbs of events of teams, as histories show them. */
const PAST: Readonly<Record<string, Text>> = {
  'task-force.formed': text('组建', 'formed'),
  'task-force.changed': text('人员变动', 'people changed'),
  'task-force.deployment-planned': text('计划调度', 'deployment planned'),
  'task-force.deployment-canceled': text('取消调度', 'deployment canceled'),
  'task-force.deployed': text('调出', 'deployed'),
  'task-force.deployment-overdue': text('逾期未归', 'overdue'),
  'task-force.recalled': text('召回', 'recalled'),
  'task-force.disbanded': text('解散', 'disbanded'),
  'combat-unit.formed': text('成立', 'set up'),
  'combat-unit.head-set': text('更换单元长', 'another head'),
  'combat-unit.member-linked': text('党员联户', 'party member linked'),
  'combat-unit.member-unlinked': text('解除联户', 'party member unlinked'),
  'combat-unit.duty-set': text('下达任务', 'duty given'),
  'combat-unit.duty-reported': text('报告进度', 'progress reported'),
  'combat-unit.closed': text('撤销', 'closed'),
};
const UNIT_KIND: Readonly<Record<CombatUnitKind, Text>> = {
  VILLAGE: text('村(居)', 'Village'),
  COMPOUND: text('小区', 'Compound'),
  ENTERPRISE: text('企业', 'Enterprise'),
  MARKET: text('市场', 'Market'),
};
const UNIT_ACTION: Readonly<Record<CombatUnitAction, Text>> = {
  'report-duty': text('报告进度', 'Report progress'),
  'set-duty': text('下达任务', 'Give a duty'),
  'link-member': text('党员联户', 'Link a party member'),
  'unlink-member': text('解除联户', 'Unlink a party member'),
  'set-head': text('更换单元长', 'Another head'),
  close: text('撤销单元', 'Close the unit'),
};

const look = (table: Readonly<Record<string, Text>>, key: string, lang: Language): string => table[key]?.[lang] ?? key;

export const taskForceStatusLabel = (status: string, lang: Language): string => look(STATUS, status, lang);
export const taskForceActionLabel = (action: string, lang: Language): string => look(ACTION, action, lang);
export const absenceLabel = (kind: string, lang: Language): string => look(ABSENCE, kind, lang);
export const deploymentStatusLabel = (status: string, lang: Language): string => look(DEPLOYMENT, status, lang);
export const combatUnitKindLabel = (kind: string, lang: Language): string => look(UNIT_KIND, kind, lang);
export const combatUnitActionLabel = (action: string, lang: Language): string => look(UNIT_ACTION, action, lang);
export const teamPastLabel = (entity: string, past: string, lang: Language): string | undefined => PAST[`${entity}.${past}`]?.[lang];

/** Events of teams that have no label yet; empty when the catalogue is complete. */
export const teamPastsWithoutLabel = (events: readonly EventContract[]): string[] =>
  events
    .filter(({ entity, past }) => ['task-force', 'combat-unit'].includes(entity) && past !== 'skipped' && !(`${entity}.${past}` in PAST))
    .map(({ entity, past }) => `${entity}.${past}`);

import type { RefusalCode } from '@houzhai/contracts';
import { roleLabel } from './errand-labels.ts';
import type { Sentences } from './sentence.ts';
import { taskForceActionLabel, taskForceStatusLabel } from './team-labels.ts';

type Own = Extract<RefusalCode, `task-force.${string}` | `combat-unit.${string}`>;

/** Refusals about teams and combat units as sentences. */
export const TEAM_SENTENCES: Sentences<Own> = {
  'task-force.not-allowed-now': {
    zh: ({ action, status }) =>
      `突击队“${taskForceStatusLabel(status, 'zh')}”时不能“${taskForceActionLabel(action, 'zh')}”；按 x 看可用操作`,
    en: ({ action, status }) =>
      `“${taskForceActionLabel(action, 'en')}” is not possible while the team is ${taskForceStatusLabel(status, 'en').toLowerCase()}; press x for what is`,
  },
  'task-force.number-taken': { zh: () => '该队号已有队伍；请换一个', en: () => 'A team has that number already; choose another' },
  'task-force.member-elsewhere': {
    zh: ({ no }) => `其中有人已在第 ${String(no)} 突击队；一人只能在一队，请先从该队调出`,
    en: ({ no }) => `One of them is in team ${String(no)}; a person is in one team at most: take them out there first`,
  },
  'task-force.member-unfit': {
    zh: ({ role }) => `其中有人没有“${roleLabel(role, 'zh')}”角色；请另选`,
    en: ({ role }) => `One of them does not hold the role ${roleLabel(role, 'en')}; choose others`,
  },
  'task-force.member-blind': {
    zh: ({ area }) => `其中有人的辖区不含驻地 ${area}；请另选，或请平台管理员调整辖区`,
    en: ({ area }) => `One of them does not see ${area}, where the team belongs; choose others`,
  },
  'task-force.leader-missing': {
    zh: () => '队伍须有队长；请同时指定新队长',
    en: () => 'A team has a leader; name another one with it',
  },
  'task-force.too-many': { zh: ({ most }) => `一队最多 ${String(most)} 人`, en: ({ most }) => `A team has ${String(most)} people at most` },
  'task-force.skill-unknown': {
    zh: ({ known }) => `没有这项技能；可用：${known}`,
    en: ({ known }) => `No such skill; there are: ${known}`,
  },
  'task-force.nothing-changed': { zh: () => '没有任何变动；请填写要改的内容', en: () => 'Nothing changes; say what is to be another' },
  'task-force.in-no-team': {
    zh: () => '此人不在您辖区的任何突击队；请核对人员',
    en: () => 'That person is in no team of your area; check who it is',
  },
  'task-force.not-yours': {
    zh: ({ no }) => `此人在第 ${String(no)} 突击队；请由该队队长或值班长登记`,
    en: ({ no }) => `They are in team ${String(no)}; its leader or the duty officer says so`,
  },
  'task-force.not-absent': { zh: () => '没有登记过不在岗；无需更改', en: () => 'They are not said to be away; nothing to change' },
  'task-force.time-unfit': {
    zh: () => '结束时间须晚于开始和现在；请更正',
    en: () => 'It must end after it begins and after now; correct the time',
  },
  'task-force.is-there': {
    zh: ({ area }) => `${area} 就是该队驻地；请另选去向`,
    en: ({ area }) => `${area} is where it belongs; choose another area`,
  },
  'task-force.too-weak': {
    zh: ({ strength, least }) => `届时可出动 ${String(strength)} 人，至少须 ${String(least)} 人；请另派一队：hz task-force suggest`,
    en: ({ strength, least }) => `${String(strength)} could go, at least ${String(least)} are needed; send another: hz task-force suggest`,
  },
  'combat-unit.closed': { zh: () => '该作战单元已撤销；请另选', en: () => 'That unit is closed; choose another' },
  'combat-unit.code-taken': { zh: () => '该代号已有单元；请换一个', en: () => 'A unit has that code already; choose another' },
  'combat-unit.head-unfit': {
    zh: () => '单元长须有“单元长”角色、在用账号，且辖区包含该单元；请另选',
    en: () => 'The head needs the role, an active account and that place in their area; choose another',
  },
  'combat-unit.nothing-changed': { zh: () => '已经是他；无需更改', en: () => 'They are the head already; nothing to change' },
  'combat-unit.not-yours': {
    zh: () => '该单元由其单元长或值班长办理；请联系其单元长',
    en: () => 'Its own head or the duty officer does that; ask the head',
  },
  'combat-unit.member-unnamed': {
    zh: () => '请填写账号或编号其中之一',
    en: () => 'Name the party member by account or by number, one of the two',
  },
  'combat-unit.member-unfit': {
    zh: () => '此人没有“联户党员”角色，或辖区不含该单元；请另选',
    en: () => 'They do not hold the role of a party member, or do not see that place; choose another',
  },
  'combat-unit.too-many-persons': {
    zh: ({ most }) => `每名党员最多联系 ${String(most)} 人；请分给几名党员`,
    en: ({ most }) => `A party member is linked with ${String(most)} people at most; share them out`,
  },
  'combat-unit.outside': {
    zh: ({ path }) => `${path} 不在该单元内；请核对`,
    en: ({ path }) => `${path} is not in that unit; check the path`,
  },
  'combat-unit.household-linked': {
    zh: ({ path }) => `${path} 已由另一名党员联系；请先解除`,
    en: ({ path }) => `${path} is linked to another party member; unlink it there first`,
  },
  'combat-unit.not-linked': { zh: () => '此人未联户；请核对账号或编号', en: () => 'They are not linked here; check account or number' },
  'combat-unit.too-many-duties': {
    zh: ({ most }) => `每个单元最多 ${String(most)} 项任务`,
    en: ({ most }) => `A unit has ${String(most)} duties at most`,
  },
  'combat-unit.no-such-duty': {
    zh: ({ known }) => `没有这项任务；现有：${known || '无'}`,
    en: ({ known }) => `No such duty; there are: ${known || 'none'}`,
  },
};

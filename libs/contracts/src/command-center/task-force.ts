import { z } from 'zod';
import { command, teamLeads, teamReaders } from '../access.ts';
import { defineCommand, defineQuery } from '../contract.ts';
import { AreaCode, ExpectedVersion, InstantText, OperatorId, Path, Reason, Version, pageOf, words } from '../fields.ts';
import {
  AbsenceKind,
  DeploymentStatus,
  SkillCode,
  TaskForceAction,
  TaskForceId,
  TaskForceNo,
  TaskForceStatus,
} from './task-force.values.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const operator = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b38';
const other = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b39';

export const TaskForceReceipt = z.object({
  taskForceId: TaskForceId,
  no: TaskForceNo,
  status: TaskForceStatus,
  version: Version,
  homeArea: AreaCode,
  at: AreaCode,
  strength: z.int(),
  allowedActions: z.array(TaskForceAction),
});
export type TaskForceReceipt = z.output<typeof TaskForceReceipt>;

const Members = z.array(OperatorId).max(60);
const Note = words(200).describe('For colleagues; kept encrypted');

export const FormTaskForce = defineCommand({
  name: 'FormTaskForce',
  service: 'command-center',
  entity: 'task-force',
  verb: 'form',
  version: 1,
  summary: 'Forms a team of a leader and members; each of them is in one team at most.',
  access: command,
  input: z.strictObject({
    no: TaskForceNo.meta({ positional: true }),
    homeArea: AreaCode,
    leaderId: OperatorId.describe('Holds the role TEAM_LEAD'),
    memberIds: Members.default([]).describe('The others; each holds the role TEAM_MEMBER'),
    skills: z.array(SkillCode).max(10).default([]),
    note: Note.optional(),
  }),
  output: TaskForceReceipt,
  refusals: [
    'place.unknown',
    'operator.unavailable',
    'task-force.number-taken',
    'task-force.member-elsewhere',
    'task-force.member-unfit',
    'task-force.member-blind',
    'task-force.too-many',
    'task-force.skill-unknown',
  ],
  examples: [{ no: 7, homeArea: 'a07', leaderId: operator, memberIds: [other] }],
});

const target = { taskForceId: TaskForceId, expectedVersion: ExpectedVersion };

export const ChangeTaskForce = defineCommand({
  name: 'ChangeTaskForce',
  service: 'command-center',
  entity: 'task-force',
  verb: 'change',
  version: 1,
  summary: 'Gives a team another leader, takes members in and out, or says what it can do.',
  access: command,
  input: z.strictObject({
    ...target,
    leaderId: OperatorId.optional().describe('Who leads from now on; who led stays a member unless taken out'),
    add: Members.default([]).describe('New members'),
    remove: Members.default([]).describe('Who leaves the team'),
    skills: z.array(SkillCode).max(10).optional(),
    note: Note.optional(),
  }),
  output: TaskForceReceipt,
  refusals: [
    'operator.unavailable',
    'task-force.not-allowed-now',
    'task-force.member-elsewhere',
    'task-force.member-unfit',
    'task-force.member-blind',
    'task-force.leader-missing',
    'task-force.too-many',
    'task-force.skill-unknown',
    'task-force.nothing-changed',
  ],
  examples: [{ taskForceId: exampleId, add: [operator] }],
});

export const SetAbsence = defineCommand({
  name: 'SetAbsence',
  service: 'command-center',
  entity: 'task-force',
  verb: 'set-absence',
  version: 1,
  summary: 'Says that somebody of a team cannot go for a time; it ends by itself. Takes the place of an absence said before.',
  access: teamLeads,
  input: z.strictObject({
    operatorId: OperatorId,
    kind: AbsenceKind,
    from: InstantText.optional().describe('Absent: now'),
    until: InstantText,
  }),
  output: TaskForceReceipt,
  refusals: ['task-force.in-no-team', 'task-force.not-yours', 'task-force.time-unfit', 'task-force.not-allowed-now'],
  examples: [{ operatorId: operator, kind: 'LEAVE', until: '2020-02-20T08:00:00+08:00' }],
});

export const EndAbsence = defineCommand({
  name: 'EndAbsence',
  service: 'command-center',
  entity: 'task-force',
  verb: 'end-absence',
  version: 1,
  summary: 'Says that somebody can go again, earlier than was said.',
  access: teamLeads,
  input: z.strictObject({ operatorId: OperatorId }),
  output: TaskForceReceipt,
  refusals: ['task-force.in-no-team', 'task-force.not-yours', 'task-force.not-absent', 'task-force.not-allowed-now'],
  examples: [{ operatorId: operator }],
});

export const DeployTaskForce = defineCommand({
  name: 'DeployTaskForce',
  service: 'command-center',
  entity: 'task-force',
  verb: 'deploy',
  version: 1,
  summary: 'Sends a team to another area, now or at a time; while it is there its people see that area too.',
  access: command,
  input: z.strictObject({
    ...target,
    toArea: AreaCode,
    mission: words(60).describe('What it is sent for; no names'),
    from: InstantText.optional().describe('Absent: now'),
    until: InstantText.optional().describe('When it is to be back'),
  }),
  output: TaskForceReceipt,
  refusals: ['place.unknown', 'task-force.not-allowed-now', 'task-force.is-there', 'task-force.too-weak', 'task-force.time-unfit'],
  examples: [{ taskForceId: exampleId, toArea: 'a08', mission: '支援摸排' }],
});

export const CancelDeployment = defineCommand({
  name: 'CancelDeployment',
  service: 'command-center',
  entity: 'task-force',
  verb: 'cancel-deployment',
  version: 1,
  summary: 'A deployment that was planned does not take place.',
  access: command,
  input: z.strictObject({ ...target, reason: Reason }),
  output: TaskForceReceipt,
  refusals: ['task-force.not-allowed-now'],
  examples: [{ taskForceId: exampleId, reason: '该村人手已够' }],
});

export const RecallTaskForce = defineCommand({
  name: 'RecallTaskForce',
  service: 'command-center',
  entity: 'task-force',
  verb: 'recall',
  version: 1,
  summary: 'Calls a team back to its own area; its people no longer see the other one, at once.',
  access: command,
  input: z.strictObject({ ...target, reason: Reason }),
  output: TaskForceReceipt,
  refusals: ['task-force.not-allowed-now'],
  examples: [{ taskForceId: exampleId, reason: '支援任务完成' }],
});

export const DisbandTaskForce = defineCommand({
  name: 'DisbandTaskForce',
  service: 'command-center',
  entity: 'task-force',
  verb: 'disband',
  version: 1,
  summary: 'Ends a team; its people may join others.',
  access: command,
  input: z.strictObject({ ...target, reason: Reason }),
  output: TaskForceReceipt,
  refusals: ['task-force.not-allowed-now'],
  examples: [{ taskForceId: exampleId, reason: '任务结束队伍解散' }],
});

const deployment = {
  status: DeploymentStatus,
  toArea: AreaCode,
  mission: z.string(),
  from: InstantText.describe('When it was to begin'),
  since: InstantText.optional().describe('When it began'),
  until: InstantText.optional().describe('When it is to end'),
};

export const TaskForceRow = z.object({
  taskForceId: TaskForceId,
  no: TaskForceNo,
  version: Version,
  status: TaskForceStatus,
  homeArea: AreaCode,
  at: AreaCode.describe('Where it works now'),
  path: Path,
  leaderId: OperatorId,
  leaderAway: z.boolean(),
  substituteId: OperatorId.optional().describe('Who of it may lead while the leader is away'),
  members: z.int().describe('Leader included'),
  strength: z.int().describe('Who of them can go now'),
  skills: z.array(SkillCode),
  deployment: z
    .object({ ...deployment, overdue: z.boolean() })
    .optional()
    .describe('The one that is on or planned'),
  allowedActions: z.array(TaskForceAction),
});
export type TaskForceRow = z.output<typeof TaskForceRow>;

export const TaskForcesPage = defineQuery({
  name: 'TaskForcesPage',
  service: 'command-center',
  view: 'task-force',
  question: 'page',
  version: 1,
  summary: 'Teams that belong to the caller’s places or work there, by number.',
  access: teamReaders,
  input: z.strictObject({
    area: AreaCode.optional().describe('Belongs there or works there'),
    at: AreaCode.optional().describe('Works there now'),
    status: TaskForceStatus.optional(),
    operatorId: OperatorId.optional().describe('The team of this person'),
    disbanded: z.boolean().default(false).describe('Those that exist no more, too'),
    ids: z.array(TaskForceId).max(200).optional().describe('Just these, to refresh rows'),
  }),
  output: pageOf(TaskForceRow),
  refusals: [],
  examples: [{ at: 'a07' }],
});

export const TaskForceMember = z.object({
  operatorId: OperatorId,
  leads: z.boolean(),
  absence: z
    .object({ from: InstantText, until: InstantText, kind: AbsenceKind.optional().describe('For those who plan only'), now: z.boolean() })
    .optional(),
});
export type TaskForceMember = z.output<typeof TaskForceMember>;

export const TaskForceDetail = defineQuery({
  name: 'TaskForceDetail',
  service: 'command-center',
  view: 'task-force',
  question: 'detail',
  version: 1,
  summary: 'One team with its people, its deployments and its history.',
  access: teamReaders,
  input: z.strictObject({ taskForceId: TaskForceId.optional(), no: TaskForceNo.optional().meta({ positional: true }) }),
  output: z.object({
    row: TaskForceRow,
    note: z.string().optional(),
    members: z.array(TaskForceMember),
    deployments: z.array(z.object({ ...deployment, endedAt: InstantText.optional() })).describe('The latest first'),
    history: z.array(z.object({ version: z.int(), event: z.string(), at: InstantText, recordedAt: InstantText, actor: z.string() })),
  }),
  refusals: [],
  examples: [{ no: 7 }],
});

export const SuggestedTeam = z.object({
  taskForceId: TaskForceId,
  no: TaskForceNo,
  homeArea: AreaCode,
  strength: z.int(),
  enough: z.boolean().describe('It has the strength that was asked for'),
  borders: z.int().optional().describe('Borders between it and the area; absent where nobody knows a way'),
  leaderId: OperatorId,
  leaderAway: z.boolean(),
  substituteId: OperatorId.optional(),
  zh: z.string().describe('Why it, in words'),
  en: z.string(),
});
export type SuggestedTeam = z.output<typeof SuggestedTeam>;

export const SuggestTaskForces = defineQuery({
  name: 'SuggestTaskForces',
  service: 'command-center',
  view: 'task-force',
  question: 'suggest',
  version: 1,
  summary: 'Teams that could be sent to an area, the best first, with the reason in words; somebody decides.',
  access: command,
  input: z.strictObject({
    area: AreaCode,
    strength: z.int().min(1).max(60).default(1).describe('How many people are needed'),
    skill: SkillCode.optional(),
    limit: z.int().min(1).max(51).default(5),
  }),
  output: z.object({ rows: z.array(SuggestedTeam), asOf: InstantText }),
  refusals: ['place.unknown', 'task-force.skill-unknown'],
  examples: [{ area: 'a07', strength: 6 }],
});

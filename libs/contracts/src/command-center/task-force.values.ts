import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { AreaCode, InstantText, OperatorId, Path, Uuid } from '../fields.ts';

export const TaskForceId = Uuid.describe('Team 突击队, UUIDv7');
export const TaskForceNo = z.int().min(1).max(999).describe('By which a team is called');
export const TASK_FORCE_STATUSES = ['READY', 'DEPLOYED', 'DISBANDED'] as const;
export const TaskForceStatus = z.enum(TASK_FORCE_STATUSES);
export type TaskForceStatus = z.output<typeof TaskForceStatus>;

/** What can be done with a team; commands are named after them. */
export const TASK_FORCE_ACTIONS = ['deploy', 'recall', 'cancel-deployment', 'set-absence', 'end-absence', 'change', 'disband'] as const;
export const TaskForceAction = z.enum(TASK_FORCE_ACTIONS);
export type TaskForceAction = z.output<typeof TaskForceAction>;

/** Why somebody cannot go; for those who plan, never in an event. */
export const ABSENCE_KINDS = ['ISOLATION', 'SICK', 'LEAVE', 'TRAINING', 'OTHER'] as const;
export const AbsenceKind = z.enum(ABSENCE_KINDS);
export type AbsenceKind = z.output<typeof AbsenceKind>;

export const DEPLOYMENT_STATUSES = ['PLANNED', 'DEPLOYED', 'RETURNED', 'CANCELED'] as const;
export const DeploymentStatus = z.enum(DEPLOYMENT_STATUSES);
export type DeploymentStatus = z.output<typeof DeploymentStatus>;

export const SkillCode = z
  .string()
  .regex(/^[a-z][a-z-]{1,29}$/)
  .describe('What a team can do, as the policy lists it');

/** A team as other services know it; the last event says it all. */
const team = {
  no: TaskForceNo,
  status: TaskForceStatus,
  homeArea: AreaCode.describe('Where it belongs'),
  at: AreaCode.describe('Where it works now: its home, or where it is deployed to'),
  path: Path.describe('The same as a jurisdiction path'),
  leaderId: OperatorId,
  memberIds: z.array(OperatorId).describe('The others'),
  strength: z.int().min(0).describe('Who can go today, leader included; without those in isolation or on leave'),
};

const teamEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'command-center',
    entity: 'task-force',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({ ...team, ...own }),
  });

export const TaskForceFormed = teamEvent('TaskForceFormed', 'formed', 'A team was formed.', {});
export const TaskForceChanged = teamEvent('TaskForceChanged', 'changed', 'Its leader, its members or who of them can go changed.', {});
const fromArea = AreaCode.optional().describe('Where it worked before');
export const TaskForceDeploymentPlanned = teamEvent(
  'TaskForceDeploymentPlanned',
  'deployment-planned',
  'It is to be sent to another area.',
  {
    toArea: AreaCode,
    from: InstantText,
    until: InstantText.optional(),
  },
);
export const TaskForceDeploymentCanceled = teamEvent(
  'TaskForceDeploymentCanceled',
  'deployment-canceled',
  'It is not to be sent after all.',
  {},
);
export const TaskForceDeployed = teamEvent('TaskForceDeployed', 'deployed', 'It was sent to another area.', {
  until: z.string().optional(),
  fromArea,
});
export const TaskForceDeploymentOverdue = teamEvent('TaskForceDeploymentOverdue', 'deployment-overdue', 'It was to be back by now.', {
  until: InstantText,
});
export const TaskForceRecalled = teamEvent('TaskForceRecalled', 'recalled', 'It came back to its own area.', { fromArea });
export const TaskForceDisbanded = teamEvent('TaskForceDisbanded', 'disbanded', 'It exists no more.', {});

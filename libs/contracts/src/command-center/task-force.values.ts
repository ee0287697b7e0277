import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { AreaCode, OperatorId, Path, Uuid } from '../fields.ts';

export const TaskForceId = Uuid.describe('Team 突击队, UUIDv7');
export const TaskForceNo = z.int().min(1).max(999).describe('By which a team is called');
export const TASK_FORCE_STATUSES = ['READY', 'DEPLOYED', 'DISBANDED'] as const;
export const TaskForceStatus = z.enum(TASK_FORCE_STATUSES);
export type TaskForceStatus = z.output<typeof TaskForceStatus>;

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
export const TaskForceDeployed = teamEvent('TaskForceDeployed', 'deployed', 'It was sent to another area.', {
  until: z.string().optional(),
});
export const TaskForceRecalled = teamEvent('TaskForceRecalled', 'recalled', 'It came back to its own area.', {});
export const TaskForceDisbanded = teamEvent('TaskForceDisbanded', 'disbanded', 'It exists no more.', {});

import { z } from 'zod';
import { command } from '../access.ts';
import { defineQuery } from '../contract.ts';
import { AreaCode, OperatorId, Version } from '../fields.ts';
import { LineFault } from '../line-fault.ts';
import { TaskForceId, TaskForceNo } from './task-force.values.ts';

const example = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b38';
const people = z.array(OperatorId).max(60);

export const CheckTaskForces = defineQuery({
  name: 'CheckTaskForces',
  service: 'command-center',
  view: 'task-force',
  question: 'check',
  version: 1,
  summary: 'Says what would have to be done so that teams are as a list has them, and why not where that cannot be.',
  access: command,
  input: z.strictObject({
    teams: z
      .array(
        z.strictObject({
          line: z.int().min(1).describe('Of the file'),
          no: TaskForceNo,
          homeArea: AreaCode,
          leaderId: OperatorId,
          memberIds: people.describe('The others'),
        }),
      )
      .min(1)
      .max(200),
  }),
  output: z.object({
    fit: z.array(
      z.object({
        line: z.int(),
        what: z.enum(['FORM', 'CHANGE', 'SAME']),
        taskForceId: TaskForceId.optional().describe('Of the team that has the number'),
        version: Version.optional(),
        add: people,
        remove: people,
      }),
    ),
    faults: z.array(LineFault),
  }),
  refusals: [],
  examples: [{ teams: [{ line: 2, no: 7, homeArea: 'a07', leaderId: example, memberIds: [] }] }],
});

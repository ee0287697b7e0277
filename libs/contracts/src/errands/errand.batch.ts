import { z } from 'zod';
import { desk } from '../access.ts';
import { defineCommand } from '../contract.ts';
import { ErrandId, OperatorId, Reason } from '../fields.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const exampleAgent = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b99';

const RowResult = z.object({
  errandId: ErrandId,
  no: z.string(),
  ok: z.boolean(),
  refusal: z.object({ code: z.string(), params: z.record(z.string(), z.unknown()) }).optional(),
});
const BatchResult = z.object({ dryRun: z.boolean(), done: z.int(), refused: z.int(), rows: z.array(RowResult) });

export const AssignErrands = defineCommand({
  name: 'AssignErrands',
  service: 'errands',
  entity: 'errand',
  verb: 'assign-many',
  version: 1,
  summary: 'Assigns several errands to one agent: one decision and one result per errand; a dry run decides without saving.',
  access: desk,
  input: z.strictObject({
    errandIds: z.array(ErrandId).min(1).max(200).describe('The errands'),
    agentId: OperatorId,
    dryRun: z.boolean().default(false).describe('Decide only'),
  }),
  output: BatchResult,
  refusals: [],
  examples: [{ errandIds: [exampleId], agentId: exampleAgent, dryRun: true }],
});

export const ReassignAgentErrands = defineCommand({
  name: 'ReassignAgentErrands',
  service: 'errands',
  entity: 'errand',
  verb: 'reassign-agent',
  version: 1,
  summary: 'Hands all open work of an absent agent to another one.',
  access: desk,
  input: z.strictObject({
    fromAgentId: OperatorId.describe('Who is absent'),
    toAgentId: OperatorId.describe('Who takes over'),
    reason: Reason,
    dryRun: z.boolean().default(false).describe('Decide only'),
  }),
  output: BatchResult,
  refusals: ['errand.same-agent'],
  examples: [{ fromAgentId: exampleId, toAgentId: exampleAgent, reason: '隔离在家无法上门', dryRun: true }],
});

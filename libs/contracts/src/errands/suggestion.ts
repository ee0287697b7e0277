import { z } from 'zod';
import { desk } from '../access.ts';
import { defineQuery } from '../contract.ts';
import { ErrandId, OperatorId } from '../fields.ts';
import { ErrandNo } from './errand.values.ts';

export const SuggestedAgent = z.object({
  agentId: OperatorId,
  open: z.int().describe('What they have in hand'),
  overdue: z.int(),
  wayMinutes: z.number().describe('Way to it, by the borders between'),
  minutes: z.number().describe('Everything together; the fewest come first'),
  zh: z.string().describe('Why they, in words'),
  en: z.string(),
});
export type SuggestedAgent = z.output<typeof SuggestedAgent>;

export const SuggestAgents = defineQuery({
  name: 'SuggestAgents',
  service: 'errands',
  view: 'suggestion',
  question: 'agents',
  version: 1,
  summary: 'Agents who could take an errand, the best first, with the reason in words; somebody decides.',
  access: desk,
  input: z.strictObject({
    errandId: ErrandId.optional(),
    no: z.string().trim().max(30).optional().meta({ positional: true }),
    limit: z.int().min(1).max(10).default(3),
  }),
  output: z.object({
    errandId: ErrandId,
    no: ErrandNo,
    rows: z.array(SuggestedAgent),
    away: z.array(OperatorId).describe('Who would have come before them, but their team says they cannot go'),
    others: z.int().describe('How many more may go there'),
    policyVersion: z.string(),
  }),
  refusals: [],
  examples: [{ no: '0137-6' }],
});

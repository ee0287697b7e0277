import { z } from 'zod';
import { rolesWithin } from '../access.ts';
import { defineCommand } from '../contract.ts';
import { Channel, Fen, InstantText, OperatorId, PersonId, words } from '../fields.ts';
import { ErrandItem, ErrandKind, ErrandSource, ModuleCode } from './errand.values.ts';

const access = rolesWithin('COMMANDER', 'DUTY_OFFICER', 'PLATFORM_ADMIN');

/** Steps that can have been taken on paper. */
export const HistoryStep = z.strictObject({
  action: z.enum([
    'assign',
    'accept',
    'start',
    'hold',
    'resume',
    'hand-over',
    'deliver',
    'report-unable',
    'confirm',
    'dispute',
    'reopen',
    'close',
    'cancel',
    'decline',
    'archive',
    'follow-up',
  ]),
  at: InstantText.describe('When it happened'),
  agentId: OperatorId.optional().describe('For assign, accept and hand over'),
  rating: z.int().min(1).max(5).optional().describe('For follow up'),
});
export type HistoryStep = z.output<typeof HistoryStep>;

export const RecordErrandHistories = defineCommand({
  name: 'RecordErrandHistories',
  service: 'errands',
  entity: 'errand',
  verb: 'record-histories',
  version: 1,
  summary:
    'Enters errands that were run on paper, with what happened and when; each goes through the same decisions, all of a call or none.',
  access,
  input: z.strictObject({
    errands: z
      .array(
        z.strictObject({
          beneficiaryId: PersonId,
          path: z.string().max(120).describe('Where the beneficiary lives, as the register has it'),
          moduleCode: ModuleCode,
          kind: ErrandKind,
          items: z.array(ErrandItem).min(1).max(20),
          source: ErrandSource.default('PHONE'),
          channel: Channel.default('PAPER'),
          requestedAt: InstantText,
          wantedBy: InstantText.optional(),
          advanceFen: Fen.default(0),
          note: words(500).optional(),
          steps: z.array(HistoryStep).max(40),
        }),
      )
      .min(1)
      .max(100),
  }),
  output: z.object({ entered: z.int(), refused: z.array(z.object({ index: z.int(), step: z.string(), code: z.string() })) }),
  refusals: [],
  examples: [
    {
      errands: [
        {
          beneficiaryId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37',
          path: 'houzhai/a07',
          moduleCode: 'standing-1',
          kind: 'PURCHASE',
          items: [{ name: '大米' }],
          requestedAt: '2020-02-14T09:30:00+08:00',
          steps: [],
        },
      ],
    },
  ],
});

import { z } from 'zod';
import { platform, readers } from '../access.ts';
import { defineCommand, defineQuery } from '../contract.ts';
import { AreaCode, InstantText } from '../fields.ts';

export const INDICATORS = [
  'errandsOpen',
  'errandsOverdue',
  'errandsDoneToday',
  'residentsKnown',
  'arrivalsToday',
  'inIsolation',
  'slotsMissed',
] as const;
export const Indicator = z.enum(INDICATORS);
export type Indicator = z.output<typeof Indicator>;

/** How bad a figure is: fine, look at it, act. */
export const Level = z.enum(['none', 'good', 'watch', 'alarm']);
export type Level = z.output<typeof Level>;

export const BoardRow = z.object({
  area: AreaCode,
  zh: z.string(),
  en: z.string(),
  placeholder: z.boolean(),
  cells: z.record(
    Indicator,
    z.object({
      value: z.int(),
      level: Level,
      under: z.int().optional().describe('Some, but fewer than this: the number is for the command centre only, and the value is 0'),
    }),
  ),
  updatedAt: InstantText,
});
export type BoardRow = z.output<typeof BoardRow>;

export const WallChart = defineQuery({
  name: 'WallChart',
  service: 'command-center',
  view: 'board',
  question: 'page',
  version: 1,
  summary: 'The wall chart: every area of the caller’s jurisdiction with its indicators.',
  access: readers,
  input: z.strictObject({ areas: z.array(AreaCode).max(32).optional().describe('Only these') }),
  output: z.object({
    rows: z.array(BoardRow),
    totals: z.record(Indicator, z.int()).describe('Sums of the values that are shown'),
    definitions: z.array(
      z.object({
        id: Indicator,
        zh: z.string(),
        en: z.string(),
        meaningZh: z.string().describe('What is counted'),
        meaningEn: z.string(),
        drill: z.string().optional().describe('Address of the rows behind the number'),
      }),
    ),
    asOf: InstantText,
    stale: z.boolean().describe('Nothing was heard from the event stream for longer than the policy allows'),
  }),
  refusals: [],
  examples: [{}],
});

const Rebuilt = z.object({
  name: z.string(),
  events: z.int().describe('Events it is made of'),
  hashBefore: z.string().describe('Of all its rows as they were'),
  hashAfter: z.string().describe('Of all its rows as the ledgers give them'),
  equal: z.boolean(),
});

/** A projection of a city is read from millions of events. */
const ANSWER_WITHIN_MS = 120_000;

export const RebuildProjection = defineCommand({
  name: 'RebuildProjection',
  service: 'command-center',
  entity: 'projection',
  verb: 'rebuild',
  version: 1,
  summary: 'Builds a projection anew from the first event and compares it with the live one.',
  access: platform,
  answerWithinMs: ANSWER_WITHIN_MS,
  input: z.strictObject({ name: z.string().max(40).meta({ positional: true }) }),
  output: Rebuilt,
  refusals: ['projection.unknown'],
  examples: [{ name: 'board' }],
});

export const VerifyProjection = defineQuery({
  name: 'VerifyProjection',
  service: 'command-center',
  view: 'projection',
  question: 'verify',
  version: 1,
  summary: 'Compares a projection with what the ledgers give from the first event on; changes nothing.',
  access: platform,
  answerWithinMs: ANSWER_WITHIN_MS,
  input: z.strictObject({ name: z.string().max(40).meta({ positional: true }) }),
  output: Rebuilt,
  refusals: ['projection.unknown'],
  examples: [{ name: 'board' }],
});

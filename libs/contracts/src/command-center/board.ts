import { z } from 'zod';
import { platform, readers } from '../access.ts';
import { defineCommand, defineQuery } from '../contract.ts';
import { AreaCode, InstantText } from '../fields.ts';

/** How bad a figure is: fine, look at it, act. */
export const Level = z.enum(['none', 'good', 'watch', 'alarm']);
export type Level = z.output<typeof Level>;

/** Figures of the first version of the wall chart. */
export const INDICATORS_V1 = ['errandsOpen', 'errandsOverdue', 'errandsDoneToday', 'residentsKnown'] as const;
const IndicatorV1 = z.enum(INDICATORS_V1);

/** Figures there are; readers take them from the definitions, so that one more is nobody's surprise. */
export const INDICATORS = [
  ...INDICATORS_V1,
  'arrivalsToday',
  'inIsolation',
  'slotsMissed',
  'strength',
  'coverage',
  'careReached',
  'cardsOut',
] as const;
export type Indicator = (typeof INDICATORS)[number];
const IndicatorId = z.string().max(40).describe('One of the definitions');

const place = { area: AreaCode, zh: z.string(), en: z.string(), placeholder: z.boolean(), updatedAt: InstantText };

/** What a figure is a part of. */
const Whole = z.object({
  units: z.int().describe('So many were there to begin with'),
  addendum: z.int().describe('So many came to them later'),
  accountedAddendum: z.int().describe('As the value, of those that came later'),
});

export const Cell = z.object({
  value: z.int(),
  level: Level,
  under: z.int().optional().describe('Some, but fewer than this: the number is for the command centre only, and the value is 0'),
  whole: Whole.optional().describe('Of how many the value is a part; absent where it is none or there is nothing of the kind'),
});
export type Cell = z.output<typeof Cell>;

export const BoardRow = z.object({ ...place, cells: z.record(IndicatorId, Cell) });
export type BoardRow = z.output<typeof BoardRow>;

const definition = <const I extends z.ZodType>(id: I) =>
  z.object({
    id,
    zh: z.string(),
    en: z.string(),
    meaningZh: z.string().describe('What is counted'),
    meaningEn: z.string(),
    drill: z.string().optional().describe('Address of the rows behind the number'),
  });
const chart = {
  service: 'command-center',
  view: 'board',
  question: 'page',
  access: readers,
  input: z.strictObject({ areas: z.array(AreaCode).max(32).optional().describe('Only these') }),
  refusals: [],
  examples: [{}],
} as const;
const freshness = {
  asOf: InstantText,
  stale: z.boolean().describe('Nothing was heard from the event stream for longer than the policy allows'),
};

export const WallChart = defineQuery({
  ...chart,
  name: 'WallChart',
  version: 2,
  summary: 'The wall chart: every area of the caller’s jurisdiction with its indicators, as the definitions name them.',
  output: z.object({
    rows: z.array(BoardRow),
    totals: z.record(IndicatorId, z.int()).describe('Sums of the values that are shown'),
    wholes: z.record(IndicatorId, Whole).optional().describe('Sums of what they are parts of'),
    definitions: z.array(definition(IndicatorId)),
    ...freshness,
  }),
});

export const WallChartV1 = defineQuery({
  ...chart,
  name: 'WallChartV1',
  version: 1,
  summary: 'The wall chart as its first readers know it: four indicators.',
  output: z.object({
    rows: z.array(z.object({ ...place, cells: z.record(IndicatorV1, z.object({ value: z.int(), level: Level })) })),
    totals: z.record(IndicatorV1, z.int()),
    definitions: z.array(definition(IndicatorV1)),
    ...freshness,
  }),
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

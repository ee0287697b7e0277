import { z } from 'zod';
import { isolationReaders } from '../access.ts';
import { defineQuery } from '../contract.ts';
import { AreaCode, DayText, InstantText } from '../fields.ts';

const Day = z.object({
  day: DayText,
  isolated: z.int().describe('Cases under way whose last day is this one or later'),
  ends: z.int().describe('Of these, those whose last day it is'),
});

export const IsolationBoard = defineQuery({
  name: 'IsolationBoard',
  service: 'census-screening',
  view: 'isolation',
  question: 'board',
  version: 1,
  summary: 'Isolation by area and day, from a day on: how many, whose last day it is, and what waits to be done today.',
  access: isolationReaders,
  input: z.strictObject({
    from: DayText.optional().describe('First day; absent: today'),
    days: z.int().min(1).max(31).default(14),
  }),
  output: z.object({
    days: z.array(DayText),
    rows: z.array(
      z.object({
        area: AreaCode,
        overdue: z.int().describe('Half-days that are over and nobody has recorded'),
        due: z.int().describe('Half-days of today that wait'),
        findings: z.int().describe('Half-days in which something was found and no doctor has judged'),
        noBed: z.int().optional().describe('In centralised isolation without a bed'),
        cells: z.array(Day),
      }),
    ),
    total: z.int().describe('Cases under way in all these areas'),
    asOf: InstantText,
  }),
  refusals: [],
  examples: [{}],
});

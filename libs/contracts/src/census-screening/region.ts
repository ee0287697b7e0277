import { z } from 'zod';
import { everybody } from '../access.ts';
import { defineQuery } from '../contract.ts';

/** A province, city or county by its division code GB/T 2260; provinces end in 0000, cities in 00. */
export const RegionCode = z
  .string()
  .regex(/^[1-9]\d{5}$/)
  .describe('Division code GB/T 2260, six digits; a province or city stands for all of it');

export const Region = z.object({
  code: RegionCode,
  zh: z.string(),
  full: z.string().describe('With the province and city above it'),
  initials: z.string().describe('Pinyin initials'),
});
export type Region = z.output<typeof Region>;

export const FindRegions = defineQuery({
  name: 'FindRegions',
  service: 'census-screening',
  view: 'region',
  question: 'find',
  version: 1,
  summary: 'Finds divisions of the country by code, name or pinyin initials; the larger ones first.',
  access: everybody,
  input: z.strictObject({
    text: z.string().trim().max(40).describe('Code, name or initials, or the beginning of one').meta({ positional: true }),
    limit: z.int().min(1).max(100).default(12),
  }),
  output: z.object({ rows: z.array(Region) }),
  refusals: [],
  examples: [{ text: 'wh' }, { text: '4201' }],
});

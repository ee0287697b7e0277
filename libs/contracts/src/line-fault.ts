import { z } from 'zod';
import type { Refusal } from './refusals.ts';

/** Why one line of a file could not be carried out: what the command itself would be refused with. */
export const LineFault = z.object({
  line: z.int().describe('Of the file'),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type LineFault = z.output<typeof LineFault>;

/** A refusal as the fault of a line. */
export function lineFault(line: number, { code, params }: Refusal): LineFault {
  const said: Record<string, string | number | undefined> = { ...params };
  return {
    line,
    code,
    params: Object.fromEntries(Object.entries(said).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))),
  };
}

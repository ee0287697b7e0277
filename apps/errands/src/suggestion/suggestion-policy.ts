import { z } from 'zod';

/** What an agent is suggested by: everything in minutes, so that it can be added. */
export const SuggestionPolicyValues = z.strictObject({
  minutesPerErrand: z.number().positive().describe('An open errand stands for so many'),
  minutesPerOverdue: z.number().min(0).describe('One that is overdue for so many more'),
  minutesWithin: z.number().positive().describe('Way within one area'),
  minutesPerBorder: z.number().positive().describe('Way for each border between'),
  minutesUnknown: z.number().positive().describe('Way where nobody knows where they are, or no way leads there'),
  minutesFamiliar: z.number().min(0).describe('Less for who has done the module before'),
  familiarDays: z.int().positive().describe('within so many days'),
});
export interface SuggestionPolicy extends z.output<typeof SuggestionPolicyValues> {
  readonly version: string;
}

/** Which areas are beside each other. */
export const NeighboursValues = z.strictObject({
  placeholder: z.boolean().describe('No source says it'),
  neighbours: z.record(z.string(), z.array(z.string())),
});

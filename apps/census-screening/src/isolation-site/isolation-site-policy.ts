import { Diet, Half, RoomException } from '@houzhai/contracts';
import { z } from 'zod';

/** What an isolation site is run by. */
export const IsolationSitePolicyValues = z.strictObject({
  disinfectionHours: z.int().positive().describe('An empty room is free again so long after it was left'),
  mostRooms: z.int().positive().describe('Rooms of a site at most'),
  exceptions: z
    .array(z.strictObject({ exception: RoomException, most: z.int().min(2) }))
    .describe('When a room may have more than one person, and how many at most'),
  meals: z
    .array(z.strictObject({ half: Half, cutOff: z.string().regex(/^\d{2}:\d{2}$/) }))
    .length(2)
    .describe('When the meals of a half-day are counted'),
  diets: z.array(z.strictObject({ diet: Diet, zh: z.string(), en: z.string() })).describe('Meals beside what everybody has'),
});
export type IsolationSitePolicy = z.output<typeof IsolationSitePolicyValues>;

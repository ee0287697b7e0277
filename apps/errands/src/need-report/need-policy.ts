import { NeedTopic } from '@houzhai/contracts';
import { z } from 'zod';

/** What needs that fit nowhere are judged by. */
export const NeedPolicyValues = z.strictObject({
  topics: z.array(z.strictObject({ code: NeedTopic, zh: z.string(), en: z.string() })).min(1),
  keywordsAcrossTopics: z.int().positive().describe('Words in common that make two reports alike whose topics differ'),
  raiseReports: z.int().min(2).describe('So many reports that stand together are raised'),
  raiseAreas: z.int().min(1).describe('where they come from so many areas'),
  alikeDays: z.int().positive().describe('Reports are compared over so many days'),
});
export interface NeedPolicy extends z.output<typeof NeedPolicyValues> {
  readonly version: string;
}

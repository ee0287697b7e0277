import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { OperatorId } from '../fields.ts';
import { ModuleCode } from './errand.values.ts';
import { NeedEnd, NeedReportId, NeedReportNo, NeedStatus, NeedTopic } from './need-report.values.ts';

/** An event of a report of a need; never its words, and nothing of it goes to partners. */
const needEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'errands',
    entity: 'need-report',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({
      no: NeedReportNo,
      topic: NeedTopic,
      status: NeedStatus.describe('After this fact'),
      leadId: NeedReportId.describe('The report that stands for it; its own id while it stands alone'),
      ...own,
    }),
  });
const together = { reports: z.int().describe('How many stand together now'), areas: z.int().describe('Of how many areas') };

export const NeedReported = needEvent('NeedReported', 'reported', 'Somebody reported a need that no module has.', {
  reporterId: OperatorId,
});
export const NeedReportJoined = needEvent('NeedReportJoined', 'joined', 'It was put together with another that is alike.', {});
export const NeedReportLeft = needEvent('NeedReportLeft', 'left', 'It stands alone again.', {});
export const NeedReportGathered = needEvent(
  'NeedReportGathered',
  'gathered',
  'Others were put together with it, or taken apart.',
  together,
);
export const NeedReportTaken = needEvent('NeedReportTaken', 'taken', 'Somebody answers for it.', { ownerId: OperatorId });
export const NeedReportGivenBack = needEvent('NeedReportGivenBack', 'given-back', 'Nobody answers for it any more.', {
  ownerId: OperatorId,
});
export const NeedReportAnswered = needEvent('NeedReportAnswered', 'answered', 'Whoever reported it has an answer.', {});
export const NeedReportSettled = needEvent('NeedReportSettled', 'settled', 'It has come to its end.', {
  end: NeedEnd,
  moduleCode: ModuleCode.optional(),
});
export const NeedReportRated = needEvent('NeedReportRated', 'rated', 'Whoever reported it said whether the answer helps.', {
  helps: z.boolean(),
});

import {
  NeedReportAnswered,
  NeedReportGathered,
  NeedReportGivenBack,
  NeedReportJoined,
  NeedReportLeft,
  NeedReportRated,
  NeedReportSettled,
  NeedReportTaken,
  NeedReported,
  type EventContract,
} from '@houzhai/contracts';
import type { NeedFact, NeedReport } from './need-report.ts';

const FACTS = {
  reported: NeedReported,
  joined: NeedReportJoined,
  left: NeedReportLeft,
  gathered: NeedReportGathered,
  taken: NeedReportTaken,
  'given-back': NeedReportGivenBack,
  answered: NeedReportAnswered,
  settled: NeedReportSettled,
  rated: NeedReportRated,
} as const satisfies Record<NeedFact['fact'], EventContract>;

/** Turns a fact into the contract's event. */
export function publishNeed(
  { no, topic, status, leadId }: NeedReport,
  fact: NeedFact,
): { readonly contract: EventContract; readonly data: unknown } {
  const { fact: kind, ...own } = fact;
  return { contract: FACTS[kind], data: { no, topic, status, leadId, ...own } };
}

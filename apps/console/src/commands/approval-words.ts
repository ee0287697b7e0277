import type { ProposalRow, ProposalState } from '@houzhai/contracts';
import { clockTime, type Language, type Text } from '@houzhai/i18n';
import { SERVICE_NAMES } from './audit-words.ts';
import { FIELD_LABELS } from './field-labels.ts';
import { COMMAND_ENTRIES } from './registry.ts';

const STATES: Readonly<Record<ProposalState, Text>> = {
  WAITING: { zh: '待批', en: 'waiting' },
  APPROVED: { zh: '已批准，执行中', en: 'approved, being done' },
  DONE: { zh: '已批准并执行', en: 'approved and done' },
  REFUSED: { zh: '已批准但未能执行', en: 'approved, then refused' },
  DECLINED: { zh: '已否决', en: 'declined' },
  EXPIRED: { zh: '已到期', en: 'ended by itself' },
};

/** How a proposal stands, in words. */
export const proposalStateText = (state: ProposalState, lang: Language): string => STATES[state][lang];

/** Whether nothing becomes of a proposal any more. */
export const isSettled = ({ state }: Pick<ProposalRow, 'state'>): boolean => state !== 'WAITING' && state !== 'APPROVED';

/** What an operation does, in words; its name where nobody gave it any. The name of one that every service has ends with the service. */
export const operationText = (operation: string, lang: Language): string =>
  COMMAND_ENTRIES.find(({ contract, everyService }) =>
    everyService === true ? operation.startsWith(`${contract}-`) : operation === contract,
  )?.title[lang] ?? operation;

/** A proposal as lines: who, when, what exactly, what became of it and why. */
export function proposalLines(
  {
    row,
    input = {},
    reason,
  }: { readonly row: ProposalRow; readonly input?: Record<string, unknown> | undefined; readonly reason?: string | undefined },
  { lang, operator, now }: { readonly lang: Language; readonly operator: (id: string) => string; readonly now?: string },
): readonly string[] {
  const told = (zh: string, en: string, text: string): string => (lang === 'zh' ? `${zh}：${text}` : `${en}: ${text}`);
  const when = (instant: string): string => clockTime(instant, lang, now);
  const { proposer, proposedAt, until, state, decidedBy, decidedAt, refusal } = row;
  return [
    `${operationText(row.operation, lang)} · ${proposalStateText(state, lang)}`,
    told('服务', 'Service', SERVICE_NAMES[row.service][lang]),
    told('提出', 'Proposed', `${operator(proposer)} ${when(proposedAt)}`),
    ...(state === 'WAITING' ? [told('有效至', 'Until', when(until))] : []),
    ...(decidedBy === undefined
      ? []
      : [told('决定', 'Decided', `${operator(decidedBy)} ${decidedAt === undefined ? '' : when(decidedAt)}`.trim())]),
    ...(reason === undefined ? [] : [told('理由', 'Reason', reason)]),
    ...(refusal === undefined ? [] : [told('未能执行', 'Refused', refusal)]),
    ...Object.entries(input).map(([field, value]) =>
      told(FIELD_LABELS[field]?.zh ?? field, FIELD_LABELS[field]?.en ?? field, typeof value === 'string' ? value : JSON.stringify(value)),
    ),
  ];
}

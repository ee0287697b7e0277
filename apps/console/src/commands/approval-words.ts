import type { ProposalState } from '@houzhai/contracts';
import type { Language, Text } from '@houzhai/i18n';

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

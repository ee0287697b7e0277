import type { PartnerRow } from '@houzhai/contracts';

/** Keys that still let a partner in. @param now epoch milliseconds */
export const liveKeys = ({ keys, state }: Pick<PartnerRow, 'keys' | 'state'>, now: number): PartnerRow['keys'] =>
  state === 'REVOKED' ? [] : keys.filter(({ until }) => until === undefined || Date.parse(until) > now);

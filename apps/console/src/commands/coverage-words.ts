import type { Coverage } from '@houzhai/contracts';

type Covered = Pick<Coverage, 'accounted' | 'units' | 'accountedAddendum' | 'addendum'>;

/** Coverage as it is said: n/N, and what came after the freeze. */
export const coverageText = ({ accounted, units, accountedAddendum, addendum }: Covered): string =>
  `${String(accounted)}/${String(units)}${addendum > 0 ? `(+${String(accountedAddendum)}/${String(addendum)})` : ''}`;

/** Coverage in percent, cut off and never rounded up: 100 only when every unit is accounted for. */
export const coveragePercent = ({ accounted, units, accountedAddendum, addendum }: Covered): string => {
  const all = units + addendum;
  return all === 0 ? '—' : `${(Math.floor(((accounted + accountedAddendum) * 1_000) / all) / 10).toFixed(1)}%`;
};

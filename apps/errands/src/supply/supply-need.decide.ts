import type { ErrandStatus } from '@houzhai/contracts';
import type { SupplyFact } from './supply-need.publish.ts';
import { outcomeOf, type Isolated, type SupplyNeed } from './supply-need.ts';

/** The need after a decision, and what happened. */
export interface DecidedNeed {
  readonly need: SupplyNeed;
  readonly fact: SupplyFact;
}

/** What is to be done about an isolation now: open an errand, tell what came of one, or nothing. */
export type ToDo = { readonly do: 'open-errand' } | ({ readonly do: 'tell' } & DecidedNeed) | { readonly do: 'nothing' };

/**
 * Looks at a need. One errand at a time: while one is on its way, being raised again is answered by what it brings; if it brings
 * nothing, by another errand. An isolation that has ended needs none any more.
 * @param errand the errand the need has, where it has one.
 */
export function lookAtNeed(isolated: Isolated, need: SupplyNeed | undefined, errand: { readonly status: ErrandStatus } | undefined): ToDo {
  const outcome = need?.status === 'TAKEN' && errand ? outcomeOf(errand.status) : undefined;
  if (need && errand && outcome === 'MET')
    return { do: 'tell', need: { ...need, status: 'MET', answered: isolated.raised }, fact: { fact: 'met' } };
  if (need && errand && outcome === 'UNMET')
    return { do: 'tell', need: { ...need, status: 'UNMET' }, fact: { fact: 'unmet', outcome: errand.status } };
  if (need?.status === 'TAKEN' || isolated.raised <= (need?.answered ?? 0)) return { do: 'nothing' };
  if (!isolated.ended) return { do: 'open-errand' };
  const { id, area, raised } = isolated;
  return { do: 'tell', need: { ...need, id, area, status: 'DROPPED', answered: raised }, fact: { fact: 'dropped' } };
}

/** An errand was opened for what was raised so far. */
export const takeNeed = ({ id, area, raised }: Isolated, errand: { readonly id: string; readonly no: string }): DecidedNeed => ({
  need: { id, area, status: 'TAKEN', answered: raised, errandId: errand.id, errandNo: errand.no },
  fact: { fact: 'taken' },
});

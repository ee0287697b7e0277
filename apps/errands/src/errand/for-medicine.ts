import type { InputOf } from '@houzhai/contracts';
import type * as C from '@houzhai/contracts';
import { scopesNeeded, type ErrandPolicy } from '../policy/errand-policy.ts';
import { passedOn } from '../money/ledger.ts';
import type { AuthorisationFacts } from './agent.ts';
import { decided, settled, type Decided, type World } from './decision.ts';
import { deliverErrand, startErrand } from './errand.decide.ts';
import type { Errand } from './errand.ts';

/** What a resident has to authorise before their card is taken for these errands. */
export const scopesFor = (
  policy: ErrandPolicy,
  errands: readonly Pick<Errand, 'kind' | 'advanceFen'>[],
): readonly C.AuthorisationScope[] => [
  ...new Set(
    [{ kind: 'MEDICINE', advanceFen: 0 } as const, ...errands].flatMap(({ kind, advanceFen }) => scopesNeeded(policy, kind, advanceFen)),
  ),
];

/** The agent of a medicine run has the errand from now on; undefined where that changes nothing. */
export function entrust(errand: Errand, agentId: string, world: World): Decided | undefined {
  if (errand.status === 'REQUESTED') {
    const taken: Errand = { ...errand, status: 'ACCEPTED', agentId, acceptedAt: world.now };
    return decided(settled(taken), world, { fact: 'accepted', agentId }).value;
  }
  if ((errand.status !== 'ACCEPTED' && errand.status !== 'IN_PROGRESS') || errand.agentId === agentId) return undefined;
  const passed = passedOn({ ...errand, agentId }, errand.agentId, agentId, world.now);
  return decided(settled(passed), world, { fact: 'handed-over', fromAgentId: errand.agentId, toAgentId: agentId }).value;
}

/** With the card of the household its errand is under way; undefined where it was already, or money stands against it. */
export function startWithCard(
  errand: Errand,
  version: number,
  facts: { readonly authorisation: AuthorisationFacts; readonly openAdvancesFen: number },
  world: World,
): Decided | undefined {
  const started = startErrand(errand, version, {}, facts, world);
  return started.ok ? { ...started.value, errand: settled(started.value.errand) } : undefined;
}

/** Its medicine is all there; an errand with cash of the resident is delivered by its agent, with receipts. */
export function deliverMedicine(
  errand: Errand,
  proof: InputOf<typeof C.DeliverRunLines>['proof'],
  occurredAt: string | undefined,
  world: World,
): Decided | undefined {
  if (errand.advanceFen > 0 || errand.spentFen > 0) return undefined;
  const delivered = deliverErrand(errand, { proof, spentFen: 0, receipts: [], ...(occurredAt === undefined ? {} : { occurredAt }) }, world);
  return delivered.ok ? delivered.value : undefined;
}

/** Everything it was to fetch goes another way: somebody named is responsible. */
export function referForMedicine(errand: Errand, world: World): Decided {
  return decided(settled({ ...errand, status: 'REFERRED' }), world, { fact: 'referred' }).value;
}

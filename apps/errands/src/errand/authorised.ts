import { refuse } from '@houzhai/contracts';
import { scopesNeeded } from '../policy/errand-policy.ts';
import type { AuthorisationFacts } from './agent.ts';
import type { World } from './decision.ts';
import type { Errand } from './errand.ts';

/** What of card, identity document and cash the resident has not authorised this very agent for; undefined when nothing is missing. */
export function checkAuthorisation(
  errand: Errand,
  agentId: string,
  advanceFen: number,
  authorisation: AuthorisationFacts | undefined,
  world: World,
): ReturnType<typeof refuse<'errand.authorisation-required' | 'authorisation.expired'>> | undefined {
  const needed = scopesNeeded(world.policy, errand.kind, advanceFen);
  const fits = authorisation !== undefined && authorisation.principalId === errand.beneficiaryId && authorisation.agentId === agentId;
  const missing = needed.find((scope) => !fits || !authorisation.scopes.includes(scope));
  if (missing !== undefined) return refuse('errand.authorisation-required', { scope: missing });
  if (needed.length > 0 && authorisation && Temporal.Instant.compare(authorisation.validUntil, world.now) <= 0)
    return refuse('authorisation.expired', {});
  return undefined;
}

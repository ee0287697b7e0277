import shipped from '../../../../../seeds/policies/care.1.json' with { type: 'json' };
import type { Role } from '@houzhai/contracts';
import type { AgentFacts } from '../../errand/agent.ts';
import { setUp, type CareWorld } from '../care-link.decide.ts';
import type { CareLink } from '../care-link.ts';
import { CarePolicyValues, type CarePolicy } from '../care-policy.ts';

export const policy: CarePolicy = { ...CarePolicyValues.parse(shipped.values), version: shipped.version };
const id = (end: string): string => `01912f4e-8c3a-7b5e-9d21-0000000000${end}`;
export const [AGENT, MEMBER, SPARE, BOTH, DESK] = [id('a1'), id('b1'), id('a2'), id('ab'), id('d1')] as const;

export const operator = (operatorId: string, roles: readonly Role[], scope: readonly string[] = ['houzhai/a07']): AgentFacts => ({
  operatorId,
  active: true,
  roles,
  scope,
});
export const agent = operator(AGENT, ['AGENT']);
export const member = operator(MEMBER, ['PARTY_MEMBER']);
/** Somebody fit for either. */
export const both = operator(BOTH, ['AGENT', 'PARTY_MEMBER']);
export const spare = operator(SPARE, ['AGENT', 'PARTY_MEMBER']);

export const DAY = '2020-02-10';
export const at = (text: string): Temporal.Instant => Temporal.Instant.from(`${text}:00+08:00`);
export const worldAt = (now: Temporal.Instant, actor = DESK, roles: readonly Role[] = ['COMMUNITY_WORKER']): CareWorld => ({
  actor: { id: actor, roles },
  now,
  policy,
});

/** A household set up on the morning of the tenth. */
export function household(tier: CareLink['tiers'][number]['tier'] = 'DAILY'): CareLink {
  const own = { id: id('c1'), no: 'CL-20200210-0001-5', area: 'a07', path: 'houzhai/a07/c1/g1/h1', personIds: [id('e1')] };
  const made = setUp(own, tier, agent, member, at(`${DAY}T09:00`));
  if (!made.ok) throw new Error(made.refusal.code);
  return made.value.link;
}

import { SUBDISTRICT, refuse, type AuthorisationScope, type Role } from '@houzhai/contracts';

/** Who decides: id and roles. */
export interface Actor {
  readonly id: string;
  readonly roles: readonly Role[];
}
/** An operator who could be given work. */
export interface AgentFacts {
  readonly operatorId: string;
  readonly active: boolean;
  readonly roles: readonly Role[];
  readonly scope: readonly string[];
}
/** An authorisation as recorded. */
export interface AuthorisationFacts {
  readonly id: string;
  readonly principalId: string;
  readonly agentId: string;
  readonly scopes: readonly AuthorisationScope[];
  readonly validUntil: Temporal.Instant;
}

const DESK: readonly Role[] = ['COMMANDER', 'DUTY_OFFICER', 'COMMUNITY_WORKER'];
/** Roles that may be given errands. */
const WORKERS: readonly Role[] = ['AGENT', 'COMMUNITY_WORKER', 'GRID_WORKER'];

/** Whether an actor may type for the agent: the agent, or the desk whom the agent phoned. */
export const mayActFor = (agentId: string | undefined, actor: Actor): boolean =>
  actor.id === agentId || actor.roles.some((role) => DESK.includes(role));

/** Whether an operator may be given work in an area (K4: they must be allowed to see it). */
export function checkAgent(
  agent: AgentFacts,
  path: string,
  area: string,
): ReturnType<typeof refuse<'errand.agent-unavailable' | 'errand.agent-not-of-area'>> | undefined {
  if (!agent.active || !agent.roles.some((role) => WORKERS.includes(role))) return refuse('errand.agent-unavailable', {});
  const within = agent.scope.some((prefix) => prefix === SUBDISTRICT || path === prefix || path.startsWith(`${prefix}/`));
  return within ? undefined : refuse('errand.agent-not-of-area', { area });
}

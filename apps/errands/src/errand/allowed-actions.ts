import { COMMANDS, mayCall, type ErrandAction, type Role } from '@houzhai/contracts';
import { ACTIONS, type Errand } from './errand.ts';
import { mayActFor, type Actor } from './agent.ts';

const rolesOf = new Map(COMMANDS.filter((c) => c.service === 'errands' && c.entity === 'errand').map((c) => [c.verb, c.access]));

/** Actions only the agent or the desk takes once somebody has the errand. */
const AGENTS_OWN: readonly ErrandAction[] = [
  'start',
  'hold',
  'resume',
  'hand-over',
  'release',
  'deliver',
  'report-unable',
  'refer',
  'cancel',
];
/** Actions that are never the delivering agent's. */
const NEVER_AGENT: readonly ErrandAction[] = ['confirm', 'follow-up'];

const mayRole = (action: ErrandAction, roles: readonly Role[]): boolean => {
  const access = rolesOf.get(action);
  return access !== undefined && mayCall(access, roles);
};

/** What this actor may do with the errand now; the decisions themselves refuse the rest, with a reason. */
export function allowedActions(errand: Errand, version: number, actor: Actor): ErrandAction[] {
  return ACTIONS[errand.status].filter((action: ErrandAction) => {
    if (!mayRole(action, actor.roles)) return false;
    if (action === 'undo') return errand.undo?.version === version && errand.undo.actor === actor.id;
    if (action === 'accept') return errand.agentId === undefined || errand.agentId === actor.id;
    if (AGENTS_OWN.includes(action)) return errand.agentId === undefined || mayActFor(errand.agentId, actor);
    if (NEVER_AGENT.includes(action)) return errand.agentId !== actor.id && !('rating' in errand);
    return true;
  });
}

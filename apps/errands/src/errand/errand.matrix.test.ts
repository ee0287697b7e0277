import { ERRAND_ACTIONS, ERRAND_STATUSES, type ErrandAction, type ErrandStatus } from '@houzhai/contracts';
import { describe, expect, it } from 'vitest';
import { allowedActions } from './allowed-actions.ts';
import { acceptErrand } from './errand.decide.ts';
import { publishErrand } from './errand.publish.ts';
import { ACTIONS, isLegal } from './errand.ts';
import { AGENT, DESK, OTHER_AGENT, TAKE, document, given, inState, taken, worldAt, type Standing } from './test/errand-builder.ts';

/** Where each action leads, and the fact it tells; a step taken back leads to where it came from. */
const LEADS: Record<ErrandAction, readonly [ErrandStatus | 'same' | 'before', string]> = {
  assign: ['same', 'assigned'],
  accept: ['ACCEPTED', 'accepted'],
  start: ['IN_PROGRESS', 'started'],
  hold: ['ON_HOLD', 'held'],
  resume: ['IN_PROGRESS', 'resumed'],
  'approve-hold': ['same', 'hold-approved'],
  'hand-over': ['same', 'handed-over'],
  release: ['REQUESTED', 'released'],
  deliver: ['DELIVERED', 'delivered'],
  'report-unable': ['UNABLE', 'reported-unable'],
  refer: ['REFERRED', 'referred'],
  decline: ['DECLINED', 'declined'],
  'mark-duplicate': ['DUPLICATE', 'marked-duplicate'],
  confirm: ['CONFIRMED', 'confirmed'],
  dispute: ['DISPUTED', 'disputed'],
  reopen: ['IN_PROGRESS', 'reopened'],
  close: ['CLOSED', 'closed'],
  cancel: ['CANCELLED', 'cancelled'],
  archive: ['ARCHIVED', 'archived'],
  'follow-up': ['same', 'followed-up'],
  undo: ['before', 'step-undone'],
};
const CELLS = ERRAND_STATUSES.flatMap((status) => ERRAND_ACTIONS.map((action) => [status, action] as const));
const TAKEN_BY_SOMEBODY: readonly ErrandStatus[] = ['ACCEPTED', 'IN_PROGRESS', 'ON_HOLD'];

/** Last steps that can be taken back, and the state each leaves. */
const UNDOABLE: Partial<Record<ErrandStatus, ErrandAction>> = {
  REQUESTED: 'assign',
  ACCEPTED: 'accept',
  IN_PROGRESS: 'start',
  ON_HOLD: 'hold',
};
/** An errand whose last step was the desk's own where the state has a step to take back. */
function before(status: ErrandStatus, action: ErrandAction): { standing: Standing; cameFrom: ErrandStatus } {
  const step = action === 'undo' ? UNDOABLE[status] : undefined;
  if (step === undefined) return { standing: inState(status), cameFrom: status };
  const from = { assign: 'REQUESTED', accept: 'REQUESTED', start: 'ACCEPTED', hold: 'IN_PROGRESS' }[step as 'assign'] as ErrandStatus;
  const earlier = inState(from);
  const { errand, facts } = given(TAKE[step](earlier, worldAt(5, DESK)));
  return { standing: { errand, version: earlier.version + facts.length }, cameFrom: from };
}

describe('every action in every state, by the desk', () => {
  it('covers every cell of the table once', () => {
    expect(new Set(CELLS.map((cell) => cell.join(' '))).size).toBe(ERRAND_STATUSES.length * ERRAND_ACTIONS.length);
    expect(Object.keys(ACTIONS).toSorted()).toEqual(ERRAND_STATUSES.toSorted());
  });

  it.each(CELLS.filter(([status, action]) => isLegal(status, action)))('%s: %s is done, and told', (status, action) => {
    const { standing, cameFrom } = before(status, action);
    expect(standing.errand.status).toBe(status);
    const untouched = document(standing.errand);
    const world = worldAt(20);
    const { errand, facts } = given(TAKE[action](standing, world));
    const [leads, fact] = LEADS[action];
    expect(errand.status).toBe(leads === 'same' ? status : leads === 'before' ? cameFrom : leads);
    expect(facts.map((one) => one.fact)).toEqual([fact]);
    expect(errand.updatedAt.toString()).toBe(world.now.toString());
    expect(document(standing.errand)).toBe(untouched);
    const [told] = facts;
    const { contract, data } = publishErrand(errand, told, world.now);
    expect(contract.past).toBe(fact);
    expect(contract.data.parse(data)).toMatchObject({ standing: { status: errand.status, no: errand.no } });
  });

  it.each(CELLS.filter(([status, action]) => !isLegal(status, action)))('%s: %s is refused', (status, action) => {
    const standing = inState(status);
    const untouched = document(standing.errand);
    const outcome = TAKE[action](standing, worldAt(20));
    expect(document(standing.errand)).toBe(untouched);
    if ((action === 'assign' || action === 'accept') && TAKEN_BY_SOMEBODY.includes(status)) {
      expect(outcome).toMatchObject({ ok: false, refusal: { code: 'errand.already-accepted', params: { by: AGENT.id } } });
    } else if (action === 'undo') {
      expect(outcome).toEqual({ ok: false, refusal: { code: 'errand.nothing-to-undo', params: {} } });
    } else {
      expect(outcome).toEqual({ ok: false, refusal: { code: 'errand.not-allowed-now', params: { action, status } } });
    }
  });

  it.each(ERRAND_STATUSES)('%s: what the menu offers the desk is exactly what the decisions take', (status) => {
    const standing = inState(status);
    const offered = allowedActions(standing.errand, standing.version, DESK);
    const done = ERRAND_ACTIONS.filter((action) => TAKE[action](standing, worldAt(20)).ok);
    expect(offered.toSorted()).toEqual(done.toSorted());
  });

  it.each(ERRAND_STATUSES)('%s: what the menu offers another agent than the one who has it, the decisions take', (status) => {
    const standing = inState(status);
    for (const action of allowedActions(standing.errand, standing.version, OTHER_AGENT))
      expect([action, TAKE[action](standing, worldAt(20, OTHER_AGENT)).ok]).toEqual([action, true]);
  });

  it.each(ERRAND_STATUSES)('%s: what the menu offers the agent who has it, the decisions take', (status) => {
    const standing = inState(status);
    for (const action of allowedActions(standing.errand, standing.version, AGENT))
      expect([action, TAKE[action](standing, worldAt(20, AGENT)).ok]).toEqual([action, true]);
  });
});

describe('somebody else’s errand', () => {
  const own: readonly (readonly [ErrandStatus, ErrandAction])[] = [
    ['ACCEPTED', 'start'],
    ['ACCEPTED', 'release'],
    ['ACCEPTED', 'hand-over'],
    ['ACCEPTED', 'cancel'],
    ['IN_PROGRESS', 'hold'],
    ['IN_PROGRESS', 'deliver'],
    ['IN_PROGRESS', 'report-unable'],
    ['IN_PROGRESS', 'refer'],
    ['IN_PROGRESS', 'hand-over'],
    ['IN_PROGRESS', 'cancel'],
    ['ON_HOLD', 'resume'],
    ['ON_HOLD', 'report-unable'],
    ['ON_HOLD', 'cancel'],
  ];
  it.each(own)('%s: %s is refused to another agent and names whose it is', (status, action) => {
    expect(TAKE[action](inState(status), worldAt(20, OTHER_AGENT))).toEqual({
      ok: false,
      refusal: { code: 'errand.not-your-errand', params: { agent: AGENT.id } },
    });
  });
  it.each(own.filter(([, action]) => action !== 'hand-over'))('%s: %s is done by the agent', (status, action) => {
    expect(TAKE[action](inState(status), worldAt(20, AGENT)).ok).toBe(true);
  });

  it('one assigned to somebody is accepted by nobody else, not even by the desk', () => {
    const assigned = taken(inState('REQUESTED'), 'assign');
    for (const actor of [OTHER_AGENT, DESK])
      expect(acceptErrand(assigned.errand, assigned.version, worldAt(5, actor))).toEqual({
        ok: false,
        refusal: { code: 'errand.not-your-errand', params: { agent: AGENT.id } },
      });
    expect(acceptErrand(assigned.errand, assigned.version, worldAt(5, AGENT)).ok).toBe(true);
  });

  it('a late second accept is told who was first, and when', () => {
    const first = inState('ACCEPTED');
    expect(acceptErrand(first.errand, first.version, worldAt(9, OTHER_AGENT))).toEqual({
      ok: false,
      refusal: { code: 'errand.already-accepted', params: { by: AGENT.id, at: worldAt(1).now.toString() } },
    });
  });
});

import { TASK_FORCE_ACTIONS, type Outcome, type TaskForceAction, type TaskForceStatus } from '@houzhai/contracts';
import { describe, expect, it } from 'vitest';
import * as decide from './task-force.decide.ts';
import type { DecidedTaskForce } from './task-force.decide.ts';
import { publishTaskForce } from './task-force.publish.ts';
import {
  MEMBER,
  START,
  absent,
  away,
  deploy,
  formed,
  given,
  inHours,
  operator,
  planned,
  refused,
  worldAt,
} from './test/task-force-builder.ts';
import { actionsOf, type TaskForce } from './task-force.ts';

const now = inHours(1);
const STATES = {
  'at home': formed,
  'at home, one away': () => given(absent(formed())).team,
  'to be sent': planned,
  elsewhere: away,
  disbanded: () => given(decide.disbandTaskForce(formed(), START)).team,
} as const;
type State = keyof typeof STATES;

const TAKE: Record<TaskForceAction, (team: TaskForce) => Outcome<DecidedTaskForce>> = {
  deploy: (team) => deploy(team, now),
  recall: (team) => decide.recallTaskForce(team, now),
  'cancel-deployment': (team) => decide.cancelDeployment(team, now),
  'set-absence': (team) => absent(team, MEMBER, now),
  'end-absence': (team) => decide.endAbsence(team, MEMBER, now),
  change: (team) => decide.changeTaskForce(team, { add: [operator(20)], remove: [] }, worldAt(now)),
  disband: (team) => decide.disbandTaskForce(team, now),
};
const LEADS: Record<TaskForceAction, readonly [TaskForceStatus | 'same', string]> = {
  deploy: ['DEPLOYED', 'deployed'],
  recall: ['READY', 'recalled'],
  'cancel-deployment': ['READY', 'deployment-canceled'],
  'set-absence': ['same', 'changed'],
  'end-absence': ['same', 'changed'],
  change: ['same', 'changed'],
  disband: ['DISBANDED', 'disbanded'],
};
const LEGAL: Record<State, readonly TaskForceAction[]> = {
  'at home': ['deploy', 'set-absence', 'change', 'disband'],
  'at home, one away': ['deploy', 'set-absence', 'end-absence', 'change', 'disband'],
  'to be sent': ['cancel-deployment', 'set-absence', 'change'],
  elsewhere: ['recall', 'set-absence', 'change'],
  disbanded: [],
};
const CELLS = (Object.keys(STATES) as State[]).flatMap((state) => TASK_FORCE_ACTIONS.map((action) => [state, action] as const));

describe('every action on a team in every state', () => {
  it.each(CELLS.filter(([state, action]) => LEGAL[state].includes(action)))('%s: %s is done, and told', (state, action) => {
    const before = STATES[state]();
    const untouched = JSON.stringify(before);
    const { team, facts } = given(TAKE[action](before));
    const [leads, told] = LEADS[action];
    expect(team.status).toBe(leads === 'same' ? before.status : leads);
    expect(facts.map(({ fact }) => fact)).toEqual([told]);
    expect(JSON.stringify(before)).toBe(untouched);
    for (const fact of facts) {
      const { contract, data } = publishTaskForce(team, fact);
      expect(contract.past).toBe(fact.fact);
      expect(contract.data.parse(data)).toEqual(data);
    }
  });

  it.each(CELLS.filter(([state, action]) => !LEGAL[state].includes(action)))('%s: %s is refused', (state, action) => {
    const before = STATES[state]();
    const untouched = JSON.stringify(before);
    const refusal =
      action === 'end-absence' && state !== 'disbanded'
        ? refused('task-force.not-absent')
        : refused('task-force.not-allowed-now', { action, status: before.status });
    expect(TAKE[action](before)).toEqual(refusal);
    expect(JSON.stringify(before)).toBe(untouched);
  });

  it.each(Object.keys(STATES) as State[])('%s: the menu offers exactly what is done', (state) => {
    const team = STATES[state]();
    expect(TASK_FORCE_ACTIONS.filter((action) => TAKE[action](team).ok).toSorted()).toEqual(actionsOf(team).toSorted());
  });
});

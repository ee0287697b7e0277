import policy from '../../../../../seeds/policies/task-force.1.json' with { type: 'json' };
import type { Outcome, Role } from '@houzhai/contracts';
import { expect } from 'vitest';
import { TaskForcePolicyValues } from '../task-force-policy.ts';
import * as decide from '../task-force.decide.ts';
import type { DecidedTaskForce, TeamWorld } from '../task-force.decide.ts';
import { wakeAt, type TaskForce } from '../task-force.ts';

export const POLICY = TaskForcePolicyValues.parse(policy.values);
export const START = Temporal.Instant.from('2020-02-01T08:00:00+08:00');
export const inHours = (hours: number): Temporal.Instant => START.add({ hours });

/** An operator of a team; the first five hold the role of a leader too. */
export const operator = (nth: number): string => `00000000-0000-7000-8000-0000000000${String(nth).padStart(2, '0')}`;
const ROLES = new Map<string, readonly Role[]>(
  Array.from({ length: 50 }, (_, nth) => [operator(nth), nth < 5 ? ['TEAM_LEAD', 'TEAM_MEMBER'] : ['TEAM_MEMBER']]),
);
export const LEADER = operator(0);
export const DEPUTY = operator(1);
export const MEMBER = operator(10);
export const AGENT = operator(60);

/** Sees no area. */
export const BLIND = operator(40);

export const worldAt = (now: Temporal.Instant): TeamWorld => ({
  now,
  policy: POLICY,
  roles: new Map([...ROLES, [AGENT, ['AGENT']]]),
  sees: (id) => id !== BLIND,
});

export function given<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
}
export const refused = (code: string, params: object = {}) => ({ ok: false, refusal: { code, params } });

export const formed = (intent: Partial<Parameters<typeof decide.formTaskForce>[0]> = {}): TaskForce =>
  given(
    decide.formTaskForce(
      { id: operator(99), no: 7, homeArea: 'a07', leaderId: LEADER, memberIds: [MEMBER, operator(11)], skills: [], ...intent },
      worldAt(START),
    ),
  ).team;

export const deploy = (team: TaskForce, now = START, more: Partial<Parameters<typeof decide.deployTaskForce>[1]> = {}) =>
  decide.deployTaskForce(team, { id: operator(98), toArea: 'a08', mission: '支援摸排', from: now, ...more }, worldAt(now));
export const absent = (team: TaskForce, operatorId = MEMBER, now = START, until = inHours(24), from = now) =>
  decide.setAbsence(team, operatorId, { kind: 'LEAVE', from, until }, now);

export const planned = (): TaskForce => given(deploy(formed(), START, { from: inHours(2) })).team;
export const away = (): TaskForce => given(deploy(formed())).team;

/** Lets the clock look until nothing is due any more. */
export function ticked(team: TaskForce, saved: Temporal.Instant, now: Temporal.Instant): DecidedTaskForce {
  const due = wakeAt(team, saved);
  const decided = due && decide.tickTaskForce(team, due, now);
  if (!decided) return { team, facts: [] };
  const next = wakeAt(decided.team, now);
  if (next) expect(Temporal.Instant.compare(next, now)).toBe(1);
  return decided;
}

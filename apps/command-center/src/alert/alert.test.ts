import {
  ALERT_ACTIONS,
  ALERT_STATUSES,
  DURABLES,
  EVENTS,
  OPEN_ALERT_STATUSES,
  type AlertAction,
  type AlertStatus,
} from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as decide from './alert.decide.ts';
import { publishAlert } from './alert.publish.ts';
import { isLegal, wakeAt, type Alert } from './alert.ts';
import { alertColumns, toAlert, type StoredAlert } from './alert.row.ts';
import { ASSIGNEE, DOCTOR, OTHER, POLICY, RAISED, TAKE, WORKER, given, happened, inState, raised } from './test/alert-builder.ts';

const refused = (code: string, params: object = {}) => ({ ok: false, refusal: { code, params } });
const LEADS: Record<AlertAction, readonly [AlertStatus, string]> = {
  acknowledge: ['ACKNOWLEDGED', 'acknowledged'],
  assign: ['ASSIGNED', 'assigned'],
  resolve: ['RESOLVED', 'resolved'],
  review: ['REVIEWED', 'reviewed'],
};
const LEGAL: Record<AlertStatus, readonly AlertAction[]> = {
  RAISED: ['acknowledge', 'assign', 'resolve'],
  ACKNOWLEDGED: ['assign', 'resolve'],
  ASSIGNED: ['assign', 'resolve'],
  RESOLVED: ['review'],
  REVIEWED: [],
};
const CELLS = ALERT_STATUSES.flatMap((status) => ALERT_ACTIONS.map((action) => [status, action] as const));

/** What a decision tells is what the contracts say, and the row keeps the whole state. */
function sound({ alert, facts }: decide.DecidedAlert): void {
  for (const fact of facts) {
    const { contract, data } = publishAlert(alert, fact);
    expect(contract.past).toBe(fact.fact);
    expect(contract.data.parse(data)).toEqual(data);
  }
  const columns = alertColumns(alert);
  expect(alertColumns(toAlert({ facts: JSON.parse(JSON.stringify(columns['facts'])) as StoredAlert }))).toEqual(columns);
}

describe('every action on an alert in every state', () => {
  it.each(CELLS.filter(([status, action]) => LEGAL[status].includes(action)))('%s: %s is done, and told', (status, action) => {
    const alert = inState(status);
    expect(alert.status).toBe(status);
    const decided = given(TAKE[action](alert));
    const [leads, fact] = LEADS[action];
    expect(decided.alert.status).toBe(leads);
    expect(decided.facts.map((one) => one.fact)).toEqual([fact]);
    expect(inState(status)).toEqual(alert);
    sound(decided);
  });

  it.each(CELLS.filter(([status, action]) => !LEGAL[status].includes(action)))('%s: %s is refused', (status, action) => {
    expect(isLegal(status, action)).toBe(false);
    expect(TAKE[action](inState(status))).toEqual(refused('alert.not-allowed-now', { action, status }));
  });
});

describe('the rules that ship', () => {
  const [durable] = DURABLES.filter(({ name }) => name === 'command-center--alerts');
  const contractOf = (name: string) => EVENTS.find((event) => event.name === name);

  it.each(POLICY.rules.map((rule) => [rule.code, rule] as const))('%s names events that are read, with fields they have', (_, rule) => {
    for (const { event, when = {} } of [rule.raisedBy, ...rule.endedBy]) {
      const contract = contractOf(event);
      expect([event, durable?.reads.some(({ service, entities }) => contract?.service === service && entities.includes(contract.entity))]).toEqual([event, true]); // prettier-ignore
      const { properties = {} } = z.toJSONSchema(contract?.data ?? z.never()) as { properties?: object };
      for (const field of Object.keys(when)) expect(Object.keys(properties)).toContain(field);
    }
    expect(rule.endedBy.map(({ event }) => contractOf(event)?.entity)).toEqual(rule.endedBy.map(() => contractOf(rule.raisedBy.event)?.entity)); // prettier-ignore
    expect(rule.zh).toMatch(/\p{Script=Han}/u);
    expect(rule.en).not.toMatch(/\p{Script=Han}/u);
  });

  it('raise and end by what the event says, not by its name alone', () => {
    const codes = (rules: readonly { readonly code: string }[]): string[] => rules.map(({ code }) => code);
    expect(codes(decide.raising(POLICY, happened('FeverSuspected')))).toEqual(['fever-suspected']);
    expect(codes(decide.ending(POLICY, happened('FeverResolved')))).toEqual(['fever-suspected', 'fever-overdue']);
    expect(codes(decide.raising(POLICY, happened('EscortBatchDiverted', { incident: false })))).toEqual([]);
    expect(codes(decide.raising(POLICY, happened('EscortBatchDiverted', { incident: true })))).toEqual(['escort-incident']);
    expect(codes(decide.ending(POLICY, happened('MissedSlotExcused', { unexplained: 1 })))).toEqual([]);
    expect(codes(decide.ending(POLICY, happened('MissedSlotExcused', { unexplained: 0 })))).toEqual(['half-day-missed']);
    expect(codes(decide.raising(POLICY, happened('PersonRegistered')))).toEqual([]);
  });
});

describe('who is concerned', () => {
  it('where the record is and where it was noticed; a batch has the area of its checkpoint, what has no area all of it', () => {
    expect(raised('fever-suspected', { atPath: 'houzhai/a01' })).toMatchObject({ path: 'houzhai/a07', atPath: 'houzhai/a01' });
    expect(raised('hand-over-late', { path: undefined }, { entity: 'escort-batch', area: 'a03' }).path).toBe('houzhai/a03');
    expect(raised('glass-broken', { path: undefined, no: undefined }, { area: 'a00' })).toMatchObject({ path: 'houzhai', area: 'a00' });
    expect(raised('head-missing', { path: undefined, destination: 'houzhai/a09/c1' }).path).toBe('houzhai/a09/c1');
  });

  it('it is given to nobody who could not see it', () => {
    const alert = raised();
    const to = (more: object) => decide.assignAlert(alert, { ...ASSIGNEE, ...more }, WORKER);
    expect(to({ covers: (path: string) => path === 'houzhai/a08' })).toEqual(refused('alert.assignee-unfit', { area: 'a07' }));
    expect(to({ roles: ['AGENT'] })).toEqual(refused('alert.assignee-unfit', { area: 'a07' }));
    expect(given(to({ roles: ['DUTY_OFFICER'] })).alert).toMatchObject({ status: 'ASSIGNED', acknowledgedBy: WORKER, assigneeId: DOCTOR });
    const there = decide.assignAlert(raised('fever-suspected', { atPath: 'houzhai/a01' }), { ...ASSIGNEE, covers: (path) => path === 'houzhai/a01' }, WORKER); // prettier-ignore
    expect(there.ok).toBe(true);
  });

  it('who broke the glass settles nothing about it, and nobody reviews what they resolved', () => {
    const own = raised('glass-broken', {}, { actor: WORKER });
    for (const action of ['acknowledge', 'assign', 'resolve'] as const) {
      expect(TAKE[action](own, WORKER)).toEqual(refused('alert.own'));
      if (action !== 'assign') expect(TAKE[action](own, OTHER).ok).toBe(true);
    }
    const toThemselves = { operatorId: WORKER, roles: ['COMMANDER'], covers: () => true } as const;
    expect(decide.assignAlert(own, toThemselves, OTHER)).toEqual(refused('alert.assignee-unfit', { area: 'a07' }));
    const resolved = given(TAKE.resolve(raised(), OTHER)).alert;
    expect(decide.reviewAlert(resolved, OTHER)).toEqual(refused('alert.reviewed-by-resolver'));
    expect(given(decide.reviewAlert(resolved, WORKER)).alert.status).toBe('REVIEWED');
  });
});

it('nobody acknowledged it in time: said once, and not when somebody did', () => {
  const alert = raised();
  const due = RAISED.add({ minutes: 10 });
  expect(wakeAt(alert)?.toString()).toBe(due.toString());
  expect(decide.tickAlert(alert, due.subtract({ seconds: 1 }))).toBeUndefined();
  const late = decide.tickAlert(alert, due);
  expect(late).toMatchObject({ alert: { escalated: true, status: 'RAISED' }, facts: [{ fact: 'escalated' }] });
  expect(late && decide.tickAlert(late.alert, due.add({ hours: 1 }))).toBeUndefined();
  expect(decide.tickAlert(given(TAKE.acknowledge(alert)).alert, due)).toBeUndefined();
});

it('whatever is done with an alert, in whatever order: it stands until it is resolved once, and what ended its cause changes nothing after', () => {
  const deed = fc.constantFrom(...ALERT_ACTIONS, 'end' as const, 'time' as const);
  fc.assert(
    fc.property(fc.array(fc.record({ deed, by: fc.constantFrom(WORKER, OTHER, DOCTOR) }), { maxLength: 20 }), (deeds) => {
      let alert: Alert = raised();
      const told: string[] = [];
      for (const [nth, { deed: one, by }] of deeds.entries()) {
        const before = alert;
        let decided: decide.DecidedAlert | undefined;
        if (one === 'end') decided = decide.endAlert(alert, 'FeverResolved');
        else if (one === 'time') decided = decide.tickAlert(alert, RAISED.add({ minutes: 10 + nth }));
        else {
          const taken = TAKE[one](alert, by);
          decided = taken.ok ? taken.value : undefined;
        }
        if (!decided) continue;
        ({ alert } = decided);
        told.push(...decided.facts.map(({ fact }) => fact));
        sound(decided);
        expect(ALERT_STATUSES.indexOf(alert.status)).toBeGreaterThanOrEqual(ALERT_STATUSES.indexOf(before.status));
      }
      const open = OPEN_ALERT_STATUSES.some((status) => status === alert.status);
      expect(told.filter((past) => past === 'resolved')).toHaveLength(open ? 0 : 1);
      expect(told.filter((past) => past === 'escalated').length).toBeLessThanOrEqual(1);
      expect(told.filter((past) => past === 'acknowledged').length).toBeLessThanOrEqual(1);
      if (!open) expect([alert.endedBy, alert.resolvedBy].filter((one) => one !== undefined)).toHaveLength(1);
      if (alert.escalated) expect(wakeAt(alert)).toBeUndefined();
    }),
  );
});

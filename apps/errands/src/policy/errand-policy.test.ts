import { ErrandKind } from '@houzhai/contracts';
import { addServiceTime } from '@houzhai/calendar';
import { describe, expect, it } from 'vitest';
import shipped from '../../../../seeds/policies/errand.1.json' with { type: 'json' };
import { ErrandPolicyValues, hoursOf, scopesNeeded, termsOf, type ErrandPolicy } from './errand-policy.ts';

const policy: ErrandPolicy = { ...ErrandPolicyValues.parse(shipped.values), version: shipped.version };

describe('the errand policy', () => {
  it('has terms for every kind of errand', () => {
    expect(Object.keys(policy.sla).toSorted()).toEqual(ErrandKind.options.toSorted());
    for (const kind of ErrandKind.options) expect(termsOf(policy, kind)).toEqual(policy.sla[kind]);
  });

  it('gives way to the terms of a module', () => {
    const own = { acceptMinutes: 1, completeMinutes: 2 };
    expect(termsOf(policy, 'MEDICINE', own)).toEqual(own);
  });

  it('counts round the clock, or in its service windows', () => {
    expect(hoursOf(policy, 'CLOCK')).toEqual({ kind: 'CLOCK' });
    const evening = Temporal.Instant.from('2020-02-14T19:30:00+08:00');
    const inHours = addServiceTime(evening, Temporal.Duration.from({ hours: 1 }), hoursOf(policy, 'SERVICE_HOURS'));
    expect(inHours.ok && inHours.value.toString()).toBe('2020-02-15T00:30:00Z');
  });

  it.each([
    ['MEDICINE', 0, ['CARD', 'IDENTITY']],
    ['MEDICINE', 1, ['CARD', 'IDENTITY', 'ADVANCE']],
    ['DOCUMENT', 0, ['IDENTITY']],
    ['PURCHASE', 0, []],
    ['PURCHASE', 5_000, ['ADVANCE']],
    ['OTHER', 0, []],
  ] as const)('%s with %i fen of cash needs %j', (kind, advanceFen, scopes) => {
    expect(scopesNeeded(policy, kind, advanceFen)).toEqual(scopes);
  });

  it('never lets medicine be confirmed by silence', () => {
    expect(policy.neverAutoConfirmKinds).toContain('MEDICINE');
  });

  const { PURCHASE: _absent, ...incomplete } = shipped.values.sla;
  it.each([
    ['a kind without terms', { sla: incomplete }],
    ['a term of no length', { sla: { ...shipped.values.sla, OTHER: { acceptMinutes: 0, completeMinutes: 1 } } }],
    ['a term in fractions', { sla: { ...shipped.values.sla, OTHER: { acceptMinutes: 1.5, completeMinutes: 2 } } }],
    ['no service window', { serviceWindows: [] }],
    ['no hold at all', { holdCeilingHours: 0 }],
    ['a scope nobody knows', { authorisationScopes: { MEDICINE: ['KEYS'] } }],
    ['a number nobody knows', { surprise: 1 }],
  ])('with %s is not one', (_, change) => {
    expect(ErrandPolicyValues.safeParse({ ...shipped.values, ...change }).success).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { PARTNER_PLACES } from '@houzhai/contracts';
import { addPartner, changePartner, rotatePartner } from './partner.decide.ts';
import { letsIn, type Partner } from './partner.ts';

const now = Temporal.Instant.from('2020-02-14T09:00:00+08:00');
const partner = (own: Partial<Partner> = {}): Partner => ({
  id: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37',
  version: 1,
  name: 'one',
  purpose: 'p',
  state: 'ACTIVE',
  place: 'p02',
  events: ['errand'],
  areas: ['a00'],
  keys: [{ publicKey: 'UA', since: now.toString() }],
  since: now,
  ...own,
});
const asked = { name: 'two', publicKey: 'UB', events: ['errand'], areas: ['a07'] };

describe('a new partner', () => {
  it('takes a free place, its own name’s first, and leaves that of the demonstration to it', () => {
    expect(addPartner(asked, [partner()], now)).toMatchObject({ ok: true, value: { place: 'p03' } });
    expect(addPartner({ ...asked, name: 'demo' }, [partner()], now)).toMatchObject({ ok: true, value: { place: 'demo' } });
  });

  it('gets no place that was given up within the hour', () => {
    const gone = (minutes: number) => partner({ state: 'REVOKED', revokedAt: now.subtract({ minutes }) });
    expect(addPartner(asked, [gone(59)], now)).toMatchObject({ ok: true, value: { place: 'p03' } });
    expect(addPartner(asked, [gone(61)], now)).toMatchObject({ ok: true, value: { place: 'p02' } });
  });

  it('is refused when all are taken', () => {
    const all = PARTNER_PLACES.map((place, index) => partner({ place, name: `n${String(index)}`, keys: [] }));
    expect(addPartner(asked, all, now)).toEqual({ ok: false, refusal: { code: 'partner.no-place', params: { places: all.length } } });
  });

  it('has no event twice: the kind covers its events, all areas cover each', () => {
    const granted = addPartner({ ...asked, events: ['ErrandAccepted', 'errand', 'errand'], areas: ['a07', 'a00'] }, [], now);
    expect(granted).toMatchObject({ ok: true, value: { events: ['errand'], areas: ['a00'] } });
  });
});

describe('a change', () => {
  it('that changes nothing is refused', () => {
    expect(changePartner(partner(), { events: ['errand', 'ErrandAccepted'] })).toMatchObject({
      refusal: { code: 'partner.nothing-changed' },
    });
    expect(changePartner(partner(), { areas: ['a07'] })).toMatchObject({ ok: true, value: { areas: ['a07'], purpose: 'p' } });
  });
});

describe('keys', () => {
  const until = now.add({ hours: 24 });

  it('of two turns: the newest lets in without end, the one before for a while, the oldest no more', () => {
    const first = rotatePartner(partner(), 'UB', [partner()], { now, until });
    const once = partner({ keys: first.ok ? first.value : [] });
    const second = rotatePartner(once, 'UC', [once], { now: now.add({ hours: 1 }), until });
    const twice = partner({ keys: second.ok ? second.value : [] });
    const at = (hours: number) => ['UA', 'UB', 'UC'].map((key) => letsIn(twice, key, now.add({ hours })));
    expect(at(2)).toEqual([undefined, until, 'always']);
    expect(at(24)).toEqual([undefined, undefined, 'always']);
    expect(letsIn({ ...twice, state: 'REVOKED' }, 'UC', now)).toBeUndefined();
  });

  it('that were ever known are not taken again, from nobody', () => {
    expect(rotatePartner(partner(), 'UA', [partner()], { now, until })).toMatchObject({ refusal: { code: 'partner.key-taken' } });
  });
});

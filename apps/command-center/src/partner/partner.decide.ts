import {
  PARTNER_EVENTS,
  PARTNER_PLACES,
  ok,
  refuse,
  withoutOverlap,
  type Outcome,
  type PartnerGrant,
  type PartnerKey,
} from '@houzhai/contracts';
import { PLACE_REST, type Partner } from './partner.ts';

type Unknown = 'partner.unknown-event';

/** What a new partner gets, from all there are and were. */
export function addPartner(
  asked: { readonly name: string; readonly publicKey: string } & PartnerGrant,
  all: readonly Partner[],
  now: Temporal.Instant,
): Outcome<
  PartnerGrant & { readonly place: string; readonly keys: readonly PartnerKey[] },
  'partner.name-taken' | 'partner.key-taken' | 'partner.no-place' | Unknown
> {
  if (all.some(({ name }) => name === asked.name)) return refuse('partner.name-taken', {});
  if (isKnown(asked.publicKey, all)) return refuse('partner.key-taken', {});
  const granted = checkGrant(asked);
  if (!granted.ok) return granted;
  const rested = now.subtract(PLACE_REST);
  const taken = new Set(
    all.filter(({ revokedAt }) => revokedAt === undefined || Temporal.Instant.compare(revokedAt, rested) > 0).map(({ place }) => place),
  );
  const free = PARTNER_PLACES.filter((place) => !taken.has(place));
  // A place of its name first; one that has another's name last.
  const place = free.includes(asked.name) ? asked.name : (free.find((one) => /^p\d+$/.test(one)) ?? free[0]);
  if (place === undefined) return refuse('partner.no-place', { places: PARTNER_PLACES.length });
  return ok({ ...granted.value, place, keys: [{ publicKey: asked.publicKey, since: now.toString() }] });
}

/** Another purpose or grant. */
export function changePartner(
  partner: Partner,
  asked: {
    readonly purpose?: string | undefined;
    readonly events?: readonly string[] | undefined;
    readonly areas?: readonly string[] | undefined;
  },
): Outcome<PartnerGrant & { readonly purpose: string }, 'partner.revoked' | 'partner.nothing-changed' | Unknown> {
  if (partner.state === 'REVOKED') return refuse('partner.revoked', {});
  const granted = checkGrant({ events: asked.events ?? partner.events, areas: asked.areas ?? partner.areas });
  if (!granted.ok) return granted;
  const next = { ...granted.value, purpose: asked.purpose ?? partner.purpose };
  const same = (a: readonly string[], b: readonly string[]): boolean => [...a].sort().join() === [...b].sort().join();
  if (next.purpose === partner.purpose && same(next.events, partner.events) && same(next.areas, partner.areas))
    return refuse('partner.nothing-changed', {});
  return ok(next);
}

/** Another key: the present one ends at `until`, those before it now. */
export function rotatePartner(
  partner: Partner,
  publicKey: string,
  all: readonly Partner[],
  at: { readonly now: Temporal.Instant; readonly until: Temporal.Instant },
): Outcome<readonly PartnerKey[], 'partner.revoked' | 'partner.key-taken'> {
  if (partner.state === 'REVOKED') return refuse('partner.revoked', {});
  if (isKnown(publicKey, all)) return refuse('partner.key-taken', {});
  const present = partner.keys.at(-1);
  const kept = present ? [{ publicKey: present.publicKey, since: present.since, until: at.until.toString() }] : [];
  return ok([...kept, { publicKey, since: at.now.toString() }]);
}

const isKnown = (publicKey: string, all: readonly Partner[]): boolean =>
  all.some(({ keys }) => keys.some((key) => key.publicKey === publicKey));

function checkGrant({ events, areas }: PartnerGrant): Outcome<PartnerGrant, Unknown> {
  const stray = events.find((name) => !PARTNER_EVENTS.includes(name));
  if (stray !== undefined) return refuse('partner.unknown-event', { event: stray, events: PARTNER_EVENTS.join(', ') });
  return ok({ events: withoutOverlap(events), areas: areas.includes('a00') ? ['a00'] : [...new Set(areas)] });
}

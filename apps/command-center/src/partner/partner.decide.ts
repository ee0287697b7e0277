import { PARTNER_PLACES, ok, refuse, withoutOverlap, type Outcome, type PartnerGrant, type PartnerKey } from '@houzhai/contracts';
import { PLACE_REST, type Partner } from './partner.ts';

/** What a new partner gets, from all there are and were. */
export function addPartner(
  asked: { readonly name: string; readonly publicKey: string } & PartnerGrant,
  all: readonly Partner[],
  now: Temporal.Instant,
): Outcome<
  PartnerGrant & { readonly place: string; readonly keys: readonly PartnerKey[] },
  'partner.name-taken' | 'partner.key-taken' | 'partner.no-place'
> {
  if (all.some(({ name }) => name === asked.name)) return refuse('partner.name-taken', {});
  if (isKnown(asked.publicKey, all)) return refuse('partner.key-taken', {});
  const rested = now.subtract(PLACE_REST);
  const taken = new Set(
    all.filter(({ revokedAt }) => revokedAt === undefined || Temporal.Instant.compare(revokedAt, rested) > 0).map(({ place }) => place),
  );
  const free = PARTNER_PLACES.filter((place) => !taken.has(place));
  // A place of its name first; one that has another's name last.
  const place = free.includes(asked.name) ? asked.name : (free.find((one) => /^p\d+$/.test(one)) ?? free[0]);
  if (place === undefined) return refuse('partner.no-place', { places: PARTNER_PLACES.length });
  return ok({ ...granted(asked), place, keys: [{ publicKey: asked.publicKey, since: now.toString() }] });
}

/** Another purpose or grant. */
export function changePartner(
  partner: Partner,
  asked: {
    readonly purpose?: string | undefined;
    readonly events?: readonly string[] | undefined;
    readonly areas?: readonly string[] | undefined;
  },
): Outcome<PartnerGrant & { readonly purpose: string }, 'partner.revoked' | 'partner.nothing-changed'> {
  if (partner.state === 'REVOKED') return refuse('partner.revoked', {});
  const next = {
    ...granted({ events: asked.events ?? partner.events, areas: asked.areas ?? partner.areas }),
    purpose: asked.purpose ?? partner.purpose,
  };
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
  const earlier = partner.keys.map((key, index) =>
    index === partner.keys.length - 1 ? { ...key, until: at.until.toString() } : { ...key, until: sooner(key.until, at.now) },
  );
  return ok([...earlier, { publicKey, since: at.now.toString() }]);
}

const sooner = (until: string | undefined, now: Temporal.Instant): string =>
  until !== undefined && Temporal.Instant.compare(Temporal.Instant.from(until), now) < 0 ? until : now.toString();

const isKnown = (publicKey: string, all: readonly Partner[]): boolean =>
  all.some(({ keys }) => keys.some((key) => key.publicKey === publicKey));

const granted = ({ events, areas }: PartnerGrant): PartnerGrant => ({
  events: withoutOverlap(events),
  areas: areas.includes('a00') ? ['a00'] : [...new Set(areas)],
});

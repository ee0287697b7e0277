import type { EventContract } from './contract.ts';
import { PARTNER_CONTRACTS } from './command-center/partner.ts';
import { findEvent } from './registry.ts';

/** The area of what concerns the whole subdistrict. */
const WHOLE = 'a00';

/** The partner of demonstrations; its place has its name. */
export const DEMO_PARTNER = 'demo';

/**
 * Places for partners: accounts, streams and imports of NATS that stand ready, so that a partner comes, changes its keys and goes
 * without nats-server reading its configuration again, which would cut off every operator.
 */
export const PARTNER_PLACES: readonly string[] = [
  DEMO_PARTNER,
  ...Array.from({ length: 23 }, (_, index) => `p${String(index + 2).padStart(2, '0')}`),
];

/** What a partner may have. */
export interface PartnerGrant {
  /** Names of events, or of entities for all of their events. */
  readonly events: readonly string[];
  readonly areas: readonly string[];
}

/** The names of a grant without repeats and without events whose entity is granted anyway. */
export function withoutOverlap(events: readonly string[]): readonly string[] {
  const entities = new Set(events.filter((name) => PARTNER_CONTRACTS.some(({ entity }) => entity === name)));
  return [...new Set(events)].filter((name) => !PARTNER_CONTRACTS.some((event) => event.name === name && entities.has(event.entity)));
}

/** The contract of an event a partner may have of this type in this area; undefined when it may not. */
export function grantedEvent({ events, areas }: PartnerGrant, type: string, area: string): EventContract | undefined {
  const contract = findEvent(type);
  const isGranted = contract?.partner === true && (events.includes(contract.name) || events.includes(contract.entity));
  return isGranted && (area === WHOLE || areas.includes(WHOLE) || areas.includes(area)) ? contract : undefined;
}

/** Subjects of a place that hold what a grant allows; what the durable of the partner is filtered by. */
export function grantSubjects(place: string, { events, areas }: PartnerGrant): readonly string[] {
  const where = areas.includes(WHOLE) ? ['*'] : [...new Set([WHOLE, ...areas])];
  return withoutOverlap(events).flatMap((name) => {
    const event = PARTNER_CONTRACTS.find((one) => one.name === name);
    const entity = PARTNER_CONTRACTS.find((one) => one.entity === name);
    const kind = event
      ? `${event.service}.${event.entity}.${event.past}.v${String(event.version)}`
      : `${entity?.service ?? 'none'}.${name}.*.*`;
    return where.map((area) => `pub.${place}.${kind}.${area}`);
  });
}

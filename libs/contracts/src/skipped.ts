import { z } from 'zod';
import { defineEvent, type EventContract, type Service } from './contract.ts';
import type { Envelope } from './envelope.ts';

/** Last part of the type of tombstones. */
const SKIPPED = 'skipped';

const titled = (entity: string): string => entity.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

const tombstone = (service: Service, entity: string, shared: boolean): EventContract =>
  defineEvent({
    name: `${titled(entity)}Skipped${shared ? `-${service}` : ''}`,
    service,
    entity,
    past: SKIPPED,
    version: 1,
    summary: 'Stands for an event that could not be published and was given up; it keeps the numbers of the record without a gap.',
    partner: false,
    data: z.strictObject({}),
  });

/** Whether an event only stands for one that was given up: readers count it and do nothing. */
export const isTombstone = ({ type }: Pick<EventContract, 'type'>): boolean => type.endsWith(`.${SKIPPED}.v1`);

/** These events and, for each kind of record among them, its tombstone. */
export function skippedOf(events: readonly EventContract[]): readonly EventContract[] {
  const kinds = new Map(events.map(({ service, entity }) => [`${service} ${entity}`, { service, entity }]));
  const services = Map.groupBy(kinds.values(), ({ entity }) => entity);
  return [
    ...events,
    ...[...kinds.values()].map(({ service, entity }) => tombstone(service, entity, (services.get(entity)?.length ?? 0) > 1)),
  ];
}

/** The tombstone of an event: the same id and version, nothing of what happened. */
export function tombstoneOf<E extends Pick<Envelope, 'type' | 'data'>>(event: E): E {
  return { ...event, type: event.type.replace(/[^.]+\.v\d+$/, `${SKIPPED}.v1`), data: {} };
}

/** Subject of a tombstone, from that of the event it stands for. */
export const tombstoneSubject = (subject: string): string => subject.replace(/[^.]+\.v\d+\.([^.]+)$/, `${SKIPPED}.v1.$1`);

import type { EventContract, Service } from './contract.ts';

/** Subject an event is published on: `evt.<service>.<entity>.<id>.<past>.v<N>.<area>`. */
export const eventSubject = (event: EventContract, id: string, area: string): string =>
  `evt.${event.service}.${event.entity}.${id}.${event.past}.v${String(event.version)}.${area}`;

/** Every event of one record; the filter of the relay's fence. */
export const recordSubjects = (service: Service, entity: string, id: string): string => `evt.${service}.${entity}.${id}.>`;

/** Every event of one kind of record; what readers filter by. */
export const entitySubjects = (service: Service, entity: string): string => `evt.${service}.${entity}.>`;

/** JetStream stream that holds a service's events. */
export const streamOf = (service: Service): string => `EVT_${service.toUpperCase().replaceAll('-', '_')}`;

/** Live patches of a view in one area (`a00` for the whole subdistrict). */
export const viewSubject = (service: Service, view: string, area: string): string => `view.${service}.${view}.${area}.v1`;

/** Partner feed in CORE; the partner's account sees it without its own name. */
export const partnerSubject = (partner: string, event: EventContract, area: string): string =>
  `pub.${partner}.${event.service}.${event.entity}.${event.past}.v${String(event.version)}.${area}`;

/** On which the command centre tells every service which sessions just ended. */
export const SESSIONS_ENDED = 'int.command-center.sessions-ended.v1';

/** Headers of a call. */
export const HEADERS = {
  session: 'Hz-Session',
  commandId: 'Hz-Command-Id',
  /** Present where the command was sent before and nobody knows what became of it. */
  again: 'Hz-Again',
  trace: 'traceparent',
} as const;

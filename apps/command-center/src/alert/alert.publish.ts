import {
  AlertAcknowledged,
  AlertAssigned,
  AlertEscalated,
  AlertRaised,
  AlertResolved,
  AlertReviewed,
  type DataOf,
  type EventContract,
} from '@houzhai/contracts';
import type { Alert } from './alert.ts';

const FACTS = {
  raised: AlertRaised,
  acknowledged: AlertAcknowledged,
  assigned: AlertAssigned,
  escalated: AlertEscalated,
  resolved: AlertResolved,
  reviewed: AlertReviewed,
} as const;

type Standing = keyof DataOf<typeof AlertAcknowledged>;
/** A fact about an alert: which, and what is particular to it. */
export type AlertFact = {
  [K in keyof typeof FACTS]: { readonly fact: K } & Omit<DataOf<(typeof FACTS)[K]>, Standing>;
}[keyof typeof FACTS];

/** Turns a fact into the contract's event. */
export function publishAlert(alert: Alert, fact: AlertFact): { readonly contract: EventContract; readonly data: unknown } {
  const { fact: kind, ...own } = fact;
  const { no, rule, severity, status, path, subject } = alert;
  return { contract: FACTS[kind], data: { no, rule, severity, status, path, subjectKind: subject.kind, subjectId: subject.id, ...own } };
}

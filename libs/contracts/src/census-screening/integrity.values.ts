import { z } from 'zod';
import { Uuid } from '../fields.ts';

export const SignalId = Uuid.describe('One signal: the same as long as it is about the same visits');

/** FOLLOW_UP: a half-day of an isolation case. OPENED, UNOPENED: a screening unit at which somebody, or nobody, opened. */
export const DoorVisitKind = z.enum(['FOLLOW_UP', 'OPENED', 'UNOPENED']);
export type DoorVisitKind = z.output<typeof DoorVisitKind>;

/** Why one person cannot have made all visits: two too close in time, there and back too soon, or more than there were minutes for. */
export const IntegrityRule = z.enum(['SPACING', 'ROUTE', 'TOO_MANY']);
export type IntegrityRule = z.output<typeof IntegrityRule>;

/** What the supervisor found: it was as it was said, or somebody has to talk with the collector. */
export const ReviewVerdict = z.enum(['HONEST', 'TO_TALK']);
export type ReviewVerdict = z.output<typeof ReviewVerdict>;

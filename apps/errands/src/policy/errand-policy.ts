import type { AuthorisationScope, ErrandKind } from '@houzhai/contracts';
import type { ServiceClock } from '@houzhai/calendar';
import { z } from 'zod';

const Minutes = z.int().positive();
const Terms = z.strictObject({ acceptMinutes: Minutes, completeMinutes: Minutes });

/** The numbers an errand is judged by; a versioned row, never a constant. */
export const ErrandPolicyValues = z.strictObject({
  sla: z.record(z.enum(['PURCHASE', 'MEDICINE', 'DOCUMENT', 'UTILITY', 'TRANSPORT', 'OTHER']), Terms),
  serviceWindows: z.array(z.strictObject({ from: z.string(), to: z.string(), days: z.enum(['EVERY_DAY', 'WORKDAYS', 'DAYS_OFF']) })).min(1),
  holdCeilingHours: z.int().positive(),
  autoConfirmHours: z.int().positive(),
  neverAutoConfirmKinds: z.array(z.enum(['PURCHASE', 'MEDICINE', 'DOCUMENT', 'UTILITY', 'TRANSPORT', 'OTHER'])),
  duplicateWindowHours: z.int().positive(),
  reopenLimit: z.int().positive(),
  openAdvanceCeilingFen: z.int().positive(),
  authorisationScopes: z.partialRecord(
    z.enum(['PURCHASE', 'MEDICINE', 'DOCUMENT', 'UTILITY', 'TRANSPORT', 'OTHER']),
    z.array(z.enum(['CARD', 'IDENTITY', 'ADVANCE'])),
  ),
  authorisationMaxDays: z.int().positive(),
  soonMinutes: z.int().positive(),
});

/** A policy version in force. */
export interface ErrandPolicy extends z.output<typeof ErrandPolicyValues> {
  readonly version: string;
}

/** Terms of a kind: the module's own, else the policy's. */
export const termsOf = (
  policy: ErrandPolicy,
  kind: ErrandKind,
  own?: { readonly acceptMinutes: number; readonly completeMinutes: number },
): { readonly acceptMinutes: number; readonly completeMinutes: number } => own ?? policy.sla[kind];

/** How a module's time counts. */
export const hoursOf = (policy: ErrandPolicy, clock: 'CLOCK' | 'SERVICE_HOURS'): ServiceClock =>
  clock === 'CLOCK' ? { kind: 'CLOCK' } : { kind: 'SERVICE_HOURS', windows: policy.serviceWindows };

/** What the resident must authorise before the errand starts: a card, an identity document, cash. */
export const scopesNeeded = (policy: ErrandPolicy, kind: ErrandKind, advanceFen: number): readonly AuthorisationScope[] => [
  ...(policy.authorisationScopes[kind] ?? []),
  ...(advanceFen > 0 ? (['ADVANCE'] as const) : []),
];

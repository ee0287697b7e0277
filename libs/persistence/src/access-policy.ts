import { ROLES } from '@houzhai/contracts';
import type { Pool } from 'pg';
import { z } from 'zod';
import { PolicyReader } from './policies.ts';

const AccessPolicy = z.object({
  secondPerson: z.object({
    /** Operations that a second person must agree to, and why; one that every service has by its name without the service. */
    operations: z.record(z.string(), z.object({ zh: z.string(), en: z.string() })),
    /** Minutes a proposal waits before it ends by itself. */
    minutes: z.number().min(0.01).max(10_080),
    /** Days for which proposals are listed after that. */
    shownDays: z.int().min(1).max(366),
  }),
  breakGlass: z.object({
    /** Roles that may widen their jurisdiction in an emergency. */
    roles: z.array(z.enum(ROLES)),
    /** Most minutes it stays open. */
    minutes: z.int().min(1).max(1_440),
  }),
});
export type AccessPolicy = z.output<typeof AccessPolicy>;

/** What needs a second person, and who may break the glass. */
export type AccessPolicies = PolicyReader<typeof AccessPolicy>;

export const accessPolicies = (pool: Pool, schema: string): AccessPolicies =>
  new PolicyReader({ pool, schema, policy: 'access', shape: AccessPolicy });

/** Whether the policy asks for a second person. */
export const needsSecondPerson = ({ secondPerson }: AccessPolicy, operation: string, service: string): boolean =>
  Object.hasOwn(secondPerson.operations, operation) ||
  Object.hasOwn(secondPerson.operations, operation.replace(new RegExp(`-${service}$`), ''));

import { ROLES } from '@houzhai/contracts';
import { z } from 'zod';

/** How people sign in: tries, delays, lifetimes, length of passwords, who needs a second factor, when screens lock. */
export const SignInPolicy = z.strictObject({
  tries: z.int().min(1),
  lockMinutes: z.array(z.int().min(1)).min(1),
  passwordMinLength: z.int().min(8),
  accessMinutes: z.int().min(1),
  refreshIdleMinutes: z.int().min(1),
  refreshAbsoluteHours: z.int().min(1),
  /** Minutes without a key after which a screen locks. */
  lockScreenMinutes: z.int().min(1),
  /** Roles that must have a second factor; everybody may. */
  secondFactorRoles: z.array(z.enum(ROLES)),
  /** Left of the ten recovery codes when people are told that they run out. */
  fewRecoveryCodes: z.int().min(0),
});
export type SignInPolicy = z.output<typeof SignInPolicy>;

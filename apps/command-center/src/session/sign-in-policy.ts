import { z } from 'zod';

/** How people sign in: tries, delays, lifetimes, length of passwords. */
export const SignInPolicy = z.strictObject({
  tries: z.int().min(1),
  lockMinutes: z.array(z.int().min(1)).min(1),
  passwordMinLength: z.int().min(8),
  accessMinutes: z.int().min(1),
  refreshIdleMinutes: z.int().min(1),
  refreshAbsoluteHours: z.int().min(1),
});
export type SignInPolicy = z.output<typeof SignInPolicy>;

import { z } from 'zod';

/** Every setting of the platform, each in one place; services pick the ones they need. */
export const SETTINGS = {
  HZ_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).describe('PostgreSQL, with the role of this service'),
  HZ_NATS_URL: z.string().min(1).describe('nats-server, nats://host:port; several separated by commas'),
  HZ_NATS_SEED: z
    .string()
    .regex(/^SU[A-Z2-7]{56}$/)
    .describe('Seed of this service’s nkey'),
  HZ_HTTP_PORT: z.coerce.number().int().min(0).max(65535).default(0).describe('Port of /livez, /readyz, /metrics'),
  HZ_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Least level that is logged'),
  HZ_TOKEN_PUBLIC_KEY: z
    .string()
    .min(40)
    .describe('Public halves of the session signing keys in use, base64url of 32 bytes each; several separated by commas'),
  HZ_TOKEN_PRIVATE_KEY: z.string().min(40).describe('Session signing key of the command centre, base64url of 32 bytes'),
  HZ_MASTER_KEY: z
    .string()
    .min(40)
    .describe('Keys that wrap the keys of persons, base64url of 32 bytes each, newest first, separated by commas'),
  HZ_INDEX_KEY: z.string().min(40).describe('Keys of the blind indexes, base64url of 32 bytes each, newest first, separated by commas'),
  HZ_CALLOUT_SEED: z
    .string()
    .regex(/^SU[A-Z2-7]{56}$/)
    .describe('Seed of the auth callout user'),
  HZ_SYSTEM_SEED: z
    .string()
    .regex(/^SU[A-Z2-7]{56}$/)
    .describe('Seed of the system user that closes connections of sessions that ended'),
  HZ_ISSUER_SEED: z
    .string()
    .regex(/^SA[A-Z2-7]{56}$/)
    .describe('Seed of the account that issues operator connections'),
  HZ_FIRST_ACCOUNT: z.string().describe('Account the migrate job creates when there is none yet'),
  HZ_FIRST_PASSWORD: z.string().describe('Its password; a one-time password is made and printed when absent'),
  HZ_DEMO_PARTNER_KEY: z.string().describe('Public nkey of the demonstration’s partner, which the seed adds'),
  HZ_SERVER: z.string().describe('nats-server the console and hz connect to'),
  HZ_DEV_CLOCK_OFFSET_MS: z.coerce.number().int().default(0).describe('Shifts this process’s clock; for drills and tests'),
  HZ_NATS_SERVER: z.string().describe('nats-server binary of the local stack'),
  HZ_STATE_DIR: z.string().describe('Folder of the local stack'),
  HZ_TEST_BACKENDS: z.enum(['auto', 'local', 'containers']).describe('Where tests get PostgreSQL and NATS'),
  HZ_BELL: z.enum(['on', 'off']).describe('Whether a new alert sounds in the console'),
  HZ_LANG: z.enum(['zh', 'en']).describe('Language of the console and hz'),
} as const;
export type Setting = keyof typeof SETTINGS;

/** Values of the named settings. */
export type SettingValues<K extends Setting> = { [P in K]: z.output<(typeof SETTINGS)[P]> };

/** A setting is missing, unfit or unknown; the message names settings, never their values. */
export class BadSettings extends Error {
  override readonly name = 'BadSettings';
}

/**
 * Reads the named settings from the environment.
 * @throws BadSettings naming every missing or unfit setting, and every `HZ_` key that is none of ours.
 */
export function readSettings<const K extends Setting>(keys: readonly K[], env: NodeJS.ProcessEnv): SettingValues<K> {
  const unknown = Object.keys(env).filter((key) => key.startsWith('HZ_') && !(key in SETTINGS));
  const shape = Object.fromEntries(keys.map((key) => [key, SETTINGS[key]]));
  const parsed = z.object(shape).safeParse(env);
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')} (${issue.code})`);
  if (unknown.length > 0) faults.push(...unknown.map((key) => `${key} (unknown setting)`));
  if (faults.length > 0 || !parsed.success) throw new BadSettings(`Settings are missing, unfit or unknown: ${faults.join(', ')}`);
  return parsed.data as SettingValues<K>;
}

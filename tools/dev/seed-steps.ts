import { join } from 'node:path';
import { startKept } from './kept-process.ts';
import { REPOSITORY, type StackFolder } from './stack-folder.ts';
import type { StackKeys } from './stack-keys.ts';

/** What a step may use. */
export interface StepEnvironment {
  readonly folder: StackFolder;
  readonly keys: StackKeys;
  readonly natsUrl: string;
  /** As the role that owns the schemas. */
  readonly migrateUrl: string;
  databaseUrl(role: string): string;
}

/** A program that runs to its end while the stack starts. What it prints is shown; what it writes to standard error goes to `log/<name>.log`. */
export interface SeedStep {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly when: 'before-services' | 'after-services';
  /** Arguments of Node, relative to the repository. */
  readonly command: readonly string[];
  readonly environment: (at: StepEnvironment) => Readonly<Record<string, string>>;
}

/** Account that fills this machine's platform; its password never leaves the state folder. */
export const SEEDER = 'seed';

/** What happens between an empty machine and a platform in use, in this order. Each step can be repeated at every start. */
export const SEED_STEPS: readonly SeedStep[] = [
  {
    name: 'migrate',
    zh: '建表与消息流',
    en: 'migrating',
    when: 'before-services',
    command: ['dist/migrate.mjs'],
    environment: ({ migrateUrl, natsUrl, keys }) => ({
      HZ_DATABASE_URL: migrateUrl,
      HZ_NATS_URL: natsUrl,
      HZ_NATS_SEED: keys.nats('platform').seed,
      HZ_FIRST_ACCOUNT: SEEDER,
      HZ_FIRST_PASSWORD: keys.password('seeder'),
    }),
  },
  {
    name: 'seed',
    zh: '录入初始数据',
    en: 'seeding',
    when: 'after-services',
    command: ['dist/seed.mjs'],
    environment: ({ natsUrl, keys, folder }) => ({
      HZ_SERVER: natsUrl,
      HZ_FIRST_ACCOUNT: SEEDER,
      HZ_FIRST_PASSWORD: keys.password('seeder'),
      HZ_STATE_DIR: folder.root,
      HZ_DEMO_PARTNER_KEY: keys.nats('partner-demo').publicKey,
    }),
  },
];

/** Runs one step to its end. @throws with the end of its output when it fails. */
export async function runStep(step: SeedStep, at: StepEnvironment): Promise<void> {
  const logFile = at.folder.log(step.name);
  const [program = '', ...args] = step.command;
  const kept = await startKept({
    command: process.execPath,
    args: [join(REPOSITORY, program), ...args],
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      NODE_ENV: 'production',
      TZ: 'Asia/Shanghai',
      ...step.environment(at),
    },
    cwd: REPOSITORY,
    endSignal: 'TERM',
    graceSeconds: 5,
    logFile,
    isShown: true,
  });
  const { code } = await kept.exited;
  if (code !== 0) throw new Error(`${step.name}: ${kept.lastOutput().slice(-2_000)}`);
}

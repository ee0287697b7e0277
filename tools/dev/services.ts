import type { SubjectPermissions } from '@houzhai/auth';
import type { Service } from '@houzhai/contracts';
import { servicePermissions } from '@houzhai/messaging';
import type { StackKeys } from './stack-keys.ts';

/** One service of the platform as the local stack runs it. */
export interface StackService {
  /** Name in subjects, of its bundle and of its NATS user. */
  readonly name: string;
  readonly role: string;
  readonly schema: string;
  readonly permissions: SubjectPermissions;
  /** Environment beyond what every service gets. */
  readonly environment: (keys: StackKeys) => Readonly<Record<string, string>>;
  /** The program; its bundle unless a test says otherwise. */
  readonly program?: string;
}

const service = (name: Service, environment: StackService['environment'] = () => ({})): StackService => {
  const schema = name.replaceAll('-', '_');
  return { name, role: `hz_${schema}`, schema, permissions: servicePermissions(name), environment };
};

/** The services, in the order in which they start. */
export const SERVICES: readonly StackService[] = [
  service('errands'),
  service('census-screening'),
  service('command-center', (keys) => ({
    HZ_TOKEN_PRIVATE_KEY: keys.token.privateKey,
    HZ_CALLOUT_SEED: keys.nats('callout').seed,
    HZ_SYSTEM_SEED: keys.nats('system').seed,
    HZ_ISSUER_SEED: keys.issuer.seed,
  })),
];

/** The role that owns the schemas and runs the migrations. */
export const MIGRATOR = 'hz_migrate';

/** The database of the platform. */
export const DATABASE = 'houzhai';

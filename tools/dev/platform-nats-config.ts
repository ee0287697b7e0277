import { PLATFORM_PERMISSIONS, natsConfig } from '@houzhai/messaging';
import { SERVICES, type StackService } from './services.ts';
import type { StackKeys } from './stack-keys.ts';

/** The configuration of nats-server for the platform's services, from the public halves of their keys. */
export const platformNatsConfig = (keys: StackKeys, services: readonly StackService[] = SERVICES): string =>
  natsConfig({
    services: [
      ...services.map(({ name, permissions }) => ({ name, publicKeys: keys.natsPublic(name), permissions })),
      { name: 'platform', publicKeys: keys.natsPublic('platform'), permissions: PLATFORM_PERMISSIONS },
    ],
    calloutPublicKeys: keys.natsPublic('callout'),
    systemPublicKeys: keys.natsPublic('system'),
    issuerPublicKey: keys.issuer.publicKey,
  });

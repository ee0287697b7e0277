import { PARTNERS } from '@houzhai/contracts';
import { natsConfig, partnerOf } from './nats-config.ts';
import { PLATFORM_PERMISSIONS } from './nats-permissions.ts';
import { SERVICES, type StackService } from './services.ts';
import type { StackKeys } from './stack-keys.ts';

/** The configuration of nats-server for the platform's services and partners, from the public halves of their keys. */
export const platformNatsConfig = (keys: StackKeys, services: readonly StackService[] = SERVICES): string =>
  natsConfig({
    services: [
      ...services.map(({ name, permissions }) => ({ name, publicKey: keys.nats(name).publicKey, permissions })),
      { name: 'platform', publicKey: keys.nats('platform').publicKey, permissions: PLATFORM_PERMISSIONS },
    ],
    calloutPublicKey: keys.nats('callout').publicKey,
    systemPublicKey: keys.nats('system').publicKey,
    issuerPublicKey: keys.issuer.publicKey,
    partners: PARTNERS.map((name) => partnerOf(name, keys.nats(`partner-${name}`).publicKey)),
  });

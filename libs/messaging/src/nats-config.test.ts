import { describe, expect, it } from 'vitest';
import { PARTNER_PLACES } from '@houzhai/contracts';
import { contractsFingerprint, natsConfig } from './nats-config.ts';
import { PLATFORM_PERMISSIONS, partnerPermissions, servicePermissions } from './nats-permissions.ts';

const keys = { calloutPublicKeys: ['UCALLOUT'], systemPublicKeys: ['USYSTEM'], issuerPublicKey: 'AISSUER' };

describe('the configuration of nats-server', () => {
  it('lets a user without subjects do nothing, not everything', () => {
    const config = natsConfig({
      ...keys,
      services: [{ name: 'x', publicKeys: ['UX'], permissions: { publish: [], subscribe: [] } }],
    });
    expect(config).toContain('nkey: UX, permissions { publish { deny: [">"] }, subscribe { deny: [">"] }');
  });

  it('asks command-center about everybody but our own users, with every key they may hold', () => {
    const config = natsConfig({
      ...keys,
      services: [{ name: 'x', publicKeys: ['UX', 'UNEXT'], permissions: PLATFORM_PERMISSIONS }],
    });
    expect(config).toContain('auth_users: ["UCALLOUT", "USYSTEM", "UX", "UNEXT"]');
    expect(config.match(/nkey: UNEXT, permissions/g)).toHaveLength(1);
  });

  it('gives each place of a partner its own account, nothing of another, and nobody who stands in it', () => {
    const config = natsConfig({ ...keys, services: [] });
    const account = config.slice(config.indexOf('  P_P02 {'), config.indexOf('  P_P03 {'));
    expect(account).toContain('PUB_P02.feed');
    expect(account).not.toMatch(/PUB_(?!P02)|users|nkey/);
    expect(config).toContain('{ service: "$JS.ACK.PUB_DEMO.feed.>", accounts: [P_DEMO] }');
    expect(new Set(PARTNER_PLACES).size).toBe(PARTNER_PLACES.length);
  });

  it('names its contracts the same whatever the keys are', () => {
    const named = `contracts: "${contractsFingerprint()}"`;
    expect(natsConfig({ ...keys, services: [] })).toContain(named);
    expect(natsConfig({ ...keys, issuerPublicKey: 'AOTHER', services: [] })).toContain(named);
  });
});

describe('what a service may do', () => {
  it('is to publish its own events, and the partner feeds for command-center only', () => {
    const { publish, subscribe } = servicePermissions('errands');
    expect(publish.filter((subject) => subject.startsWith('evt.'))).toEqual(['evt.errands.>']);
    expect(publish.filter((subject) => /pub\.|PUB_/.test(subject))).toEqual([]);
    expect(subscribe.filter((subject) => subject.startsWith('_INBOX'))).toEqual(['_INBOX.errands.>']);
    expect(servicePermissions('command-center').publish).toContain('pub.demo.>');
    expect(servicePermissions('command-center').publish).toContain('$JS.API.CONSUMER.MSG.NEXT.EVT_ERRANDS.command-center--board');
  });

  it('is for the provisioning user not to read, write or delete a message', () => {
    expect(PLATFORM_PERMISSIONS.publish.filter((subject) => /MSG|DELETE|PURGE|evt|pub/.test(subject))).toEqual([]);
  });

  it('is for a partner to ask and to confirm, of its own place', () => {
    expect(partnerPermissions('p02').publish).toEqual(['feed.next', '$JS.ACK.PUB_P02.feed.>', '$JS.ACK.*.*.PUB_P02.feed.>']);
  });
});

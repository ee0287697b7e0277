import { describe, expect, it } from 'vitest';
import { natsConfig, partnerOf } from './nats-config.ts';
import { PLATFORM_PERMISSIONS, servicePermissions } from './nats-permissions.ts';

const keys = { calloutPublicKey: 'UCALLOUT', systemPublicKey: 'USYSTEM', issuerPublicKey: 'AISSUER' };

describe('the configuration of nats-server', () => {
  it('lets a user without subjects do nothing, not everything', () => {
    const config = natsConfig({
      ...keys,
      services: [{ name: 'x', publicKey: 'UX', permissions: { publish: [], subscribe: [] } }],
      partners: [],
    });
    expect(config).toContain('nkey: UX, permissions { publish { deny: [">"] }, subscribe { deny: [">"] }');
  });

  it('asks command-center about everybody but our own users and partners', () => {
    const config = natsConfig({
      ...keys,
      services: [{ name: 'x', publicKey: 'UX', permissions: PLATFORM_PERMISSIONS }],
      partners: [partnerOf('demo', 'UDEMO')],
    });
    expect(config).toContain('auth_users: ["UCALLOUT", "USYSTEM", "UX", "UDEMO"]');
  });

  it('gives each partner its own account and nothing of another', () => {
    const config = natsConfig({ ...keys, services: [], partners: [partnerOf('demo', 'UDEMO'), partnerOf('other', 'UOTHER')] });
    const account = config.slice(config.indexOf('P_OTHER {'));
    expect(account).not.toContain('PUB_DEMO');
    expect(config).toContain('{ service: "$JS.ACK.PUB_DEMO.feed.>", accounts: [P_DEMO] }');
  });
});

describe('what a service may do', () => {
  it('is to publish its own events, and the partner feed for command-center only', () => {
    const { publish, subscribe } = servicePermissions('errands');
    expect(publish.filter((subject) => subject.startsWith('evt.'))).toEqual(['evt.errands.>']);
    expect(publish.filter((subject) => subject.startsWith('pub.'))).toEqual([]);
    expect(subscribe.filter((subject) => subject.startsWith('_INBOX'))).toEqual(['_INBOX.errands.>']);
    expect(servicePermissions('command-center').publish).toContain('pub.demo.>');
    expect(servicePermissions('command-center').publish).toContain('$JS.API.CONSUMER.MSG.NEXT.EVT_ERRANDS.command-center--board');
  });

  it('is for the provisioning user not to read, write or delete a message', () => {
    expect(PLATFORM_PERMISSIONS.publish.filter((subject) => /MSG|DELETE|PURGE|evt|pub/.test(subject))).toEqual([]);
  });
});

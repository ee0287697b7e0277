import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publicHalf } from '@houzhai/auth';
import { RenewSession, WhoAmI, WorklistPage, type Service } from '@houzhai/contracts';
import { openSession, signIn, type OperatorSession } from '@houzhai/messaging';
import { startPlatform, type Platform } from './platform.ts';
import { codeOf, rawCall } from './raw-call.ts';
import { valueOf } from './seed.ts';

const PASSWORD = 'correct-horse-battery';
const SERVICES: readonly Service[] = ['errands', 'census-screening', 'command-center'];
let platform: Platform;
let session: OperatorSession;

beforeAll(async () => {
  platform = await startPlatform();
  await platform.account('duty', '值班长', ['DUTY_OFFICER'], ['houzhai'], PASSWORD);
  const held = valueOf(await signIn({ server: platform.natsUrl, account: 'duty', password: PASSWORD, client: 'program' }));
  session = await openSession(platform.natsUrl, held, { name: 'test' });
});
afterAll(async () => {
  await session.close();
  await platform.stop();
});

test('the signing key changes while somebody works: step by step no token is refused that should not be', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const next = { privateKey: privateKey.export({ format: 'jwk' }).d ?? '', publicKey: publicHalf(privateKey) };
  const { signing } = platform;
  const old = { privateKey: signing.privateKey, publicKey: signing.publicKeys };
  const works = async (): Promise<void> => {
    valueOf(await session.client.query(WhoAmI, {}));
    valueOf(await session.client.query(WorklistPage, { limit: 1 }));
  };
  // 1. Everybody accepts both, the old one signs.
  signing.publicKeys = `${old.publicKey},${next.publicKey}`;
  for (const service of SERVICES) {
    await platform.restart(service);
    await works();
  }
  // 2. The new one signs; tokens of the old one are still about.
  signing.privateKey = next.privateKey;
  await platform.restart('command-center');
  await works();
  const oldToken = session.grant().token;
  await session.renew();
  expect(session.grant().token.split('.')[0]).not.toBe(oldToken.split('.')[0]);
  await works();
  // 3. The old one is dropped.
  signing.publicKeys = next.publicKey;
  for (const service of SERVICES) {
    await platform.restart(service);
    await works();
  }
  const said = await rawCall(session.nc, WorklistPage.subject, '{}', { token: oldToken });
  expect(codeOf(said.reply)).toBe('access.unauthenticated');
  const renewal = await rawCall(session.nc, RenewSession.subject, JSON.stringify({ refreshToken: session.grant().refreshToken }), {
    commandId: 'renew-after-the-change',
  });
  expect(codeOf(renewal.reply)).toBe('ok');
});

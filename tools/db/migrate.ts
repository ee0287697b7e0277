import 'temporal-polyfill/global';
import { nkeyAuthenticator } from '@houzhai/auth';
import { connectNats, provisionStreams } from '@houzhai/messaging';
import { readSettings } from '@houzhai/telemetry';
import { migrateAll } from './migrate-all.ts';

/**
 * The migrate job: schemas to the newest migration, policies added, the first operator if there is none, streams and
 * durables provisioned. Safe to repeat; runs before the services. Prints the first operator's one-time password once.
 */
const settings = readSettings(['HZ_DATABASE_URL', 'HZ_NATS_URL', 'HZ_NATS_SEED'], process.env);
const { HZ_FIRST_ACCOUNT: account = 'admin', HZ_FIRST_PASSWORD: password } = process.env;
const { applied, oneTimePassword } = await migrateAll(settings.HZ_DATABASE_URL, { grantRoles: true, first: { account, password } });
const nc = await connectNats({
  servers: settings.HZ_NATS_URL,
  name: 'platform',
  authenticator: nkeyAuthenticator(settings.HZ_NATS_SEED),
  inboxPrefix: '_INBOX.platform',
});
await provisionStreams(nc);
await nc.close();
console.log(`migrations ${String(applied)}`);
if (oneTimePassword !== undefined)
  console.log(`首个账号 ${account} 一次性口令 ${oneTimePassword} · first account ${account}, one-time password ${oneTimePassword}`);
process.exit(0);

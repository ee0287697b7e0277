// node echo.mjs: answers every request on HZ_SUBJECT with what it was sent; the least a service over NATS can do.
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';

const { HZ_NATS_URL, HZ_NATS_SEED = '', HZ_SUBJECT = '' } = process.env;
const nc = await connect({ servers: HZ_NATS_URL, authenticator: nkeyAuthenticator(new TextEncoder().encode(HZ_NATS_SEED)) });
nc.subscribe(HZ_SUBJECT, { callback: (_error, message) => message.respond(message.data) });
await nc.flush();
process.stdout.write('ready\n');

// node receive.mjs <seed file> [nats://host:port]: prints the CloudEvents of a partner's feed, one per line, until Ctrl-C.
import { readFileSync } from 'node:fs';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';

const [seedFile = '.houzhai/keys/nats-partner-demo.seed', servers = 'nats://127.0.0.1:4222'] = process.argv.slice(2);
const seed = new TextEncoder().encode(readFileSync(seedFile, 'utf8').trim());
const nc = await connect({ servers, authenticator: nkeyAuthenticator(seed), maxReconnectAttempts: -1, ignoreAuthErrorAbort: true });
const next = JSON.stringify({ batch: 50, expires: 20_000_000_000 });
for (;;) {
  // noMux: an event arrives under its own subject, not under that of the inbox.
  const batch = await nc.requestMany('feed.next', next, { strategy: 'count', maxMessages: 50, maxWait: 25_000, noMux: true });
  for await (const message of batch) {
    if (message.headers?.code) break; // 408: nothing more within 20 seconds; ask again
    console.log(message.string());
    message.respond(); // confirms; only after what has arrived is safe
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNatsServer } from '@houzhai/dev/nats-server.ts';
import type { TestNats } from './container-backends.ts';

/** nats-server as a process of this machine. */
export async function startLocalNats(config: string): Promise<TestNats> {
  const storeDir = mkdtempSync(join(tmpdir(), 'hz-test-nats-'));
  const options = { config, fsync: false, storeDir };
  let server = await startNatsServer(options);
  const { url, port, monitorPort } = server;
  return {
    url,
    kill: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
    },
    startAgain: async (streams = 'kept') => {
      if (streams === 'lost') rmSync(join(storeDir, 'jetstream'), { recursive: true, force: true });
      server = await startNatsServer({ ...options, port, monitorPort });
    },
    stop: async () => {
      await server.stop();
      rmSync(storeDir, { recursive: true, force: true });
    },
  };
}

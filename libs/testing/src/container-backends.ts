import { PostgreSqlContainer } from '@testcontainers/postgresql';
import { GenericContainer, Wait, getContainerRuntimeClient, type StartedTestContainer } from 'testcontainers';
import { freePort } from '@houzhai/dev/free-port.ts';
import { TEST_IMAGES } from './container-engine.ts';

/** A server in a container of its own, gone after `stop`. */
export interface Started {
  readonly url: string;
  stop(): Promise<void>;
}

/** A nats-server that a test may bring down. */
export interface TestNats extends Started {
  /** As if its machine had failed. */
  kill(): Promise<void>;
  /** At the place it had; with its streams, or without any, as if its disk had failed. */
  startAgain(streams?: 'kept' | 'lost'): Promise<void>;
}

const CLIENTS = 4222;
const ROUTES = 6222;
const MONITOR = 8222;
const READY = /database system is ready to accept connections/;
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off', 'max_connections=400', 'timezone=UTC'];

/** Makes Testcontainers use the engine that was found, without a reaper unless one is asked for: its image may not be there. */
function use(dockerHost: string): void {
  process.env['DOCKER_HOST'] = dockerHost;
  process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
}

async function ended(container: StartedTestContainer): Promise<void> {
  await container.stop();
}

/** PostgreSQL without fsync, its data in memory. The URL is the superuser's. */
export async function startPostgresContainer(dockerHost: string): Promise<Started> {
  use(dockerHost);
  const container = await new PostgreSqlContainer(TEST_IMAGES.postgres)
    .withUsername('houzhai')
    .withDatabase('postgres')
    .withTmpFs({ '/var/lib/postgresql': 'rw' })
    // The second time is the one after the data were made. The module's own check, four times a second, outlasts a busy engine.
    .withWaitStrategy(Wait.forLogMessage(READY, 2))
    .withHealthCheck({ test: ['CMD', 'true'], interval: 60_000 })
    .withCommand(['postgres', ...FAST.flatMap((setting) => ['-c', setting])])
    .start();
  return { url: container.getConnectionUri(), stop: () => ended(container) };
}

/** nats-server with JetStream and these accounts; without any, an open one. */
export async function startNatsContainer(dockerHost: string, config: string): Promise<TestNats> {
  use(dockerHost);
  const content = `listen: "0.0.0.0:${CLIENTS}"\nhttp: "0.0.0.0:${MONITOR}"\njetstream { store_dir: "/data" }\n${config}`;
  const port = await freePort();
  // Not the NATS module: it adds a user of its own, which accounts do not allow. The port is fixed: a random one changes when the
  // container starts again. Every port of the image is exposed: Podman lists the others too, and Testcontainers waits for them.
  const container = await new GenericContainer(TEST_IMAGES.nats)
    .withCopyContentToContainer([{ content, target: '/etc/nats/nats-server.conf' }])
    .withExposedPorts({ container: CLIENTS, host: port }, ROUTES, MONITOR)
    .withWaitStrategy(Wait.forHttp('/healthz', MONITOR))
    .start();
  const engine = await getContainerRuntimeClient();
  const itself = engine.container.getById(container.getId());
  return {
    url: `nats://${container.getHost()}:${String(port)}`,
    kill: async () => {
      await itself.kill({ signal: 'SIGKILL' });
    },
    startAgain: async (streams = 'kept') => {
      await itself.start();
      if (streams === 'kept') return;
      // The image has no other program than the server: what it keeps can be removed only while it runs.
      await container.exec(['rm', '-rf', '/data/jetstream']);
      await itself.kill({ signal: 'SIGKILL' });
      await itself.start();
    },
    stop: () => ended(container),
  };
}

import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Images tests need; an engine that has to fetch them first is not one `auto` waits for. */
export const TEST_IMAGES = { postgres: 'postgres:18-trixie', nats: 'nats:2.15-alpine' } as const;

const PATIENCE_MS = 300;

/** Where the servers of a test run come from. */
export type Backends = { readonly kind: 'local' } | { readonly kind: 'containers'; readonly dockerHost: string };

/**
 * Decides by HZ_TEST_BACKENDS: `local` (also when unset: it is the faster one), `containers`, or `auto`, which takes
 * containers where an engine answers at once and has the images.
 * @throws when containers are asked for and there is no such engine, or the word is none of the three.
 */
export async function chooseBackends(env: NodeJS.ProcessEnv = process.env): Promise<Backends> {
  const wanted = env['HZ_TEST_BACKENDS'] ?? 'local';
  if (wanted === 'local') return { kind: 'local' };
  if (wanted !== 'auto' && wanted !== 'containers') throw new Error(`HZ_TEST_BACKENDS=${wanted}: auto | local | containers`);
  const dockerHost = await engineAt(env);
  const missing = dockerHost === undefined ? [] : await missingImages(dockerHost);
  if (dockerHost !== undefined && missing.length === 0) return { kind: 'containers', dockerHost };
  if (wanted === 'auto') return { kind: 'local' };
  throw new Error(
    dockerHost === undefined
      ? 'HZ_TEST_BACKENDS=containers: 没有容器引擎应答,请启动或设置 DOCKER_HOST / no container engine answers, start one or set DOCKER_HOST'
      : `HZ_TEST_BACKENDS=containers: 缺少镜像,请先拉取 / images missing, pull them first: ${missing.join(', ')}`,
  );
}

/** Address of the first engine that answers: DOCKER_HOST alone when it is set, else the usual sockets. */
async function engineAt(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const runtime = env['XDG_RUNTIME_DIR'];
  const sockets = [
    '/var/run/docker.sock',
    ...(runtime === undefined ? [] : [join(runtime, 'docker.sock'), join(runtime, 'podman/podman.sock')]),
    join(homedir(), '.docker/run/docker.sock'),
    '/run/podman/podman.sock',
  ];
  const given = env['DOCKER_HOST'];
  const candidates = given ? [given] : sockets.filter((path) => existsSync(path)).map((path) => `unix://${path}`);
  for (const candidate of candidates) if ((await statusOf(candidate, '/_ping')) === 200) return candidate;
  return undefined;
}

async function missingImages(dockerHost: string): Promise<string[]> {
  const missing: string[] = [];
  for (const image of Object.values(TEST_IMAGES)) {
    if ((await statusOf(dockerHost, `/v1.41/images/${image}/json`)) !== 200) missing.push(image);
  }
  return missing;
}

/** Status of a GET at the engine; undefined when it does not answer in time. */
function statusOf(dockerHost: string, path: string): Promise<number | undefined> {
  const { protocol, hostname, port, pathname } = new URL(dockerHost);
  const to = protocol === 'unix:' ? { socketPath: pathname } : { host: hostname, port: port || 2375 };
  return new Promise((done) => {
    const asked = request({ ...to, path, timeout: PATIENCE_MS }, (reply) => {
      reply.resume();
      done(reply.statusCode);
    });
    asked.once('timeout', () => asked.destroy());
    asked.once('close', () => done(undefined));
    asked.once('error', () => done(undefined));
    asked.end();
  });
}

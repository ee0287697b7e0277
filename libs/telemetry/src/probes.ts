import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';

/** Answers of the checks that make a service ready: name -> fine or not. */
export type Readiness = () => Promise<Record<string, boolean>>;

/**
 * Serves `/livez` (the process runs), `/readyz` (it may be given work) and `/metrics`.
 * @param port 0 chooses a free one; the returned value tells which.
 */
export async function serveProbes(options: {
  readonly port: number;
  readonly ready: Readiness;
  readonly metrics: Metrics;
}): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const answer = async (): Promise<{ status: number; type: string; body: string }> => {
      switch (request.url) {
        case '/livez':
          return { status: 200, type: 'text/plain', body: 'live\n' };
        case '/readyz': {
          const checks = await options.ready();
          const fine = Object.values(checks).every(Boolean);
          return { status: fine ? 200 : 503, type: 'application/json', body: `${JSON.stringify(checks)}\n` };
        }
        case '/metrics':
          return { status: 200, type: options.metrics.registry.contentType, body: await options.metrics.registry.metrics() };
        default:
          return { status: 404, type: 'text/plain', body: 'not found\n' };
      }
    };
    answer().then(
      ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
      () => response.writeHead(503).end(),
    );
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(options.port, () => {
      done();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        server.closeAllConnections();
      }),
  };
}

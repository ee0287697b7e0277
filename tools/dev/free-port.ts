import { createServer, type AddressInfo } from 'node:net';

/** A TCP port on the loopback that was free a moment ago; `preferred` when that one is free. */
export async function freePort(preferred = 0): Promise<number> {
  const server = createServer();
  try {
    await listening(server, preferred);
  } catch (error) {
    if (preferred === 0) throw error;
    return freePort();
  }
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

const listening = (server: ReturnType<typeof createServer>, port: number): Promise<void> =>
  new Promise((done, fail) => {
    server.once('error', fail).listen(port, '127.0.0.1', done);
  });

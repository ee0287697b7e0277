import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TcpProxy } from './tcp-proxy.ts';

describe('a proxy before a server', () => {
  let server: Server;
  let proxy: TcpProxy;
  let ends: Socket[] = [];
  let heard = '';

  beforeEach(async () => {
    heard = '';
    ends = [];
    server = createServer((socket) => {
      ends.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', (data) => socket.write(data));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    proxy = await TcpProxy.to(() => (server.address() as AddressInfo).port);
  });
  afterEach(async () => {
    await proxy.close();
    for (const end of ends) end.destroy();
    await new Promise((done) => server.close(done));
  });

  const client = async (): Promise<Socket> => {
    const socket = connect(proxy.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      heard += data.toString();
    });
    await once(socket, 'connect');
    return socket;
  };
  const closed = (socket: Socket): Promise<void> => new Promise((done) => socket.once('close', () => done()));
  const hears = async (text: string): Promise<void> => {
    while (heard !== text) await pause(5);
  };

  it('passes on what comes, in order, slow or not', async () => {
    const socket = await client();
    socket.write('a');
    await hears('a');
    proxy.slow(40);
    const began = performance.now();
    socket.write('b');
    await pause(5);
    proxy.slow(0);
    socket.write('c');
    await hears('abc');
    expect(performance.now() - began).toBeGreaterThan(35);
  });

  it('knows the connections it carries by the port the server sees', async () => {
    const socket = await client();
    socket.write('a');
    await hears('a');
    expect(proxy.carries(ends[0]!.remotePort!)).toBe(true);
    expect(proxy.carries(1)).toBe(false);
  });

  it('silent, nothing passes and nothing is lost', async () => {
    const socket = await client();
    socket.write('a');
    await hears('a');
    proxy.stall(true);
    socket.write('b');
    await pause(60);
    expect(heard).toBe('a');
    proxy.stall(false);
    await hears('ab');
  });

  it('cut, both sides hear of it', async () => {
    const socket = await client();
    socket.write('a');
    await hears('a');
    const both = Promise.all([closed(socket), closed(ends[0]!)]);
    proxy.cut();
    await both;
  });

  it('half open, only the server hears of it, until the other half is cut', async () => {
    const socket = await client();
    socket.write('a');
    await hears('a');
    const far = closed(ends[0]!);
    proxy.halfOpen(() => true);
    await far;
    socket.write('b');
    await pause(60);
    expect(socket.destroyed).toBe(false);
    const near = closed(socket);
    proxy.cutHalves();
    await near;
  });
});

import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

interface Link {
  readonly near: Socket;
  readonly far: Socket;
  /** Port of our end towards the server, by which the server knows the connection. */
  port: number;
  /** The far side is gone and the near side has not been told. */
  halved: boolean;
}

/** A stretch of network between a program and a server, which can be cut, silent or slow. */
export class TcpProxy {
  private readonly server: Server;
  private readonly links = new Set<Link>();
  private silent = false;
  private delayMs = 0;

  private constructor(targetPort: () => number) {
    this.server = createServer({ allowHalfOpen: true }, (near) =>
      this.link(near, connect({ port: targetPort(), host: '127.0.0.1', allowHalfOpen: true })),
    );
  }

  /** @param targetPort where the server listens at that moment */
  static async to(targetPort: () => number): Promise<TcpProxy> {
    const proxy = new TcpProxy(targetPort);
    await new Promise<void>((done) => proxy.server.listen(0, '127.0.0.1', done));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Whether a connection the server sees as coming from this port goes through here. */
  carries(port: number): boolean {
    return [...this.links].some((link) => link.port === port);
  }

  /** Resets every connection on both sides. */
  cut(): void {
    for (const { near, far } of this.links) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  /** Ends connections on the server's side only; the program's side stays open and silent until `cutHalves`. */
  halfOpen(which: (nth: number) => boolean): void {
    for (const [nth, link] of [...this.links].entries()) {
      if (!which(nth)) continue;
      link.halved = true;
      link.far.resetAndDestroy();
    }
  }

  /** Tells the programs of connections whose far side is gone. */
  cutHalves(): void {
    for (const { near, halved } of this.links) if (halved) near.resetAndDestroy();
  }

  /** Nothing passes until told otherwise; nothing is lost either. */
  stall(silent: boolean): void {
    this.silent = silent;
    for (const { near, far } of this.links)
      for (const side of [near, far]) {
        if (silent) side.pause();
        else side.resume();
      }
  }

  /** Everything passes so much later. */
  slow(delayMs: number): void {
    this.delayMs = delayMs;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((done) => this.server.close(done));
  }

  private link(near: Socket, far: Socket): void {
    const link: Link = { near, far, port: 0, halved: false };
    this.links.add(link);
    far.once('connect', () => {
      link.port = far.localPort ?? 0;
    });
    near.once('close', () => {
      this.links.delete(link);
      far.destroy();
    });
    far.once('close', () => {
      if (!link.halved) near.destroy();
    });
    this.carry(near, far);
    this.carry(far, near);
  }

  /** Passes on what comes from one side: later when slow, in order, and no faster than the other side takes it. */
  private carry(from: Socket, to: Socket): void {
    const queue: { readonly at: number; readonly write: () => unknown }[] = [];
    const work = (): void => {
      for (let [first] = queue; first; [first] = queue) {
        const wait = first.at - performance.now();
        if (wait > 0) {
          setTimeout(work, wait);
          return;
        }
        if (!to.destroyed && first.write() === false) {
          from.pause();
          to.once('drain', () => {
            if (!this.silent) from.resume();
          });
        }
        queue.shift();
      }
    };
    const pass = (write: () => unknown): void => {
      queue.push({ at: this.delayMs === 0 ? 0 : performance.now() + this.delayMs, write });
      if (queue.length === 1) work();
    };
    from.setNoDelay(true);
    from.on('data', (data) => pass(() => to.write(data)));
    from.on('end', () => pass(() => to.end()));
    from.on('error', () => undefined);
    if (this.silent) from.pause();
  }
}

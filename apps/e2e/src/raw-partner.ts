import { connect, type Socket } from 'node:net';
import { nkeyOfSeed, signNonce } from '@houzhai/auth';

/** A connection that sends the lines it is given and keeps the lines that come, as somebody without a library would. */
export class RawPartner {
  /** Everything the server sent, line by line. */
  readonly lines: string[] = [];
  closedAt: number | undefined;
  private readonly socket: Socket;
  private rest = '';

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (data) => {
      const parts = (this.rest + data.toString('latin1')).split('\r\n');
      this.rest = parts.pop() ?? '';
      this.lines.push(...parts);
      for (const line of parts) if (line === 'PING') socket.write('PONG\r\n');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => (this.closedAt = performance.now()));
  }

  /** Connects with an nkey; `lies` are written over what it would say. @throws with the server's line when it is refused. */
  static async enter(url: string, seed: string, lies: Readonly<Record<string, unknown>> = {}): Promise<RawPartner> {
    const { hostname, port } = new URL(url);
    const raw = new RawPartner(connect(Number(port), hostname));
    const info = await raw.line(/^INFO /);
    const { nonce } = JSON.parse(info.slice(5)) as { nonce: string };
    const nkey = nkeyOfSeed(seed);
    const hello = {
      nkey: nkey.publicKey,
      sig: signNonce(nkey, nonce),
      verbose: false,
      pedantic: false,
      headers: true,
      no_responders: true,
    };
    raw.send(`CONNECT ${JSON.stringify({ ...hello, protocol: 1, lang: 'raw', version: '0', ...lies })}`, 'PING');
    const answer = await raw.line(/^(PONG|-ERR)/);
    if (answer !== 'PONG') throw new Error(answer);
    return raw;
  }

  /** Sends lines as they are. */
  send(...lines: readonly string[]): void {
    this.socket.write(lines.map((line) => `${line}\r\n`).join(''));
  }

  publish(subject: string, body = '', reply = ''): void {
    this.send(`PUB ${subject} ${reply === '' ? '' : `${reply} `}${String(Buffer.byteLength(body))}`, body);
  }

  /** What the server says to some lines, up to its answer to a PING after them. */
  async answer(act: () => void): Promise<readonly string[]> {
    const from = this.lines.length;
    act();
    this.send('PING');
    await this.line(/^PONG$/, from);
    return this.lines.slice(from, -1);
  }

  /** The next line like this from a position on. @throws when none comes within five seconds. */
  async line(like: RegExp, from = 0): Promise<string> {
    for (const end = performance.now() + 5_000; performance.now() < end && this.closedAt === undefined;) {
      const found = this.lines.slice(from).find((line) => like.test(line));
      if (found !== undefined) return found;
      await new Promise((done) => {
        setTimeout(done, 5);
      });
    }
    const last = this.lines.slice(from).find((line) => like.test(line));
    if (last !== undefined) return last;
    throw new Error(`no line like ${String(like)}; last: ${this.lines.slice(-3).join(' | ')}`);
  }

  close(): void {
    this.socket.destroy();
  }
}

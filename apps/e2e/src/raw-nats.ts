import { connect } from 'node:net';
import { once } from 'node:events';

/** A connection that writes the protocol's lines itself, whatever they are. */
export interface RawNats {
  /** The nonce the server wants signed. */
  readonly nonce: string;
  write(text: string): void;
  /** Publishes with headers written as given, asking for the answer on an inbox. */
  publish(subject: string, reply: string, headerLines: string, body: string): void;
  /** Waits until what came holds the text. @throws after five seconds, with what came. */
  receives(text: string | RegExp): Promise<string>;
  close(): void;
}

/** Opens a socket and reads the greeting; CONNECT is the caller's. */
export async function openRaw(natsUrl: string): Promise<RawNats> {
  const { hostname, port } = new URL(natsUrl);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  let came = '';
  socket.on('data', (data) => (came += data.toString()));
  const receives = async (text: string | RegExp): Promise<string> => {
    const end = performance.now() + 5_000;
    while (!(typeof text === 'string' ? came.includes(text) : text.test(came))) {
      if (performance.now() > end) throw new Error(`Not received: ${String(text)}; came: ${came.slice(-2_000)}`);
      await new Promise((done) => setTimeout(done, 10));
    }
    return came;
  };
  await once(socket, 'connect');
  const greeting = await receives('\r\n');
  return {
    nonce: /"nonce":"([^"]+)"/.exec(greeting)?.[1] ?? '',
    write: (text) => void socket.write(text),
    publish: (subject, reply, headerLines, body) => {
      const head = `NATS/1.0\r\n${headerLines}\r\n`;
      const sizes = [Buffer.byteLength(head), Buffer.byteLength(head) + Buffer.byteLength(body)];
      socket.write(`HPUB ${subject} ${reply} ${sizes.join(' ')}\r\n${head}${body}\r\n`);
    },
    receives,
    close: () => void socket.destroy(),
  };
}

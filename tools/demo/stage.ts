import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { connect, nkeyAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { TerminalSession } from '@houzhai/testing/terminal';

/** Somebody of the play. */
export interface Player {
  readonly account: string;
  readonly displayName: string;
  readonly oneTimePassword: string;
}
type Side = 'desk' | 'agent';

/** The play with its two consoles, two shells and the partner. */
export interface Stage {
  /** Registers the errand; gives its number. */
  request(line: string): Promise<string>;
  /** One step by `hz`, told to the partner as this event, seen on the other console. */
  step(side: Side, line: string, event: string, seen: RegExp): Promise<void>;
  /** Events of the errand as the partner got them, in their order. */
  heard(): readonly string[];
  close(): Promise<void>;
}

interface PartnerEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly aggregateversion: number;
}

const ROOT = join(import.meta.dirname, '../..');
const PASSWORD = `demo-${Math.random().toString(36).slice(2)}-passphrase`;
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Opens both consoles and shells and the partner's feed. */
export async function openStage(options: {
  readonly server: string;
  readonly folder: string;
  readonly desk: Player;
  readonly agent: Player;
  readonly partnerSeed: string;
}): Promise<Stage> {
  const { server, folder } = options;
  const partner = await connect({ servers: server, authenticator: nkeyAuthenticator(new TextEncoder().encode(options.partnerSeed)) });
  const events: PartnerEvent[] = [];
  void listen(partner, events);
  const players = { desk: options.desk, agent: options.agent };
  const shells = {} as Record<Side, Shell>;
  const consoles = {} as Record<Side, TerminalSession>;
  for (const side of ['desk', 'agent'] as const) {
    shells[side] = await openShell(server, folder, players[side]);
    consoles[side] = await openConsole(server, players[side]);
    console.log(`● ${players[side].displayName} 已登录，控制台与 hz 就绪 / signed in, console and hz ready`);
  }
  const hz = (side: Side, line: string): Promise<string> => shells[side](line);
  let subject = '';
  const heard = (): PartnerEvent[] =>
    events.filter((event) => event.subject === subject).sort((a, b) => a.aggregateversion - b.aggregateversion);
  const told = async (past: string, since: number): Promise<PartnerEvent> => {
    for (const end = Date.now() + 20_000; Date.now() < end; await pause(20)) {
      const found = events.slice(since).find((event) => event.type.includes(`.${past}.`) && (subject === '' || event.subject === subject));
      if (found) return found;
    }
    throw new Error(`合作方没有收到 ${past} / the partner was not told of ${past}`);
  };
  const show = (line: string, event: PartnerEvent, before: readonly string[], after: readonly string[]): void => {
    console.log(`\n$ hz ${line}`);
    console.log(`  → ${event.type}  v${String(event.aggregateversion)}  ${event.subject.slice(0, 8)}…`);
    showChange(before, after);
  };

  return {
    request: async (line) => {
      const since = events.length;
      await consoles.agent.press('4');
      await consoles.agent.see('编号');
      const before = consoles.agent.lines();
      const receipt = JSON.parse(await hz('desk', `${line} --yes --json`)) as { data: { no: string } };
      const { no } = receipt.data;
      const event = await told('requested', since);
      ({ subject } = event);
      await consoles.agent.press('.', 'r');
      await consoles.agent.see(no);
      show(line, event, before, consoles.agent.lines());
      for (const side of ['desk', 'agent'] as const) {
        consoles[side].type(`:`);
        await consoles[side].see('命令 ·');
        consoles[side].type(`errand ${no}`);
        await consoles[side].press('Enter');
        await consoles[side].see('经过');
      }
      return no;
    },
    step: async (side, line, past, seen) => {
      const other = consoles[side === 'desk' ? 'agent' : 'desk'];
      const before = other.lines();
      const since = events.length;
      await hz(side, `${line} --yes --json`);
      const event = await told(past, since);
      // The latest step stands first in the history.
      await other.see((screen) => seen.test(screen.split('经过')[1]?.split('\n')[1] ?? ''), 20_000);
      show(line, event, before, other.lines());
    },
    heard: () => heard().map(({ type }) => type.split('.').at(-2) ?? ''),
    close: async () => {
      for (const terminal of Object.values(consoles)) terminal.kill();
      await partner.close();
    },
  };
}

/** `hz` of somebody who is signed in; gives what it printed. */
export type Shell = (line: string) => Promise<string>;

/** Signs somebody in for `hz`, with a password of their own from now on. */
export async function openShell(server: string, folder: string, { account, oneTimePassword }: Player): Promise<Shell> {
  const state = join(folder, account);
  mkdirSync(state, { recursive: true });
  const hz = (line: string, input = ''): Promise<string> =>
    run(['dist/hz.mjs', ...line.split(' ')], { HZ_SERVER: server, XDG_STATE_HOME: state }, input);
  await hz(`sign-in ${account}`, `${oneTimePassword}\n${PASSWORD}\n`);
  return (line) => hz(line);
}

/** The console of somebody who signed in for `hz` before, on its wall chart. */
export async function openConsole(server: string, { account }: Player): Promise<TerminalSession> {
  const terminal = new TerminalSession(process.execPath, [join(ROOT, 'dist/console.mjs'), '--server', server, '--lang', 'zh'], {
    columns: 100,
    rows: 40,
  });
  await terminal.see('账号');
  terminal.type(account);
  await terminal.press('Enter');
  terminal.type(PASSWORD);
  await terminal.press('Enter');
  await terminal.see('合计');
  return terminal;
}

/** Prints what changed on a screen, as far as it fits. */
export function showChange(before: readonly string[], after: readonly string[]): void {
  for (const text of after.filter((one, row) => one.trim() !== '' && one !== before[row] && row > 1).slice(0, 6))
    console.log(`  │ ${text}`);
}

/** Pulls what the feed has, confirms it, and keeps what is news. */
async function listen(nc: NatsConnection, events: PartnerEvent[]): Promise<void> {
  const seen = new Set<string>();
  const request = JSON.stringify({ batch: 100, expires: 2_000_000_000 });
  while (!nc.isClosed()) {
    const batch = await nc
      .requestMany('feed.next', request, { strategy: 'count', maxMessages: 100, maxWait: 3_000, noMux: true })
      .catch(() => undefined);
    if (!batch) return;
    for await (const message of batch) {
      if (message.headers?.code) break;
      const event = message.json<PartnerEvent>();
      message.respond();
      if (!seen.has(event.id)) events.push(event);
      seen.add(event.id);
    }
  }
}

function run(args: readonly string[], env: Record<string, string>, input: string): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    child.stdin.end(input);
    child.on('error', fail);
    child.on('exit', (code) => (code === 0 ? done(out) : fail(new Error(`hz ${args.slice(1).join(' ')}: ${String(code)} ${err}`))));
  });
}

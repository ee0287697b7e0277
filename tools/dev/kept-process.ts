import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';

/** How a kept process ended: exit code, 128 + signal number when a signal ended it. */
export interface Ended {
  readonly code: number;
}

/** A child that cannot outlive this process. */
export interface KeptProcess {
  /** The program itself, not its keeper. */
  readonly pid: number;
  readonly exited: Promise<Ended>;
  /** Set once it has ended. */
  readonly ended: () => Ended | undefined;
  /** The last part of what it wrote. */
  readonly lastOutput: () => string;
  /** Asks it to end, forces it after the grace, resolves when it is gone. */
  stop(): Promise<void>;
}

export interface KeptProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly endSignal: 'INT' | 'TERM';
  readonly graceSeconds: number;
  readonly logFile?: string;
  /** What it writes to standard output is for people: shown at once, on our standard error. */
  readonly isShown?: boolean;
  /** Folder to delete when the program has ended, even when nobody is left to do it. */
  readonly removeAfter?: string;
  readonly user?: { readonly uid: number; readonly gid: number };
}

/**
 * The keeper waits for the program; its watcher waits for our end of the pipe to close, which happens however we die
 * (SIGKILL too), and then ends the program. Either one alone suffices to leave nothing behind.
 */
const KEEPER = `
sig=$1; grace=$2; remove=$3; shift 3
exec 4<&0 </dev/null
"$@" 3>&- 4<&- & p=$!
echo "$p" >&3; exec 3>&-
{ read -r _ <&4; kill -"$sig" "$p"; n=0
  while [ "$n" -lt "$grace" ] && kill -0 "$p"; do sleep 1; n=$((n+1)); done
  kill -KILL "$p"; [ -z "$remove" ] || rm -rf "$remove"; } >/dev/null 2>&1 & w=$!
exec 4<&-
wait "$p"; code=$?
kill "$w" 2>/dev/null
[ -z "$remove" ] || rm -rf "$remove"
exit "$code"
`;

const TAIL = 8_000;

/** Starts a program under a keeper shell, so that it ends when this process ends, however that happens. */
export async function startKept(options: KeptProcessOptions): Promise<KeptProcess> {
  const log = options.logFile === undefined ? undefined : openSync(options.logFile, 'a', 0o600);
  const output = log ?? 'pipe';
  const child = spawn(
    '/bin/sh',
    [
      '-c',
      KEEPER,
      'houzhai-keeper',
      options.endSignal,
      String(options.graceSeconds),
      options.removeAfter ?? '',
      options.command,
      ...options.args,
    ],
    // Detached: Ctrl-C in the terminal reaches us only, and we end the rest in order.
    {
      env: options.env,
      cwd: options.cwd,
      detached: true,
      stdio: ['pipe', options.isShown === true ? 'pipe' : output, output, 'pipe'],
      ...options.user,
    },
  );
  if (log !== undefined) closeSync(log);
  if (options.isShown === true) child.stdout?.pipe(process.stderr, { end: false });
  const tail = tailOf(child);
  let ended: Ended | undefined;
  const exited = new Promise<Ended>((done) => {
    child.once('error', (error) => {
      tail.add(error.message);
      done((ended = { code: 127 }));
    });
    child.once('exit', (code, signal) => {
      done((ended = { code: code ?? 128 + (signal === 'SIGKILL' ? 9 : 15) }));
    });
  });
  child.stdin?.on('error', () => undefined);
  const pid = await reportedPid(child).catch(() => undefined);
  if (pid === undefined) throw new Error(`${options.command}: ${tail.text()}`);
  return {
    pid,
    exited,
    ended: () => ended,
    lastOutput: () => (options.logFile === undefined ? tail.text() : readFileSync(options.logFile, 'utf8').slice(-TAIL)),
    async stop() {
      child.stdin?.end();
      await exited;
    },
  };
}

/** Whether a process with this id runs; a zombie, which only waits to be counted, does not. */
export function isAlive(pid: number): boolean {
  if (process.platform === 'linux') {
    try {
      return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
      return false;
    }
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function reportedPid(child: ChildProcess): Promise<number | undefined> {
  let text = '';
  for await (const part of child.stdio[3] as Readable) text += String(part);
  const pid = Number(text);
  return pid > 0 ? pid : undefined;
}

function tailOf(child: ChildProcess): { add(text: string): void; text(): string } {
  let kept = '';
  const add = (text: string): void => {
    kept = (kept + text).slice(-TAIL);
  };
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', add);
  return { add, text: () => kept };
}

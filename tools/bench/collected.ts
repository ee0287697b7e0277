import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/** Where a Node process listens for a debugger after SIGUSR1. */
const INSPECTOR = 'http://127.0.0.1:9229/json';
const PATIENCE_MS = 10_000;

/** Megabytes a process holds. */
export const residentOf = (pid: number | undefined): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1]) / 1024;

/**
 * Megabytes a Node process holds after it has thrown away what nothing refers to any more: what V8 merely puts off collecting says nothing
 * about growth. One process at a time; the debugger's port is closed again.
 */
export async function residentWhenCollected(pid: number): Promise<number> {
  process.kill(pid, 'SIGUSR1');
  const socket = await debuggerOf(pid);
  try {
    await ask(socket, 'HeapProfiler.collectGarbage');
    await ask(socket, 'HeapProfiler.collectGarbage');
    await pause(500);
    return residentOf(pid);
  } finally {
    await ask(socket, 'Runtime.evaluate', { expression: `setTimeout(() => process.getBuiltinModule('node:inspector').close(), 50)` });
    socket.close();
    await closed();
  }
}

async function debuggerOf(pid: number): Promise<WebSocket> {
  for (const until = Date.now() + PATIENCE_MS; ; await pause(50)) {
    const targets = await listed();
    if (targets) {
      const [target] = targets;
      const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
      await new Promise((resolve, reject) => {
        socket.addEventListener('open', resolve, { once: true });
        socket.addEventListener('error', reject, { once: true });
      });
      const { result } = await ask<{ result: { value: number } }>(socket, 'Runtime.evaluate', { expression: 'process.pid' });
      if (result.value !== pid) throw new Error(`The debugger's port is held by process ${String(result.value)}, not ${String(pid)}`);
      return socket;
    }
    if (Date.now() > until) throw new Error(`Process ${String(pid)} does not let itself be looked at`);
  }
}

async function closed(): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await pause(50)) if (!(await listed())) return;
}

/** What can be debugged there; undefined where nobody listens. No connection is kept: the process waits for all of them when it closes the port. */
function listed(): Promise<readonly { readonly webSocketDebuggerUrl: string }[] | undefined> {
  return new Promise((resolve) => {
    get(INSPECTOR, { agent: false }, (answer) => {
      void json(answer).then(
        (targets) => {
          resolve(targets as readonly { readonly webSocketDebuggerUrl: string }[]);
        },
        () => {
          resolve(undefined);
        },
      );
    }).on('error', () => {
      resolve(undefined);
    });
  });
}

let calls = 0;
function ask<T>(socket: WebSocket, method: string, params: object = {}): Promise<T> {
  const id = ++calls;
  return new Promise((resolve, reject) => {
    const answered = ({ data }: MessageEvent): void => {
      const answer = JSON.parse(String(data)) as { id?: number; result?: T; error?: { message: string } };
      if (answer.id !== id) return;
      socket.removeEventListener('message', answered);
      if (answer.error) reject(new Error(`${method}: ${answer.error.message}`));
      else resolve(answer.result as T);
    };
    socket.addEventListener('message', answered);
    socket.send(JSON.stringify({ id, method, params }));
  });
}

import { randomUUID } from 'node:crypto';
import type { Model } from '../../apps/console/src/app/model.ts';
import { Runtime } from '../../apps/console/src/app/runtime.ts';
import { keyPressed, start } from '../../apps/console/src/app/update.ts';
import { KeyDecoder } from '../../apps/console/src/terminal/keys.ts';
import { until } from './measure.ts';
import type { BenchStack } from './throwaway-stack.ts';

/** A console of one more duty officer, signed in, with its own runtime and no terminal. */
export interface HeadlessConsole {
  readonly runtime: Runtime;
  type(text: string): void;
}

/** Signs somebody in. @param shown told of every model that a terminal would show. */
export async function openHeadless(
  { account: newAccount, stack }: BenchStack,
  size: { readonly columns: number; readonly rows: number },
  shown: (model: Model) => void,
): Promise<HeadlessConsole> {
  const { account, password } = await newAccount(['DUTY_OFFICER']);
  const model = start({ lang: 'zh', server: stack.natsUrl, size, now: Date.now(), newId: randomUUID, account });
  const nothing = (): void => undefined;
  const runtime = new Runtime(model, { render: shown, copy: nothing, bell: nothing, repaint: nothing, quit: nothing });
  const decoder = new KeyDecoder();
  const type = (text: string): void => {
    for (const key of decoder.push(Buffer.from(text))) runtime.dispatch(keyPressed(key));
  };
  type(`${password}\r`);
  await until(async () => {
    // A busy machine may not let somebody in at once.
    if (!runtime.current.me && runtime.current.pending.size === 0 && runtime.current.notice) type('\r');
    return runtime.current.me !== undefined;
  }, 250);
  return { runtime, type };
}

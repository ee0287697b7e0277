import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '@houzhai/i18n';
import type { ContractClient } from '@houzhai/messaging';
import { stateFolder } from '../hz/session-file.ts';
import { isPrintable, printTo } from '../sheets/print.ts';
import { CannotTypeset } from '../sheets/typeset.ts';
import type { Effect, Failure, Msg } from './model.ts';

/** Folder of what the console sets on paper; readable by its owner only. */
export const printFolder = (env: NodeJS.ProcessEnv): string => join(stateFolder(env), 'print');

/** Asks, sets the answer as a PDF file, and says what came of it. */
export async function printed(
  client: ContractClient,
  effect: Extract<Effect, { do: 'print' }>,
  lang: Language,
  failureOf: (error: unknown) => Failure,
): Promise<Msg> {
  const { name } = effect.contract;
  if (!isPrintable(name)) throw new Error(`Nobody knows how to set ${name} on paper`);
  const answer = await client.query(effect.contract, effect.input as never, { deadlineMs: 12_000 }).catch(failureOf);
  if (typeof answer === 'string') return effect.failed(answer);
  if (!answer.ok) return effect.refused(answer.refusal);
  const folder = printFolder(process.env);
  const file = join(folder, `${effect.fileName}.pdf`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await printTo(file, name, answer.value, client, lang);
    return effect.done(file);
  } catch (error) {
    return effect.failed(error instanceof CannotTypeset ? 'not-installed' : 'no-file');
  }
}

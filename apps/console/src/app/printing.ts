import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ExportUnits, ListOperators, type InputOf } from '@houzhai/contracts';
import { writeRows } from '@houzhai/documents';
import type { Language } from '@houzhai/i18n';
import type { ContractClient } from '@houzhai/messaging';
import { stateFolder } from '../hz/session-file.ts';
import { isPrintable, printTo } from '../sheets/print.ts';
import { CannotTypeset } from '../sheets/typeset.ts';
import { allUnits, writeUnits } from '../sheets/unit-sheet.ts';
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
  const answer = await client.query(effect.contract, effect.input as never, { deadlineMs: 12_000 }).catch(failureOf);
  if (typeof answer === 'string') return effect.failed(answer);
  if (!answer.ok) return effect.refused(answer.refusal);
  return typeset(client, { ...effect, do: 'typeset', operation: effect.contract.name, answer: answer.value }, lang);
}

/** Sets an answer as a PDF file, and says what came of it. */
export function typeset(client: ContractClient, effect: Extract<Effect, { do: 'typeset' }>, lang: Language): Promise<Msg> {
  const { operation, answer } = effect;
  if (!isPrintable(operation)) throw new Error(`Nobody knows how to set ${operation} on paper`);
  return written(effect, 'pdf', (file) => printTo(file, operation, answer, client, lang));
}

/** Asks for all units, writes them as a table, and says what came of it. */
export async function exported(
  client: ContractClient,
  effect: Extract<Effect, { do: 'export' }>,
  lang: Language,
  failureOf: (error: unknown) => Failure,
): Promise<Msg> {
  const ask = (input: InputOf<typeof ExportUnits>) => client.query(ExportUnits, input, { deadlineMs: 30_000 });
  const whole = async () => {
    const first = await ask(effect.input);
    return first.ok ? allUnits(first.value, (cursor) => ask({ ...effect.input, cursor })) : first;
  };
  const [units, operators] = await Promise.all([whole().catch(failureOf), client.query(ListOperators, {}).catch(failureOf)]);
  if (typeof units === 'string') return effect.failed(units);
  if (!units.ok) return effect.refused(units.refusal);
  const rows = typeof operators !== 'string' && operators.ok ? operators.value.rows : [];
  const names = new Map(rows.map(({ operatorId, displayName }) => [operatorId, displayName]));
  return written(effect, 'xlsx', (file) => writeUnits(file, 'xlsx', units.value, lang, (id) => names.get(id) ?? id.slice(-6)));
}

/** Writes what a list shows as a CSV file only its owner reads, and says where it is. */
export const tabled = (effect: Extract<Effect, { do: 'table' }>): Promise<Msg> =>
  written(effect, 'csv', (file) => {
    const columns = effect.columns.map((header, at) => ({ header, value: (row: (typeof effect.rows)[number]) => row[at] ?? '' }));
    return pipeline(Readable.from(writeRows(effect.rows, { format: 'csv', columns })), createWriteStream(file, { mode: 0o600 }));
  });

async function written(
  effect: Extract<Effect, { do: 'typeset' | 'export' | 'table' }>,
  ending: string,
  write: (file: string) => Promise<void>,
): Promise<Msg> {
  const folder = printFolder(process.env);
  const file = join(folder, `${effect.fileName}.${ending}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await write(file);
    return effect.done(file);
  } catch (error) {
    return effect.failed(error instanceof CannotTypeset ? 'not-installed' : 'no-file');
  }
}

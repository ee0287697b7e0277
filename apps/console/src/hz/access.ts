import { ExplainAccess, ListAccess, type Outcome } from '@houzhai/contracts';
import type { OperatorSession } from '@houzhai/messaging';
import { accessLines } from '../commands/access-words.ts';
import { HzFailure, failureOf } from './failure.ts';
import { printResult } from './output.ts';
import type { CommonOptions } from './common-options.ts';
import { langOf, openRemembered, outputOf } from './run.ts';

/** Options of the commands about access. */
export interface AccessOptions extends CommonOptions {
  readonly as?: string;
  readonly on?: string;
}

async function asked<T>(options: AccessOptions, ask: (session: OperatorSession) => Promise<Outcome<T>>): Promise<T> {
  const session = await openRemembered(options);
  try {
    const outcome = await ask(session);
    if (outcome.ok) return outcome.value;
    throw await failureOf(outcome.refusal, { session, lang: langOf(options) });
  } finally {
    await session.close();
  }
}

const subjectOf = ({ as }: AccessOptions): { readonly as?: string } =>
  as === undefined ? {} : { as: as.toUpperCase().replace(/@A/, '@a') };

/** Says whether an operation may be called and why. @throws HzFailure with exit code 4 when it may not. */
export async function accessExplain(operation: string, options: AccessOptions): Promise<void> {
  const lang = langOf(options);
  const { on } = options;
  const access = await asked(options, ({ client }) =>
    client.query(ExplainAccess, { operation, ...subjectOf(options), ...(on === undefined ? {} : { on }) }),
  );
  const output = outputOf(options);
  if (output.json || output.jsonl || output.csv || output.fields) printResult(access, output);
  else process.stdout.write(`${accessLines(access, lang).join('\n')}\n`);
  if (!access.may) throw new HzFailure(lang === 'zh' ? '不可以' : 'May not', 4);
}

/** Every operation and whether it may be called. */
export async function accessList(options: AccessOptions): Promise<void> {
  const zh = langOf(options) === 'zh';
  const { rows } = await asked(options, ({ client }) => client.query(ListAccess, subjectOf(options)));
  const human = rows.map(({ operation, service, may, secondPersonMinutes }) => ({
    [zh ? '操作' : 'operation']: operation,
    [zh ? '服务' : 'service']: service,
    [zh ? '可以' : 'may']: may ? '✓' : '✗',
    [zh ? '第二人' : 'second person']: secondPersonMinutes === undefined ? '' : '✓',
  }));
  printResult({ rows: [...rows] }, outputOf(options), human);
}

import { WallChart, WorklistPage, type WorklistRow } from '@houzhai/contracts';
import { kindLabel, statusLabel } from '@houzhai/i18n';
import { followView } from '@houzhai/messaging';
import type { CommonOptions } from './program.ts';
import { whoAmI } from './call.ts';
import { HzFailure } from './failure.ts';
import { langOf, openRemembered } from './run.ts';

/** Prints what changes, as it changes, until interrupted. Rows are asked for, so nobody sees what is not theirs. */
export async function runWatch(view: string, options: CommonOptions): Promise<void> {
  const lang = langOf(options);
  if (view !== 'errand' && view !== 'board') throw new HzFailure(lang === 'zh' ? '可看：errand、board' : 'There is: errand, board', 2);
  const session = await openRemembered(options);
  const { client, nc } = session;
  const machine = options.json === true || options.jsonl === true;
  const output = { json: false, jsonl: true, csv: false, fields: undefined, lang };
  const me = await whoAmI({ session, lang, output, idempotencyKey: undefined, askSecret: () => Promise.resolve('') });
  const areas = me.operator.scope.includes('houzhai') ? ['*'] : [...me.areas, 'a00'];
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const errandLine = (row: WorklistRow): void => {
    print(
      machine
        ? JSON.stringify(row)
        : `${new Date().toTimeString().slice(0, 8)}  ${row.no}  v${String(row.version)}  ${row.area}  ${kindLabel(row.kind, lang)}  ${statusLabel(row.status, lang)}${row.overdue ? '  ‼' : ''}`,
    );
  };
  const follow = (): (() => void) =>
    view === 'errand'
      ? followView(nc, 'errands', 'worklist', areas, {
          changed: (id) => {
            void client.query(WorklistPage, { ids: [id] }).then((page) => {
              if (page.ok) for (const row of page.value.rows) errandLine(row);
            });
          },
          gap: () => {
            process.stderr.write(lang === 'zh' ? '（漏听若干变化）\n' : '(some changes were missed)\n');
          },
        })
      : followView(nc, 'command-center', 'board', areas, {
          changed: (area) => {
            void client.query(WallChart, { areas: [area] }).then((chart) => {
              if (!chart.ok) return;
              for (const row of chart.value.rows) {
                const cells = Object.entries(row.cells).map(([id, cell]) => `${id}=${String(cell.value)}`);
                print(
                  machine
                    ? JSON.stringify(row)
                    : `${new Date().toTimeString().slice(0, 8)}  ${row.area} ${lang === 'zh' ? row.zh : row.en}  ${cells.join('  ')}`,
                );
              }
            });
          },
          gap: () => undefined,
        });
  const stop = follow();
  await nc.flush();
  process.stderr.write(lang === 'zh' ? '正在等待变化，Ctrl-C 结束\n' : 'Waiting for changes; Ctrl-C ends\n');
  await session.ended;
  stop();
}

import {
  AlertsPage,
  ArrivalsPage,
  BatchesPage,
  CallsPage,
  CardsPage,
  CareLinks,
  CampaignsPage,
  FeversPage,
  RunsPage,
  ListCheckpoints,
  NeedReportsPage,
  TaskForcesPage,
  UnitsPage,
  WallChart,
  WorklistPage,
  ok,
  type Outcome,
  type Service,
} from '@houzhai/contracts';
import {
  alertStatusLabel,
  batchStatusLabel,
  callBackStatusLabel,
  callOutcomeLabel,
  cardStatusLabel,
  careNextLabel,
  careTierLabel,
  runStatusLabel,
  campaignStatusLabel,
  checkpointStatusLabel,
  custodyLabel,
  dispositionLabel,
  feverStatusLabel,
  kindLabel,
  needStatusLabel,
  statusLabel,
  taskForceStatusLabel,
  unitStatusLabel,
  type Language,
} from '@houzhai/i18n';
import { followView, type ContractClient } from '@houzhai/messaging';
import { coveragePercent, coverageText } from '../commands/coverage-words.ts';
import { figureText } from '../commands/figure-text.ts';
import { whoAmI } from './call.ts';
import { HzFailure } from './failure.ts';
import type { CommonOptions } from './common-options.ts';
import { langOf, openRemembered } from './run.ts';

/** What changed: the row, and what a line says of it. */
interface Change {
  readonly row: object;
  readonly words: readonly string[];
}
interface Watched {
  readonly service: Service;
  readonly view: string;
  /** Asks for what changed, so that nobody sees what is not theirs. */
  readonly ask: (client: ContractClient, id: string, lang: Language) => Promise<readonly Change[]>;
}

/** Rows that are asked for by id, a line of words for each. */
const rowsOf = <Row extends object>(
  service: Service,
  view: string,
  page: (client: ContractClient, id: string) => Promise<Outcome<{ readonly rows: readonly Row[] }>>,
  words: (row: Row, lang: Language) => readonly string[],
): Watched => ({
  service,
  view,
  ask: async (client, id, lang) => {
    const found = await page(client, id);
    return found.ok ? found.value.rows.map((row) => ({ row, words: words(row, lang) })) : [];
  },
});
const late = (words: string, isLate: boolean | undefined): string => `${words}${isLate ? '  ‼' : ''}`;
const v = (version: number): string => `v${String(version)}`;

const VIEWS: Readonly<Record<string, Watched>> = {
  errand: rowsOf(
    'errands',
    'worklist',
    (client, id) => client.query(WorklistPage, { ids: [id] }),
    (row, lang) => [row.no, v(row.version), row.area, kindLabel(row.kind, lang), late(statusLabel(row.status, lang), row.overdue)],
  ),
  checkpoint: rowsOf(
    'census-screening',
    'checkpoint',
    async (client, id) => {
      const page = await client.query(ListCheckpoints, {});
      return page.ok ? ok({ rows: page.value.rows.filter(({ checkpointId }) => checkpointId === id) }) : page;
    },
    (row, lang) => [
      row.code,
      v(row.version),
      row.area,
      checkpointStatusLabel(row.status, lang),
      [row.waiting, row.underWay, row.openDuties].join('/'),
    ],
  ),
  arrival: rowsOf(
    'census-screening',
    'arrival',
    (client, id) => client.query(ArrivalsPage, { ids: [id] }),
    (row, lang) => [row.no, v(row.version), row.area, dispositionLabel(row.disposition, lang), custodyLabel(row.custody, lang)],
  ),
  'task-force': rowsOf(
    'command-center',
    'task-force',
    (client, id) => client.query(TaskForcesPage, { ids: [id], disbanded: true }),
    (row, lang) => [
      String(row.no),
      v(row.version),
      row.at,
      taskForceStatusLabel(row.status, lang),
      late(`${String(row.strength)}/${String(row.members)}`, row.deployment?.overdue),
    ],
  ),
  'screening-campaign': rowsOf(
    'census-screening',
    'screening-campaign',
    (client, id) => client.query(CampaignsPage, { ids: [id] }),
    (row, lang) => [
      row.no,
      v(row.version),
      row.area,
      campaignStatusLabel(row.status, lang),
      `${coverageText(row.coverage)} ${coveragePercent(row.coverage)}`,
    ],
  ),
  'screening-unit': rowsOf(
    'census-screening',
    'screening-unit',
    (client, id) => client.query(UnitsPage, { ids: [id] }),
    (row, lang) => [row.path, v(row.version), late(unitStatusLabel(row.status, lang), row.overdue)],
  ),
  'escort-batch': rowsOf(
    'census-screening',
    'escort-batch',
    (client, id) => client.query(BatchesPage, { ids: [id] }),
    (row, lang) => [
      row.no,
      v(row.version),
      row.areas.join(','),
      late(batchStatusLabel(row.status, lang), row.late),
      [row.accepted, row.refused, row.missing, row.heads].join('/'),
    ],
  ),
  'medicine-run': rowsOf(
    'errands',
    'medicine-run',
    (client, id) => client.query(RunsPage, { ids: [id] }),
    (row, lang) => [
      row.no,
      v(row.version),
      row.areas.join(','),
      runStatusLabel(row.status, lang),
      [row.stops, row.cardsOut, row.toFetch, row.toDeliver, row.delivered].join('/'),
    ],
  ),
  card: rowsOf(
    'errands',
    'insurance-card',
    (client, id) => client.query(CardsPage, { ids: [id] }),
    (row, lang) => [row.no, v(row.version), row.area, late(cardStatusLabel(row.status, lang), row.late)],
  ),
  care: rowsOf(
    'errands',
    'care-link',
    (client, id) => client.query(CareLinks, { ids: [id] }),
    (row, lang) => [
      row.no,
      v(row.version),
      row.area,
      careTierLabel(row.tier, lang),
      late(careNextLabel(row.next, lang), row.next === 'DOOR'),
    ],
  ),
  call: rowsOf(
    'errands',
    'call',
    (client, id) => client.query(CallsPage, { ids: [id] }),
    (row, lang) => [
      row.no,
      v(row.version),
      row.area,
      row.callBack === undefined
        ? callOutcomeLabel(row.outcome, lang)
        : late(callBackStatusLabel(row.callBack.status, lang), row.callBack.overdue),
      row.errandNo ?? '',
    ],
  ),
  'need-report': rowsOf(
    'errands',
    'need-report',
    (client, id) => client.query(NeedReportsPage, { ids: [id] }),
    (row, lang) => [
      row.no,
      v(row.version),
      row.area,
      row[lang],
      needStatusLabel(row.status, lang),
      `${String(row.reports)}/${String(row.areas)}`,
    ],
  ),
  fever: rowsOf(
    'census-screening',
    'fever',
    (client, id) => client.query(FeversPage, { ids: [id] }),
    (row, lang) => [row.no, v(row.version), row.area, late(feverStatusLabel(row.status, lang), row.overdue)],
  ),
  alert: rowsOf(
    'command-center',
    'alert',
    (client, id) => client.query(AlertsPage, { ids: [id] }),
    (row, lang) => [row.no, row.area, row[lang], row.subject.no ?? '', late(alertStatusLabel(row.status, lang), row.escalated)],
  ),
  board: rowsOf(
    'command-center',
    'board',
    (client, id) => client.query(WallChart, id === 'a00' ? {} : { areas: [id] }),
    (row, lang) => [`${row.area} ${row[lang]}`, ...Object.entries(row.cells).map(([name, cell]) => `${name}=${figureText(name, cell)}`)],
  ),
};

/** Prints what changes, as it changes, until interrupted. */
export async function runWatch(view: string, options: CommonOptions): Promise<void> {
  const lang = langOf(options);
  const watched = VIEWS[view];
  if (!watched) {
    const known = Object.keys(VIEWS);
    throw new HzFailure(lang === 'zh' ? `可看：${known.join('、')}` : `There is: ${known.join(', ')}`, 2);
  }
  const session = await openRemembered(options);
  const { client, nc } = session;
  const machine = options.json === true || options.jsonl === true;
  const output = { json: false, jsonl: true, csv: false, fields: undefined, lang };
  const me = await whoAmI({ session, lang, output, idempotencyKey: undefined, askSecret: () => Promise.resolve('') });
  const areas = me.operator.scope.includes('houzhai') ? ['*'] : [...me.areas, 'a00'];
  const stop = followView(nc, watched.service, watched.view, areas, {
    changed: (id) => {
      void watched.ask(client, id, lang).then((changes) => {
        for (const { row, words } of changes)
          process.stdout.write(`${machine ? JSON.stringify(row) : [new Date().toTimeString().slice(0, 8), ...words].join('  ')}\n`);
      });
    },
    gap: () => {
      process.stderr.write(lang === 'zh' ? '（漏听若干变化）\n' : '(some changes were missed)\n');
    },
  });
  await nc.flush();
  process.stderr.write(lang === 'zh' ? '正在等待变化，Ctrl-C 结束\n' : 'Waiting for changes; Ctrl-C ends\n');
  await session.ended;
  stop();
}

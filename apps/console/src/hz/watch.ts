import {
  AlertsPage,
  ArrivalsPage,
  BatchesPage,
  CardsPage,
  CampaignsPage,
  FeversPage,
  RunsPage,
  ListCheckpoints,
  TaskForcesPage,
  UnitsPage,
  WallChart,
  WorklistPage,
  type Service,
} from '@houzhai/contracts';
import {
  alertStatusLabel,
  batchStatusLabel,
  cardStatusLabel,
  runStatusLabel,
  campaignStatusLabel,
  checkpointStatusLabel,
  custodyLabel,
  dispositionLabel,
  feverStatusLabel,
  kindLabel,
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
import type { CommonOptions } from './program.ts';
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

const VIEWS: Readonly<Record<string, Watched>> = {
  errand: {
    service: 'errands',
    view: 'worklist',
    ask: async (client, id, lang) => {
      const page = await client.query(WorklistPage, { ids: [id] });
      return (page.ok ? page.value.rows : []).map((row) => ({
        row,
        words: [
          row.no,
          `v${String(row.version)}`,
          row.area,
          kindLabel(row.kind, lang),
          `${statusLabel(row.status, lang)}${row.overdue ? '  ‼' : ''}`,
        ],
      }));
    },
  },
  checkpoint: {
    service: 'census-screening',
    view: 'checkpoint',
    ask: async (client, id, lang) => {
      const page = await client.query(ListCheckpoints, {});
      return (page.ok ? page.value.rows : [])
        .filter(({ checkpointId }) => checkpointId === id)
        .map((row) => ({
          row,
          words: [
            row.code,
            `v${String(row.version)}`,
            row.area,
            checkpointStatusLabel(row.status, lang),
            `${String(row.waiting)}/${String(row.underWay)}/${String(row.openDuties)}`,
          ],
        }));
    },
  },
  arrival: {
    service: 'census-screening',
    view: 'arrival',
    ask: async (client, id, lang) => {
      const page = await client.query(ArrivalsPage, { ids: [id] });
      return (page.ok ? page.value.rows : []).map((row) => ({
        row,
        words: [row.no, `v${String(row.version)}`, row.area, dispositionLabel(row.disposition, lang), custodyLabel(row.custody, lang)],
      }));
    },
  },
  'task-force': {
    service: 'command-center',
    view: 'task-force',
    ask: async (client, id, lang) => {
      const page = await client.query(TaskForcesPage, { ids: [id], disbanded: true });
      return (page.ok ? page.value.rows : []).map((row) => ({
        row,
        words: [
          String(row.no),
          `v${String(row.version)}`,
          row.at,
          taskForceStatusLabel(row.status, lang),
          `${String(row.strength)}/${String(row.members)}${row.deployment?.overdue ? '  ‼' : ''}`,
        ],
      }));
    },
  },
  'screening-campaign': {
    service: 'census-screening',
    view: 'screening-campaign',
    ask: async (client, id, lang) => {
      const page = await client.query(CampaignsPage, { ids: [id] });
      return (page.ok ? page.value.rows : []).map((row) => ({
        row,
        words: [
          row.no,
          `v${String(row.version)}`,
          row.area,
          campaignStatusLabel(row.status, lang),
          `${coverageText(row.coverage)} ${coveragePercent(row.coverage)}`,
        ],
      }));
    },
  },
  'screening-unit': {
    service: 'census-screening',
    view: 'screening-unit',
    ask: async (client, id, lang) => {
      const page = await client.query(UnitsPage, { ids: [id] });
      return (page.ok ? page.value.rows : []).map((row) => ({
        row,
        words: [row.path, `v${String(row.version)}`, `${unitStatusLabel(row.status, lang)}${row.overdue ? '  ‼' : ''}`],
      }));
    },
  },
  'escort-batch': {
    service: 'census-screening',
    view: 'escort-batch',
    ask: async (client, id, lang) => {
      const page = await client.query(BatchesPage, { ids: [id] });
      return (page.ok ? page.value.rows : []).map((row) => ({
        row,
        words: [
          row.no,
          `v${String(row.version)}`,
          row.areas.join(','),
          `${batchStatusLabel(row.status, lang)}${row.late ? '  ‼' : ''}`,
          `${String(row.accepted)}/${String(row.refused)}/${String(row.missing)}/${String(row.heads)}`,
        ],
      }));
    },
  },
  'medicine-run': {
    service: 'errands',
    view: 'medicine-run',
    ask: async (client, id, lang) => {
      const page = await client.query(RunsPage, { ids: [id] });
      return (page.ok ? page.value.rows : []).map((row) => ({
        row,
        words: [
          row.no,
          `v${String(row.version)}`,
          row.areas.join(','),
          runStatusLabel(row.status, lang),
          `${String(row.stops)}/${String(row.cardsOut)}/${String(row.toFetch)}/${String(row.toDeliver)}/${String(row.delivered)}`,
        ],
      }));
    },
  },
  card: {
    service: 'errands',
    view: 'insurance-card',
    ask: async (client, id, lang) => {
      const page = await client.query(CardsPage, { ids: [id] });
      return (page.ok ? page.value.rows : []).map((row) => ({
        row,
        words: [row.no, `v${String(row.version)}`, row.area, `${cardStatusLabel(row.status, lang)}${row.late ? '  ‼' : ''}`],
      }));
    },
  },
  fever: {
    service: 'census-screening',
    view: 'fever',
    ask: async (client, id, lang) => {
      const page = await client.query(FeversPage, { ids: [id] });
      return (page.ok ? page.value.rows : []).map((row) => ({
        row,
        words: [row.no, `v${String(row.version)}`, row.area, `${feverStatusLabel(row.status, lang)}${row.overdue ? '  ‼' : ''}`],
      }));
    },
  },
  alert: {
    service: 'command-center',
    view: 'alert',
    ask: async (client, id, lang) => {
      const page = await client.query(AlertsPage, { ids: [id] });
      return (page.ok ? page.value.rows : []).map((row) => ({
        row,
        words: [row.no, row.area, row[lang], row.subject.no ?? '', `${alertStatusLabel(row.status, lang)}${row.escalated ? '  ‼' : ''}`],
      }));
    },
  },
  board: {
    service: 'command-center',
    view: 'board',
    ask: async (client, id, lang) => {
      const chart = await client.query(WallChart, id === 'a00' ? {} : { areas: [id] });
      return (chart.ok ? chart.value.rows : []).map((row) => ({
        row,
        words: [`${row.area} ${row[lang]}`, ...Object.entries(row.cells).map(([name, cell]) => `${name}=${figureText(name, cell)}`)],
      }));
    },
  },
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

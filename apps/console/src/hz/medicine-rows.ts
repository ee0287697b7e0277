import type { CardCustody, CardsPage, MedicineDemand, OutputOf, PlanMedicineRun, Refusal, RunDetail, RunsPage } from '@houzhai/contracts';
import {
  cardContentLabel,
  cardStatusLabel,
  clockTime,
  lineStatusLabel,
  pastLabel,
  runStatusLabel,
  sentenceOf,
  stopCardLabel,
  type Language,
} from '@houzhai/i18n';
import { nameIn, type Names, type PrintedRows } from './checkpoint-rows.ts';

type Listed = Readonly<Record<string, (value: unknown, zh: boolean, lang: Language, names: Names) => PrintedRows>>;

const LISTS: Listed = {
  RunsPage: (value, zh, lang, names) =>
    (value as OutputOf<typeof RunsPage>).rows.map((row) => ({
      [zh ? '批次' : 'no']: row.no,
      [zh ? '状态' : 'status']: runStatusLabel(row.status, lang),
      [zh ? '代办员' : 'agent']: nameIn(names, row.agentId),
      [zh ? '医院' : 'hospital']: row.hospital,
      [zh ? '户' : 'stops']: row.stops,
      [zh ? '卡在外' : 'cards out']: row.cardsOut > 0 ? `! ${String(row.cardsOut)}` : '',
      [zh ? '待取' : 'to fetch']: row.toFetch,
      [zh ? '待送' : 'to deliver']: row.toDeliver,
      [zh ? '已送' : 'delivered']: row.delivered,
      [zh ? '待签收' : 'offered']: row.offered > 0 ? `! ${nameIn(names, row.offeredTo ?? '')}` : '',
      [zh ? '编批' : 'planned']: clockTime(row.plannedAt, lang),
    })),
  RunDetail: (value, zh, lang) => {
    const { stops, lines } = value as OutputOf<typeof RunDetail>;
    return stops.flatMap((stop) =>
      lines
        .filter(({ cardId }) => cardId === stop.cardId)
        .map((line) => ({
          [zh ? '序' : 'stop']: stop.nth,
          [zh ? '信封' : 'envelope']: stop.cardNo,
          [zh ? '医保卡' : 'card']: stopCardLabel(stop.card, lang),
          [zh ? '代办单' : 'errand']: line.errandNo,
          [zh ? '药房' : 'pharmacy']: line.pharmacy,
          [zh ? '药品' : 'drug']: line.drug ?? '',
          [zh ? '天数' : 'days']: line.qtyDays,
          [zh ? '状态' : 'status']: lineStatusLabel(line.status, lang),
          [zh ? '地址' : 'where']: stop.path,
          [zh ? '行' : 'line']: line.lineId,
        })),
    );
  },
  PlanMedicineRun: (value, zh, lang, names) =>
    (value as OutputOf<typeof PlanMedicineRun>).rows.map((row) => ({
      [zh ? '序' : 'stop']: row.stop ?? '—',
      [zh ? '代办单' : 'errand']: row.no,
      [zh ? '村(居)' : 'area']: row.area,
      [zh ? '行' : 'lines']: row.lines,
      [zh ? '未同行' : 'stays behind']: row.refusal
        ? sentenceOf(row.refusal as Refusal, { lang, operator: (id) => nameIn(names, id) })
        : '',
    })),
  MedicineDemand: (value, zh, lang) =>
    (value as OutputOf<typeof MedicineDemand>).rows.map((row) => ({
      [zh ? '代办单' : 'errand']: row.no,
      [zh ? '医院' : 'hospital']: row.hospital,
      [zh ? '村(居)' : 'area']: row.area,
      [zh ? '待取行数' : 'lines']: row.lines,
      [zh ? '登记' : 'recorded']: clockTime(row.recordedAt, lang),
    })),
  CardsPage: (value, zh, lang, names) =>
    (value as OutputOf<typeof CardsPage>).rows.map((row) => ({
      [zh ? '信封' : 'no']: row.no,
      [zh ? '状态' : 'status']: `${row.late ? '‼ ' : ''}${cardStatusLabel(row.status, lang)}`,
      [zh ? '在谁手里' : 'with']: row.holderId === undefined ? '' : nameIn(names, row.holderId),
      [zh ? '自' : 'since']: clockTime(row.since, lang),
      [zh ? '须还' : 'due']: row.dueBy === undefined ? '' : clockTime(row.dueBy, lang),
      [zh ? '内容' : 'contents']: row.contents.map((content) => cardContentLabel(content, lang)).join(zh ? '、' : ', '),
      [zh ? '负责' : 'sees to it']: row.ownerId === undefined ? '' : nameIn(names, row.ownerId),
      [zh ? '批次' : 'run']: row.runNo ?? '',
      [zh ? '地址' : 'where']: row.path,
    })),
  CardCustody: (value, zh, lang, names) =>
    (value as OutputOf<typeof CardCustody>).holdings.map((one) => ({
      [zh ? '自' : 'since']: clockTime(one.since, lang),
      [zh ? '至' : 'until']: one.until === undefined ? '' : clockTime(one.until, lang),
      [zh ? '在谁手里' : 'with']:
        one.holderId === undefined ? (one.status === 'LOST' ? '‼' : zh ? '本人' : 'household') : nameIn(names, one.holderId),
      [zh ? '经过' : 'how']: pastLabel('insurance-card', one.event, lang),
      [zh ? '凭据' : 'words']: one.words ?? '',
    })),
};

/** Medicine runs and insurance cards as people want to read them; undefined for any other list. */
export const medicineRows = (contract: string, value: unknown, lang: Language, names: Names): PrintedRows | undefined =>
  LISTS[contract]?.(value, lang === 'zh', lang, names);

/** Answers about one record that people read as rows. */
export const MEDICINE_ANSWERS: readonly string[] = ['RunDetail', 'CardCustody'];
/** Answers with names of operators in them. */
export const MEDICINE_LISTS: readonly string[] = Object.keys(LISTS);

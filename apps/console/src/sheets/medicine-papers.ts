import type { OutputOf, RunPapers } from '@houzhai/contracts';
import { lineStatusLabel, stopCardLabel } from '@houzhai/i18n';
import { addressOf, noticeText, onPaper, type Paper, type Setting } from './paper.ts';
import { columns, saying } from './papers.ts';

type Papers = OutputOf<typeof RunPapers>;
type Line = Papers['lines'][number];

/** One of the two papers of a medicine run, by what was asked for. */
export const medicinePaper = (papers: Papers, names: Setting): Paper =>
  papers.sheet === 'PICK' ? pickPaper(papers, names) : routePaper(papers, names);

const drugOf = ({ drug, code }: Line): string => [drug ?? '—', code].filter((part) => part !== undefined).join(' ');

/** What to fetch at each pharmacy 取药单: the drugs in the order of the counters, each with its envelope and a box. */
function pickPaper(papers: Papers, names: Setting): Paper {
  const { row, stops, lines } = papers;
  const { lang } = names;
  const say = saying(lang);
  const envelopes = new Map(stops.map(({ cardId, cardNo }) => [cardId, cardNo]));
  const wanted = lines
    .filter(({ status }) => status !== 'POSTPONED')
    .toSorted((a, b) => a.pharmacy.localeCompare(b.pharmacy) || a.nth - b.nth);
  return {
    lang,
    title: say('取药单', 'Pick list'),
    no: row.no,
    landscape: true,
    facts: factsOf(papers, names, [say('药品行数', 'Lines'), String(wanted.length)]),
    table: {
      toWriteIn: true,
      columns: columns(
        [say('序', 'No.'), 0.5],
        [say('药房', 'Pharmacy'), 1.5],
        [say('户', 'Stop'), 0.5],
        [say('信封', 'Envelope'), 2],
        [say('药品', 'Drug'), 3.4],
        [say('处方号', 'Prescription'), 1.6],
        [say('天数', 'Days'), 0.7],
        [say('取到 □ 缺货 □', 'got □ short □'), 1.6],
        [say('只有几天的量、备注', 'Days there are, note'), 2],
      ),
      rows: wanted.map((line, index) => [
        String(index + 1),
        placeIn(papers, line.pharmacy, names),
        String(line.nth),
        envelopes.get(line.cardId) ?? '',
        drugOf(line),
        line.prescriptionNo ?? '',
        String(line.qtyDays),
        line.status === 'TO_FETCH' ? '□  □' : lineStatusLabel(line.status, lang),
        '',
      ]),
    },
    says: [
      say(
        '缺货：拆分、换药房或改下批，其余照取；回录：控制台 :py 或 hz medicine-run。用毕交社区销毁，不得留存。',
        'Short: split the line, try another pharmacy, or leave it for a next run; fetch the others. Key it back with :py or hz medicine-run. Hand it in to be destroyed.',
      ),
    ],
    signatures: [
      { label: say('代办员签字', 'Agent'), value: '' },
      { label: say('回录人', 'Keyed by'), value: '' },
    ],
    notice: noticeText(names),
    at: row.plannedAt,
    foot: say(`编批 ${onPaper(row.plannedAt)}`, `Planned ${onPaper(row.plannedAt)}`),
  };
}

/** Whose card to take and what to bring, door by door 路线单, with room for both signatures twice. */
function routePaper(papers: Papers, names: Setting): Paper {
  const { row, stops, lines } = papers;
  const { lang } = names;
  const say = saying(lang);
  return {
    lang,
    title: say('配药路线单', 'Route sheet'),
    no: row.no,
    landscape: true,
    facts: factsOf(papers, names, [say('户数', 'Stops'), String(stops.length)]),
    table: {
      toWriteIn: true,
      columns: columns(
        [say('序', 'No.'), 0.5],
        [say('信封', 'Envelope'), 1.9],
        [say('姓名', 'Name'), 0.9],
        [say('地址', 'Where'), 2.6],
        [say('药', 'Lines'), 0.5],
        [say('医保卡', 'Card'), 1.1],
        [say('收卡：户/代办员 时间', 'Taken: household/agent, when'), 2.5],
        [say('送药：签收', 'Medicine: received'), 1.6],
        [say('还卡：户/代办员 时间', 'Back: household/agent, when'), 2.5],
      ),
      rows: stops.map((stop) => [
        String(stop.nth),
        stop.cardNo,
        stop.label ?? '',
        addressOf(stop.path, names),
        String(lines.filter(({ cardId, status }) => cardId === stop.cardId && status !== 'POSTPONED').length),
        stopCardLabel(stop.card, lang),
        '',
        '',
        '',
      ]),
    },
    says: [
      say(
        '收卡、还卡各须两方签字；信封不装密码；隔离户封口并电话复述。医保卡当日归还。用毕交社区销毁，不得留存。',
        'Both sign when a card is taken and when it is back; never a PIN in the envelope; an isolated home seals it and reads back. Cards are back the same day. Hand it in to be destroyed.',
      ),
    ],
    signatures: [
      { label: say('代办员签字', 'Agent'), value: '' },
      { label: say('回录人', 'Keyed by'), value: '' },
    ],
    notice: noticeText(names),
    at: row.plannedAt,
    foot: say(`编批 ${onPaper(row.plannedAt)}`, `Planned ${onPaper(row.plannedAt)}`),
  };
}

/** A hospital or pharmacy by name. */
const placeIn = ({ places }: Papers, code: string, { lang }: Setting): string =>
  places.find((place) => place.code === code)?.[lang] ?? code;

const factsOf = (papers: Papers, names: Setting, last: readonly [string, string]): Paper['facts'] => {
  const { row } = papers;
  const say = saying(names.lang);
  return [
    [say('代办员', 'Agent'), names.operator(row.agentId)],
    [say('医院', 'Hospital'), placeIn(papers, row.hospital, names)],
    [say('村(居)', 'Area'), row.areas.map((area) => names.area(area)).join(say('、', ', '))],
    last,
  ];
};

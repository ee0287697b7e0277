import type { ExportUnits, OutputOf, UnitRow } from '@houzhai/contracts';
import { stratumLabel, unitStatusLabel, type Language } from '@houzhai/i18n';
import { OUTCOME_WORDS } from './visit-lines.ts';
import { addressOf, noticeText, onPaper, type Paper, type Setting } from './paper.ts';
import { columns, saying, type Said } from './papers.ts';

/** What a door may come to, each with its box: the two stay on one line. */
const boxes = (lang: Language): string =>
  Object.values(OUTCOME_WORDS)
    .map((word) => `□\u2060${word[lang].replace(' ', '\u00a0')}`)
    .join(' ');
const again = ({ otherHalf }: UnitRow, say: Said): string =>
  otherHalf === undefined ? '' : otherHalf === 'AM' ? say('，须上午', ', a.m.') : say('，须下午', ', p.m.');

/** Doors to go to 上门工作单, in the order somebody walks, with boxes and room for a pencil; nobody who lives there stands on it. */
export function doorsPaper({ rows, no = '', sheetNo = '', asOf }: OutputOf<typeof ExportUnits>, names: Setting): Paper {
  const { lang } = names;
  const say = saying(lang);
  const teams = [...new Set(rows.flatMap(({ teamNo }) => teamNo ?? []))].sort((a, b) => a - b);
  const areas = [...new Set(rows.map(({ area }) => area))].sort();
  return {
    lang,
    title: say('摸排上门工作单', 'Doors to go to'),
    no: sheetNo,
    landscape: true,
    facts: [
      [say('轮次', 'Round'), no],
      [say('队', 'Team'), teams.join(say('、', ', ')) || '—'],
      [say('村(居)', 'Area'), areas.map((area) => names.area(area)).join(say('、', ', '))],
      [say('上门人', 'Visited by'), '______________________'],
      [say('户（间）', 'Doors'), String(rows.length)],
    ],
    table: {
      toWriteIn: true,
      columns: columns(
        [say('序', 'No.'), 0.5],
        [say('门', 'Door'), 2.8],
        [say('类别', 'Kind'), 1.4],
        [say('登记人数', 'Known'), 0.9],
        [say('上次', 'Before'), 1.6],
        [say('时间', 'Time'), 1.1],
        [say('结果', 'Outcome'), 5.4],
        [say('登记外人数', 'Not known'), 1.1],
        [say('依据、备注', 'Evidence, note'), 1.8],
      ),
      rows: rows
        .toSorted((a, b) => (a.path < b.path ? -1 : 1))
        .map((row, index) => [
          String(index + 1),
          addressOf(row.path, names),
          stratumLabel(row.stratum, lang),
          String(row.registered),
          row.attempts === 0 ? '' : `${unitStatusLabel(row.status, lang)} ×${String(row.attempts)}${again(row, say)}`,
          '',
          boxes(lang),
          '',
          '',
        ]),
    },
    says: [
      say(
        `回录：控制台“摸排单元”逐门录入；或把导出的表填好“结果、上门时间、工作单”后 hz screening import-visits。用毕交回销毁并登记：${sheetNo}。`,
        `Key it back door by door in the console; or fill outcome, time and sheet into an exported file and hz screening import-visits it. Hand it in to be destroyed, and say so: ${sheetNo}.`,
      ),
    ],
    signatures: [
      { label: say('上门人签字', 'Visited by'), value: '' },
      { label: say('回录人', 'Keyed by'), value: '' },
    ],
    notice: noticeText(names),
    at: asOf,
    foot: say(`打印 ${onPaper(asOf)}`, `Printed ${onPaper(asOf)}`),
  };
}

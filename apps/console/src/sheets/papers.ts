import type { BatchDetail, IsolationProof, OutputOf, WorkSheet } from '@houzhai/contracts';
import { followUpMethodLabel, isolationKindLabel, slotStatusLabel, type Language } from '@houzhai/i18n';
import { addressOf, noticeText, onPaper, type Paper, type Setting } from './paper.ts';

export type Said = (zh: string, en: string) => string;
/** Says things in one language. */
export const saying =
  (lang: Language): Said =>
  (zh, en) =>
    lang === 'zh' ? zh : en;
const halfName = (half: 'AM' | 'PM', say: Said): string => (half === 'AM' ? say('上午', 'a.m.') : say('下午', 'p.m.'));
/** Columns of a table with how wide each is beside the others. */
export const columns = (...titles: readonly (readonly [title: string, share: number])[]) =>
  titles.map(([title, share]) => ({ title, share }));

/** Proof of release 解除隔离证明: the person, every half-day, both signatures, the notice. */
export function proofPaper(proof: OutputOf<typeof IsolationProof>, names: Setting): Paper {
  const { lang } = names;
  const say = saying(lang);
  const seen = proof.slots.filter(({ status }) => status === 'SEEN_OK' || status === 'SEEN_NOT_OK').length;
  const name = proof.name ?? say('（尚无姓名）', '(no name yet)');
  const place = addressOf(proof.path, names);
  return {
    lang,
    title: say('解除隔离证明', 'Proof of release from isolation'),
    no: proof.no,
    facts: [
      [say('姓名', 'Name'), name],
      [say('证件号码', 'Document'), proof.documentNo ?? '—'],
      [say('隔离方式', 'Kind'), isolationKindLabel(proof.kind, lang)],
      [say('隔离地点', 'Place'), place],
      [say('第 0 天', 'Day 0'), proof.dayZero],
      [say('末日', 'Last day'), proof.lastDay],
      [say('隔离通知书', 'Notice of isolation'), proof.noticeNo],
      [say('解除通知书', 'Notice of release'), proof.releaseNoticeNo],
    ],
    table: {
      columns: columns(
        [say('次', 'No.'), 0.6],
        [say('日期', 'Day'), 1.6],
        [say('半天', 'Half'), 1],
        [say('结果', 'Result'), 1.3],
        [say('体温 °C', '°C'), 1],
        [say('方式', 'How'), 1.3],
        [say('时间', 'When'), 2],
        [say('登记人', 'Recorded by'), 1.8],
      ),
      rows: proof.slots.map((slot) => [
        String(slot.nth),
        slot.date,
        halfName(slot.half, say),
        slotStatusLabel(slot.status, lang),
        slot.temperature?.toFixed(1) ?? '',
        slot.method === undefined ? '' : followUpMethodLabel(slot.method, lang),
        slot.occurredAt === undefined ? '' : onPaper(slot.occurredAt),
        slot.recordedBy === undefined ? '' : names.operator(slot.recordedBy),
      ]),
    },
    says: [
      say(
        `${name}自 ${onPaper(proof.startedAt)} 起在 ${place} 隔离，应随访 ${String(proof.slots.length)} 次，已随访 ${String(seen)} 次；签字前复测体温 ${proof.readings.map((celsius) => celsius.toFixed(1)).join('、')} °C。自 ${onPaper(proof.releasedAt)} 解除隔离。`,
        `${name} was isolated at ${place} from ${onPaper(proof.startedAt)}; ${String(seen)} of ${String(proof.slots.length)} half-days were followed up; before signing ${proof.readings.map((celsius) => celsius.toFixed(1)).join(' and ')} °C were measured. Released at ${onPaper(proof.releasedAt)}.`,
      ),
    ],
    signatures: proof.signatures.map(({ as, by, method, at, scanNo, checkedBy }) => ({
      label: as === 'DOCTOR' ? say('责任医生', 'Doctor') : say('社区', 'Community'),
      value: [
        names.operator(by),
        onPaper(at),
        method === 'CONSOLE' ? say('平台签字', 'signed on the platform') : say(`纸质签字 ${scanNo ?? ''}`, `on paper ${scanNo ?? ''}`),
        ...(checkedBy === undefined ? [] : [say(`核对 ${names.operator(checkedBy)}`, `checked by ${names.operator(checkedBy)}`)]),
      ].join(' · '),
    })),
    notice: noticeText(names),
    at: proof.asOf,
    foot: say(`出具 ${onPaper(proof.asOf)} · 政策 ${proof.policyVersion}`, `Issued ${onPaper(proof.asOf)} · policy ${proof.policyVersion}`),
  };
}

/** The day's follow-ups to take along 随访工作单, with room for a pencil. */
export function followUpPaper({ row, lines }: OutputOf<typeof WorkSheet>, names: Setting): Paper {
  const { lang } = names;
  const say = saying(lang);
  return {
    lang,
    title: say('随访工作单', 'Work sheet of follow-ups'),
    no: row.no,
    landscape: true,
    facts: [
      [say('村(居)', 'Area'), names.area(row.area)],
      [say('半天', 'Half-day'), `${row.day} ${halfName(row.half, say)}`],
      [say('随访人', 'Visited by'), '______________________'],
      [say('共', 'Lines'), String(row.lines)],
    ],
    table: {
      toWriteIn: true,
      columns: columns(
        [say('行', 'Line'), 0.6],
        [say('隔离编号', 'Case'), 2],
        [say('对象', 'Who'), 1],
        [say('地址', 'Where'), 3],
        [say('第几次', 'Nth'), 0.9],
        [say('时间', 'Time'), 1],
        [say('体温 °C', '°C'), 1],
        [say('方式 电话/视频/上门', 'phone/video/door'), 1.7],
        [say('症状、未见原因', 'Symptoms, or why not met'), 3],
      ),
      rows: lines.map((line) => [
        String(line.line),
        line.no,
        line.label,
        addressOf(line.path, names),
        `${String(line.nth)}/${String(line.slots)}`,
        ...(line.status === 'NOT_PERFORMED' ? ['', '', '', ''] : ['', '', '', slotStatusLabel(line.status, lang)]),
      ]),
    },
    says: [
      say(
        `回录：控制台 :sheet ${row.no}，或 hz sheet key ${row.no}；每行键入行号、体温、时间。用毕交社区登记销毁。`,
        `Key it back: console :sheet ${row.no}, or hz sheet key ${row.no}; line, temperature and time. Hand it in to be destroyed.`,
      ),
    ],
    signatures: [
      { label: say('随访人签字', 'Visited by'), value: '' },
      { label: say('回录人', 'Keyed by'), value: '' },
    ],
    notice: noticeText(names),
    at: row.printedAt,
    foot: say(
      `打印 ${onPaper(row.printedAt)} · ${names.operator(row.printedBy)}`,
      `Printed ${onPaper(row.printedAt)} · ${names.operator(row.printedBy)}`,
    ),
  };
}

/** The slip a batch is handed over with 交接单: every head and room for who takes it over. */
export function slipPaper({ row, heads }: OutputOf<typeof BatchDetail>, names: Setting): Paper {
  const { lang } = names;
  const say = saying(lang);
  return {
    lang,
    title: say('护送交接单', 'Hand-over slip'),
    no: row.no,
    facts: [
      [say('护送人', 'Led by'), names.operator(row.leadId)],
      [say('人数', 'Heads'), String(heads.length)],
    ],
    table: {
      toWriteIn: true,
      columns: columns(
        [say('序', 'No.'), 0.5],
        [say('姓名', 'Name'), 1.2],
        [say('去向', 'To'), 2.6],
        [say('接收人签名', 'Taken over by'), 2],
        [say('时间', 'When'), 1.2],
        [say('未接收原因', 'Why not'), 2],
      ),
      rows: heads.map((head, index) => [String(index + 1), head.label, addressOf(head.destination, names), '', '', '']),
    },
    says: [
      say(
        '电话交接：复述单号、人数、姓名，次日早晨由接收方确认。',
        'By telephone: number, heads and names are read back; the receiver confirms next morning.',
      ),
    ],
    signatures: [
      { label: say('护送人', 'Led by'), value: names.operator(row.leadId) },
      { label: say('社区', 'Community'), value: '' },
    ],
    notice: noticeText(names),
    at: row.assembledAt,
    foot: onPaper(row.assembledAt),
  };
}

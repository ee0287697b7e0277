import type { CollectionNotice } from '@houzhai/contracts';
import type { Language } from '@houzhai/i18n';

/** What is to be set on paper: no layout, only what stands there. */
export interface Paper {
  readonly lang: Language;
  readonly title: string;
  /** Number of the sheet, large at the top right. */
  readonly no: string;
  readonly landscape?: boolean;
  /** A card of A6 to stay with a household, in larger letters. */
  readonly card?: boolean;
  /** What the head says, label and value, two a line. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly table: {
    readonly columns: readonly { readonly title: string; readonly share: number }[];
    readonly rows: readonly (readonly string[])[];
    /** Height of a row for writing in by hand; rows are as high as their text otherwise. */
    readonly toWriteIn?: boolean;
  };
  /** Paragraphs after the table. */
  readonly says: readonly string[];
  /** Places to sign, with what stands there already. */
  readonly signatures: readonly { readonly label: string; readonly value: string }[];
  /** Who collects, why, until when, where to complain. */
  readonly notice: string;
  /** The instant of what it says, ISO 8601. */
  readonly at: string;
  /** At the foot of every page: when and by whom it was made. */
  readonly foot: string;
}

/** What a paper needs besides its record: how places and people are called, the notice, the language. */
export interface Setting {
  readonly lang: Language;
  readonly notice: CollectionNotice;
  readonly area: (code: string) => string;
  readonly operator: (id: string) => string;
  /** A resident, masked, where the register answers. */
  readonly person: (id: string) => string;
  /** Telephone of somebody's duty. */
  readonly phone: (id: string) => string | undefined;
}

/** An address as somebody finds it: the area by name, what is below as it is written on the door. */
export function addressOf(path: string, { area: areaName }: Pick<Setting, 'area'>): string {
  const [, area = '', ...below] = path.split('/');
  return [areaName(area), ...(below.length > 0 ? [below.join('/')] : [])].join(' ');
}

/** The notice every form carries that collects something. */
export const noticeText = ({ notice: { collector, purpose, keptUntil, complaints }, lang }: Setting): string =>
  lang === 'zh'
    ? `收集单位：${collector.zh}。用途：${purpose.zh}。保存：${keptUntil.zh}。投诉：${complaints.zh}。`
    : `Collected by: ${collector.en}. Purpose: ${purpose.en}. Kept: ${keptUntil.en}. Complaints: ${complaints.en}.`;

const minutes = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' });
/** An instant as paper says it, to the minute in Shanghai: 2020-02-08 09:05. */
export const onPaper = (instant: string): string => minutes.format(new Date(instant));

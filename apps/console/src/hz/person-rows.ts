import type { DuplicatePair, FileLine, FindPersons, OutputOf, PersonFile, PersonRow } from '@houzhai/contracts';
import { clockTime, duplicateRuleLabel, filedLabel, linkVerdictLabel, pastLabel, type Language } from '@houzhai/i18n';
import { nameIn, type Names, type PrintedRows } from './checkpoint-rows.ts';

const pairRow = ({ person, other, rule, similarity, verdict }: DuplicatePair, lang: Language): Record<string, unknown> => {
  const zh = lang === 'zh';
  return {
    ['①']: `${person.no} ${person.label}`,
    ['②']: `${other.no} ${other.label}`,
    [zh ? '依据' : 'found by']: `${duplicateRuleLabel(rule, lang)}${rule === 'ALIKE' ? ` ${String(Math.round(similarity * 100))}%` : ''}`,
    [zh ? '电话' : 'phones']: `${person.phoneMasked ?? '—'} / ${other.phoneMasked ?? '—'}`,
    [zh ? '证件' : 'documents']: `${person.documentMasked ?? '—'} / ${other.documentMasked ?? '—'}`,
    [zh ? '生年' : 'born']: `${String(person.birthYear ?? '—')} / ${String(other.birthYear ?? '—')}`,
    [zh ? '认定' : 'said']: verdict ? linkVerdictLabel(verdict, lang) : '',
  };
};

const findRow = (row: PersonRow, lang: Language): Record<string, unknown> => {
  const zh = lang === 'zh';
  const { no, label, initials, phoneMasked = '', documentMasked = '', birthYear, area, mergedInto, merged = [] } = row;
  return {
    [zh ? '编号' : 'no']: no,
    [zh ? '姓名' : 'name']: label,
    [zh ? '首字母' : 'initials']: initials,
    [zh ? '电话' : 'phone']: phoneMasked,
    [zh ? '证件' : 'document']: documentMasked,
    [zh ? '生年' : 'born']: birthYear ?? '',
    [zh ? '村(居)' : 'area']: area,
    [zh ? '合并' : 'merged']: mergedInto ? `→ ${mergedInto.no}` : merged.map((one) => one.no).join(','),
  };
};

const fileRow = (line: FileLine, names: Names, lang: Language): Record<string, unknown> => {
  const zh = lang === 'zh';
  const { at, entity, event, no, under, verdict, halfDays, actor } = line;
  return {
    [zh ? '时间' : 'at']: clockTime(at, lang),
    [zh ? '类别' : 'kind']: filedLabel(entity, lang),
    [zh ? '事项' : 'what']: [pastLabel(entity, event, lang), ...(verdict ? [linkVerdictLabel(verdict, lang)] : [])].join(' '),
    [zh ? '编号' : 'no']: no,
    [zh ? '半天' : 'half-days']: halfDays ? `${String(halfDays.done)}/${String(halfDays.slots)}${halfDays.missed > 0 ? ` ! ${String(halfDays.missed)}` : ''}` : '',
    [zh ? '在谁名下' : 'under']: under ?? '',
    [zh ? '经手' : 'by']: actor.startsWith('service:') ? (zh ? '系统' : 'the platform') : nameIn(names, actor),
  }; // prettier-ignore
};

/** Answers about who somebody is as rows for people: residents, pairs with numbers and words, the file in order of time. */
export function personRows(contract: string, value: unknown, names: Names, lang: Language): PrintedRows | undefined {
  switch (contract) {
    case 'FindPersons':
      return (value as OutputOf<typeof FindPersons>).rows.map((row) => findRow(row, lang));
    case 'DuplicatesOf':
    case 'DuplicatesPage':
      return (value as { readonly pairs: readonly DuplicatePair[] }).pairs.map((pair) => pairRow(pair, lang));
    case 'PersonFile':
      return (value as OutputOf<typeof PersonFile>).lines.map((line) => fileRow(line, names, lang));
    default:
      return undefined;
  }
}
/** Answers that `personRows` knows and that hold no plain rows. */
export const PERSON_ANSWERS: readonly string[] = ['DuplicatesOf', 'DuplicatesPage', 'PersonFile'];

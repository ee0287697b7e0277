import type { OutputOf, PersonDetail } from '@houzhai/contracts';
import { clockTime, linkVerdictLabel, pastLabel, type Language } from '@houzhai/i18n';
import { valueLabel } from '../commands/value-labels.ts';
import { padEnd } from '../terminal/width.ts';
import { nameIn, type Names } from './checkpoint-rows.ts';

/** A resident as people read them: what is entered, masked, whom else it is about, and what happened to the entry. */
export function personCard({ row, links = [], history }: OutputOf<typeof PersonDetail>, names: Names, lang: Language): string {
  const zh = lang === 'zh';
  const { no, label, area, path, phoneMasked, documentKind, documentMasked = '', sex, birthYear, mergedInto, merged = [], erased } = row;
  const line = (name: string, value: string): string => `  ${padEnd(name, zh ? 10 : 13)}${value}`.trimEnd();
  const profile = [
    line(zh ? '地址' : 'dwelling', path),
    line(zh ? '电话' : 'phone', phoneMasked ?? (zh ? '未登记' : 'not recorded')),
    line(zh ? '证件' : 'document', `${valueLabel('documentKind', documentKind, lang)} ${documentMasked}`),
    line(zh ? '性别、生年' : 'sex, born', `${valueLabel('sex', sex, lang)} ${birthYear === undefined ? '—' : String(birthYear)}`),
  ];
  return [
    `${label}  ${no}`,
    line(zh ? '村(居)' : 'area', area),
    ...(erased ? [line(zh ? '个人信息' : 'data', zh ? `已删除；hz person erasure ${no}` : `erased; hz person erasure ${no}`)] : profile), // prettier-ignore
    ...(mergedInto ? [line(zh ? '已并入' : 'merged into', mergedInto.no)] : []),
    ...(merged.length > 0 ? [line(zh ? '并有' : 'merged here', merged.map((one) => one.no).join(' '))] : []),
    ...links.map((link) => line(linkVerdictLabel(link.verdict, lang), link.no)),
    zh ? '登记经过' : 'history',
    ...history.map(({ at, event, actor }) => {
      const who = actor.startsWith('service:') ? (zh ? '系统' : 'the platform') : nameIn(names, actor);
      return `  ${padEnd(clockTime(at, lang), 20)}${padEnd(pastLabel('person', event, lang), zh ? 16 : 24)}${who}`;
    }),
  ].join('\n');
}

import { LinkPersons, MergePersons, UnmergePerson, type LinkVerdict, type OutputOf, type PersonRow } from '@houzhai/contracts';
import { linkVerdictLabel } from '@houzhai/i18n';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { still, t, type Model, type Step } from './model.ts';
import type { Navigation } from './navigation.ts';
import { deedItem, takeDeed } from './record-actions.ts';

/** An entry as it is named while something is said of it. */
export type Named = Pick<PersonRow, 'personId' | 'no' | 'label'>;
const nameOf = ({ label, no }: Named): string => `${label} ${no}`;

const WHAT_A_VERDICT_DOES: Readonly<Record<LinkVerdict, (model: Model) => string>> = {
  SAME: (model) =>
    t(
      model,
      '只作认定：两条登记都不变，两边的卡片都会写明；以后可以改。合并要另外办理。',
      'Only said: neither entry changes, both cards show it, and it can be changed. Merging is another step.',
    ),
  DIFFERENT: (model) =>
    t(
      model,
      '两条登记都不变，两边的卡片都会写明，不再列为疑似重复；以后可以改。',
      'Neither entry changes, both cards show it, and the two are not listed again; it can be changed.',
    ),
};

/** Says of two entries that they are one person or two. */
export const askVerdict = (model: Model, one: Named, other: Named, verdict: LinkVerdict): Step =>
  takeDeed(model, {
    contract: LinkPersons,
    noun: 'person',
    verb: 'link',
    subject: `${one.no} --other ${other.no} --verdict ${verdict.toLowerCase()}`,
    title: (at) => `${linkVerdictLabel(verdict, at.lang)} · ${one.label} · ${other.label}`,
    about: (at) => [`${nameOf(one)}\n${nameOf(other)}`, WHAT_A_VERDICT_DOES[verdict](at)],
    fixed: () => ({ personId: one.personId, otherId: other.personId, verdict }),
    done: (value, at) => saidText(value, at),
  });

const saidText = ({ verdict }: OutputOf<typeof LinkPersons>, at: Model): string =>
  t(at, `✓ 已认定：${linkVerdictLabel(verdict, 'zh')}`, `✓ Said: ${linkVerdictLabel(verdict, 'en')}`);

/** What a merge does, as it is said before it is done. */
const mergeText = (model: Model, keep: string, other: string): readonly string[] => [
  t(model, `保留 ${keep}`, `Kept: ${keep}`),
  t(model, `并入 ${other}`, `Merged into it: ${other}`),
  t(
    model,
    '按后者的编号、电话、证件查找，都到保留的一条；后者不能再更正，也不能再登记新的事项，不再计入居民数。',
    'Whoever is found by the number, phone or document of the latter is the kept one; the latter is corrected no more, gets nothing new and does not count as a resident.',
  ),
  t(
    model,
    '两条的内容和已有记录都原样保留，都列在一人一档里。弄错了可以拆分，拆出后与现在一样。',
    'Both stay as they are with all their records, shown in one file. If it was wrong it is taken out again, just as it is now.',
  ),
];

const mergedText = ({ no, keptNo }: OutputOf<typeof MergePersons>, at: Model): string =>
  t(at, `✓ ${no} 已并入 ${keptNo}，其卡片按 x 可拆分`, `✓ ${no} is merged into ${keptNo}; x there takes it out`);

/** Merges one entry into another that is known. */
export const askMerge = (model: Model, keep: Named, other: Named): Step =>
  takeDeed(model, {
    contract: MergePersons,
    noun: 'person',
    verb: 'merge',
    subject: `--keep ${keep.no} --other ${other.no}`,
    title: (at) => t(at, `合并 · 保留 ${keep.no}`, `Merge · keep ${keep.no}`),
    about: (at) => mergeText(at, nameOf(keep), nameOf(other)).slice(0, 2),
    fixed: () => ({ keepId: keep.personId, otherId: other.personId }),
    confirm: (at) => mergeText(at, nameOf(keep), nameOf(other)),
    done: mergedText,
  });

/** Asks which of two entries is kept, then merges. */
export function chooseKept(model: Model, one: Named, other: Named): Step {
  const item = (key: string, keep: Named, gone: Named): MenuItem =>
    deedItem(model, key, t(model, `保留 ${nameOf(keep)}`, `Keep ${nameOf(keep)}`), MergePersons, undefined, (at) =>
      askMerge(at, keep, gone),
    );
  const title = t(model, '合并：保留哪一条（证件正确的）', 'Merge: which is kept (whose document is right)');
  return still(openOverlay(model, menu(title, [item('1', one, other), item('2', other, one)])));
}

/** Merges an entry that is looked up into one. */
const askMergeOfAny = (model: Model, keep: Named): Step =>
  takeDeed(model, {
    contract: MergePersons,
    noun: 'person',
    verb: 'merge',
    subject: `--keep ${keep.no}`,
    title: (at) => t(at, `合并 · 保留 ${nameOf(keep)}`, `Merge · keep ${nameOf(keep)}`),
    fixed: () => ({ keepId: keep.personId }),
    confirm: (at, picked) => mergeText(at, nameOf(keep), picked('otherId')),
    done: mergedText,
  });

/** Says of an entry and one that is looked up whether they are one person. */
const askVerdictOfAny = (model: Model, one: Named): Step =>
  takeDeed(model, {
    contract: LinkPersons,
    noun: 'person',
    verb: 'link',
    subject: one.no,
    title: (at) => t(at, `认定是否同一人 · ${nameOf(one)}`, `One person or two · ${nameOf(one)}`),
    fixed: () => ({ personId: one.personId }),
    done: saidText,
  });

/** Takes a merged entry out again. */
export const askUnmerge = (model: Model, entry: Pick<Named, 'personId' | 'no'>, keptNo: string): Step =>
  takeDeed(model, {
    contract: UnmergePerson,
    noun: 'person',
    verb: 'unmerge',
    subject: entry.no,
    title: (at) => t(at, `拆分 · ${entry.no}`, `Take out · ${entry.no}`),
    fixed: () => ({ personId: entry.personId }),
    confirm: (at) => [
      t(at, `从 ${keptNo} 拆出 ${entry.no}`, `${entry.no} is taken out of ${keptNo}`),
      t(
        at,
        '拆出的一条与合并前完全一样：编号、电话、证件又能查到它，重新计入居民数，可以更正和登记新的事项。',
        'It is just as it was before: found by its number, phone and document, counted as a resident, open to corrections and new records.',
      ),
      t(
        at,
        '合并期间登记在保留的一条上的事项仍在那一条上；属于拆出这条的，请在那边更正。',
        'What was recorded at the kept one meanwhile stays there; what was about the other has to be put right there.',
      ),
    ],
    done: ({ no, keptNo: kept }, at) => t(at, `✓ ${no} 已从 ${kept} 拆出`, `✓ ${no} is out of ${kept}`),
  });

/** What can be done about who somebody is; what cannot is dim with the reason. */
export function identityMenu(model: Model, nav: Navigation, row: PersonRow) {
  const { mergedInto, merged = [], erased } = row;
  const items = (at: Model): readonly MenuItem[] => {
    const gone = erased ? t(at, '该人信息已删除', 'the data were erased') : undefined;
    const notMerged = gone ?? (mergedInto && t(at, `已并入 ${mergedInto.no}`, `merged into ${mergedInto.no}`));
    const takeOut = (key: string, entry: Pick<Named, 'personId' | 'no'>, keptNo: string): MenuItem =>
      deedItem(at, key, t(at, `拆分 ${entry.no}`, `Take out ${entry.no}`), UnmergePerson, gone, (now) => askUnmerge(now, entry, keptNo));
    return [
      ...(mergedInto
        ? [
            { key: 'o', label: t(at, `打开保留的 ${mergedInto.no}`, `Open ${mergedInto.no}, which is kept`), run: (now: Model) => nav.go(now, `person ${mergedInto.no}`) },
            takeOut('1', row, mergedInto.no),
          ]
        : []),
      ...merged.map((entry, index) => takeOut(String(index + 1), entry, row.no)),
      deedItem(at, 'c', t(at, '查找、比对疑似重复', 'Find and compare likely duplicates'), LinkPersons, notMerged, (now) => nav.go(now, `duplicates ${row.no}`)),
      deedItem(at, 'm', t(at, '把另一条并入此条', 'Merge another entry into this one'), MergePersons, notMerged, (now) => askMergeOfAny(now, row)),
      deedItem(at, 'l', t(at, '认定与另一条是否同一人', 'Say whether another is the same person'), LinkPersons, notMerged, (now) => askVerdictOfAny(now, row)),
    ];
  }; // prettier-ignore
  return menu(t(model, `同一人 · ${nameOf(row)}`, `One person · ${nameOf(row)}`), items);
}

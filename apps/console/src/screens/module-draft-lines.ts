import type { ModuleChange, ModuleDefinition, ModuleField, OutputOf, ServiceModuleDetail, ServiceModuleView } from '@houzhai/contracts';
import { kindLabel, minutesText, moduleChangeText, moduleClockLabel } from '@houzhai/i18n';
import { t, type Frame, type Model } from '../app/model.ts';
import type { Line } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';
import { fieldLine } from './service-module.screen.ts';
import { kindsText } from './service-modules.screen.ts';

/** Terms in force, and whether they are the module's own. */
export type Terms = OutputOf<typeof ServiceModuleDetail>['terms'];

/** A line of a draft that can be changed: the module itself, the term of a kind, a field. */
export interface Entry {
  readonly part: 'module' | 'term' | 'field';
  readonly kind?: ModuleDefinition['kinds'][number];
  readonly field?: ModuleField | undefined;
  /** Something has to be said before it can be published. */
  readonly lacks?: boolean;
}

/** What of a draft can be changed, in the order in which it is shown. */
export const entriesOf = (draft: ModuleDefinition, isNew: boolean): readonly Entry[] => [
  { part: 'module', lacks: draft.zh === '' || draft.en === '' || (isNew && draft.code === '') },
  ...draft.kinds.map((kind): Entry => ({ part: 'term', kind })),
  ...draft.fields.map((field): Entry => ({ part: 'field', field })),
];

interface Shown {
  readonly draft: ModuleDefinition;
  readonly base: ServiceModuleView | undefined;
  readonly terms: Terms;
  readonly warning: string | undefined;
  /** What somebody else changed meanwhile. */
  readonly changes: readonly ModuleChange[];
}

/** A draft as it is edited, with the chosen line marked. */
export function draftFrame(model: Model, shown: Shown, entries: readonly Entry[], at: number, height: number): Frame {
  const { draft, base, warning, changes } = shown;
  const lines: Line[] = [
    ...(warning === undefined ? [] : [[{ text: `  ${warning}`, tone: 'alarm' as const }]]),
    ...changes.slice(0, 4).map((change): Line => [{ text: `      ${moduleChangeText(change, model.lang)}`, tone: 'watch' }]),
    [
      { text: t(model, '  草稿', '  Draft'), tone: 'title' },
      {
        text: base
          ? t(model, `  现行第 ${String(base.formVersion)} 版；发布前谁也看不到`, `  of form ${String(base.formVersion)}; nobody sees it before it is published`)
          : t(model, '  新模块；发布前谁也看不到', '  of a new module; nobody sees it before it is published'),
        tone: 'dim',
      },
    ],
  ]; // prettier-ignore
  let chosen = 0;
  entries.forEach((entry, index) => {
    if (index === 1) lines.push([{ text: t(model, '  时限（受理 / 办结）', '  Terms (to accept / to complete)'), tone: 'title' }]);
    if (entry.part === 'field' && entries[index - 1]?.part !== 'field')
      lines.push([{ text: t(model, '  表单字段', '  Questions'), tone: 'title' }]);
    const marked = index === at;
    if (marked) chosen = lines.length;
    const [first, ...rest] = bodyOf(model, shown, entry);
    const whole: Line = first ? [{ text: marked ? '  ▸ ' : '    ', tone: 'accent' }, { ...first, text: first.text.slice(4) }, ...rest] : [];
    lines.push(marked ? whole.map(({ text, bold }) => ({ text, inverse: true, ...(bold ? { bold } : {}) })) : whole);
  });
  if (draft.fields.length === 0)
    lines.push(
      [{ text: t(model, '  表单字段', '  Questions'), tone: 'title' }],
      [{ text: t(model, '    还没有；a 加一个', '    None yet; a adds one'), tone: 'dim' }],
    );
  const skip = Math.max(0, Math.min(chosen - height + 3, lines.length - height));
  return { lines: lines.slice(skip, skip + height) };
}

function bodyOf(model: Model, shown: Shown, { part, kind, field }: Entry): Line {
  const { draft } = shown;
  if (part === 'term') return termLine(model, shown, kind);
  if (part === 'field') return field ? fieldLine(model, field) : [];
  const said = (word: string): string => (word === '' ? t(model, '（未填）', '(empty)') : word);
  return [
    { text: `    ${padEnd(`${said(draft.zh)} / ${said(draft.en)}`, 28)}`, bold: true },
    { text: `  ${said(draft.code)}`, tone: 'dim' },
    { text: `  ${kindsText(model, draft.kinds)} · ${moduleClockLabel(draft.clock, model.lang)}` },
  ];
}

function termLine(model: Model, { draft, terms }: Shown, kind: Entry['kind']): Line {
  const mine = kind && draft.sla[kind];
  const others = terms.find((term) => term.kind === kind && !term.own);
  const term = mine ?? others;
  const text = term
    ? `${minutesText(term.acceptMinutes, model.lang)} / ${minutesText(term.completeMinutes, model.lang)}`
    : t(model, '按策略默认', 'as the policy says');
  return [
    { text: `    ${padEnd(kindLabel(kind ?? '', model.lang), 14)}` },
    { text: padEnd(text, 22) },
    { text: mine ? t(model, '本模块', 'of this module') : t(model, '策略默认', 'the policy’s'), tone: 'dim' },
  ];
}

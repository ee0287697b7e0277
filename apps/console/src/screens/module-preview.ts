import type { ModuleDefinition, OutputOf, PublishServiceModule } from '@houzhai/contracts';
import { kindLabel, moduleChangeText, type Language } from '@houzhai/i18n';
import { t, type Model } from '../app/model.ts';
import { fieldLabel } from '../commands/field-labels.ts';
import type { Line } from '../paint/styled.ts';
import { field, formLines, type Field } from '../widgets/form.ts';
import { questionField } from './module-questions.ts';

type Tried = OutputOf<typeof PublishServiceModule>;

const choice = (path: string, lang: Language, options: readonly string[]): Field =>
  field({
    path,
    label: fieldLabel('errand', path)?.[lang] ?? path,
    kind: 'choice',
    required: true,
    options: options.map((label) => ({ value: label, label })),
  });

/** The form as whoever registers an errand will see it. */
function formOf(draft: ModuleDefinition, lang: Language, width: number): Line[] {
  const kinds = draft.kinds.map((kind) => kindLabel(kind, lang));
  const fields = [
    choice('moduleCode', lang, [draft[lang]]),
    choice('kind', lang, kinds),
    ...draft.fields.map((question) => questionField(question, lang)),
  ];
  return formLines({ fields, at: -1 }, width, fields.length).lines.flatMap((line, index): Line[] => {
    const choices = draft.fields[index - 2]?.choices ?? (index === 1 && kinds.length > 1 ? kinds : []);
    const more: Line[] = choices.length > 0 ? [[{ text: `        ${choices.join(' · ')}`, tone: 'dim' }]] : [];
    return [[{ text: '  ' }, ...line], ...more];
  });
}

/** What publishing a draft will change, and the form in both languages. */
export function previewLines(model: Model, draft: ModuleDefinition, { formVersion, changes, openErrands }: Tried, width: number): Line[] {
  return [
    [
      { text: t(model, `  预览 · ${draft.code} 第 ${String(formVersion)} 版`, `  Preview · ${draft.code}, form ${String(formVersion)}`), tone: 'title' },
      { text: t(model, '  y 发布，Esc 回到草稿', '  y publishes, Esc goes back to the draft'), tone: 'key' },
    ],
    [
      {
        text:
          openErrands > 0
            ? t(model, `  在办 ${String(openErrands)} 单按原表单不变；已打开的登记表仍可按原表单提交。`, `  ${String(openErrands)} open errands keep their form; forms that are open now can be sent.`)
            : t(model, '  立即对新的代办生效；已打开的登记表仍可按原表单提交。', '  New errands have it at once; forms that are open now can be sent.'),
        tone: 'dim',
      },
    ],
    [],
    [{ text: t(model, '  改动', '  What changes'), tone: 'title' }],
    ...changes.map((change): Line => [{ text: `    ${moduleChangeText(change, model.lang)}` }]),
    [],
    [{ text: '  登记代办 · 中文', tone: 'title' }],
    ...formOf(draft, 'zh', width - 4),
    [],
    [{ text: '  New errand · English', tone: 'title' }],
    ...formOf(draft, 'en', width - 4),
  ]; // prettier-ignore
}

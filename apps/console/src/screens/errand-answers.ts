import { Uuid, type ErrandDetail, type ModuleField, type OutputOf } from '@houzhai/contracts';
import { money } from '@houzhai/i18n';
import { t, type Model } from '../app/model.ts';
import type { Line } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';

type Detail = OutputOf<typeof ErrandDetail>;

const isPerson = (question: ModuleField | undefined): boolean => question?.type === 'person';

/** Residents that answers name: they are shown as everywhere, by their masked label. */
export const namedIn = ({ module, sensitive }: Detail): readonly string[] =>
  (module?.fields ?? []).filter(isPerson).flatMap(({ key }) => {
    const id = Uuid.safeParse(sensitive?.answers?.[key]);
    return id.success ? [id.data] : [];
  });

/** What was answered to the questions of the form an errand was made with; a form that is not kept shows the answers by their keys. */
export function answerLines(model: Model, { module, sensitive }: Detail, labelOf: (id: string) => string): readonly Line[] {
  const answers = Object.entries(sensitive?.answers ?? {});
  if (answers.length === 0) return [];
  const questions = new Map((module?.fields ?? []).map((question) => [question.key, question]));
  const order = [...questions.keys()];
  const said = (question: ModuleField | undefined, answer: string | number): string =>
    isPerson(question) ? labelOf(String(answer)) : question?.type === 'money' ? money(Number(answer)) : String(answer);
  const older = module && module.formVersion !== module.current;
  return [
    [
      { text: t(model, '  表单', '  Form'), tone: 'title' },
      {
        text: older
          ? t(model, `  第 ${String(module.formVersion)} 版（现行第 ${String(module.current)} 版）`, `  version ${String(module.formVersion)} (today’s is ${String(module.current)})`)
          : '',
        tone: 'dim',
      },
    ],
    ...answers
      .toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))
      .map(([key, answer]): Line => {
        const question = questions.get(key);
        return [{ text: `    ${padEnd(question?.[model.lang] ?? key, 20)}`, tone: 'dim' }, { text: ` ${said(question, answer)}` }];
      }),
  ]; // prettier-ignore
}

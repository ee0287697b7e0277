import { Uuid, refuse, type ModuleField } from '@houzhai/contracts';

/** Answers to the questions of a module, by the key of the field. */
export type Answers = Readonly<Record<string, string | number>>;

function fits({ type, choices }: ModuleField, answer: string | number): boolean {
  switch (type) {
    case 'number':
      return typeof answer === 'number';
    case 'money':
      return typeof answer === 'number' && Number.isInteger(answer) && answer >= 0;
    case 'choice':
      return typeof answer === 'string' && (choices ?? []).includes(answer);
    case 'date':
      return typeof answer === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(answer);
    case 'person':
      return Uuid.safeParse(answer).success;
    case 'text':
      return typeof answer === 'string';
  }
}

/** What is wrong with answers to these fields; undefined when nothing is. Money is in fen, a person is an id of the register. */
export function checkAnswers(
  fields: readonly ModuleField[],
  answers: Answers,
): ReturnType<typeof refuse<'service-module.answer-missing' | 'service-module.answer-unfit'>> | undefined {
  for (const field of fields) {
    const answer = answers[field.key];
    if (answer === undefined || answer === '') {
      if (field.required) return refuse('service-module.answer-missing', { field: field.key });
      continue;
    }
    if (!fits(field, answer)) return refuse('service-module.answer-unfit', { field: field.key });
  }
  const extra = Object.keys(answers).find((key) => !fields.some((field) => field.key === key));
  return extra === undefined ? undefined : refuse('service-module.answer-unfit', { field: extra.slice(0, 40) });
}

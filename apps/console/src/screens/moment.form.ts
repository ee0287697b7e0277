import { parseWhen } from '@houzhai/calendar';
import { ruleText } from '@houzhai/i18n';
import { t, type Model, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { entered, field } from '../widgets/form.ts';
import { openForm } from './form.screen.ts';

/** Asks for a moment in the past and opens what was true then; nothing entered is now. */
export function openMomentForm(nav: Navigation, model: Model, addressOf: (moment: string | undefined) => string): Step {
  const momentOf = (text: string, now: number): string | undefined => {
    const when = parseWhen(text, Temporal.Instant.fromEpochMilliseconds(now));
    return when.ok ? when.value.toString() : undefined;
  };
  return openForm(
    model,
    {
      address: 'moment',
      title: (at) => t(at, '看某一时刻', 'As of a moment'),
      about: (at) => [t(at, '按发生时间计；不填为现在。', 'By when things happened; empty for now.')],
      flags: [],
      check: (form, at) => {
        const text = entered(form, 'at');
        const moment = momentOf(text, at.now);
        if (text === '') return new Map();
        if (moment === undefined) return new Map([['at', ruleText('when', at.lang)]]);
        return Date.parse(moment) > at.now ? new Map([['at', t(at, '还没有到这个时刻', 'That moment has not come yet')]]) : new Map();
      },
      submit: (at, _, form, self) => nav.go(self.close(at), addressOf(momentOf(entered(form, 'at'), at.now))),
      hzLine: (form) => `hz money balance --at '${entered(form, 'at')}'`,
    },
    {
      at: 0,
      fields: [
        field({ path: 'at', label: t(model, '时刻', 'Moment'), kind: 'text', hint: t(model, '如 2020-02-01 12:00', 'such as 2020-02-01 12:00') }),
      ],
    },
  ); // prettier-ignore
}

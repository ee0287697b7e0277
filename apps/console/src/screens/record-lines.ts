import { mayCall, type Query, type Role } from '@houzhai/contracts';
import { clockTime, pastLabel } from '@houzhai/i18n';
import { t, type Model } from '../app/model.ts';
import type { Line, Tone } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';
import { nameOf } from './areas.ts';

/** A name and its value on a line of a record. */
export const pair = (model: Model, name: string, value: string, tone: Tone = 'plain'): Line => [
  { text: `  ${padEnd(name, model.lang === 'zh' ? 10 : 14)}`, tone: 'dim' },
  { text: value, tone },
];

/** Whether the roles of whoever is signed in let them ask something. */
export const mayAsk = (model: Model, { access }: Query): boolean => mayCall(access, (model.me?.roles ?? []) as readonly Role[]);

/** An instant as people read it: the time alone where it is today. */
export const clock = (model: Model, instant: string): string => clockTime(instant, model.lang, new Date(model.now).toISOString());

interface Entry {
  readonly event: string;
  readonly at: string;
  readonly recordedAt: string;
  readonly actor: string;
}

/** What happened to a record, the latest first; what was entered more than a minute later says when. */
export const historyLines = (model: Model, entity: string, history: readonly Entry[]): readonly Line[] => [
  [{ text: t(model, '  经过（最近的在上）', '  History, latest first'), tone: 'title' }],
  ...history.toReversed().map(({ event, at, recordedAt, actor }): Line => [
    { text: `  ${padEnd(clock(model, at), 12)}`, tone: 'dim' },
    { text: padEnd(pastLabel(entity, event, model.lang), model.lang === 'zh' ? 16 : 26) },
    { text: actor.startsWith('service:') ? t(model, '系统', 'the platform') : nameOf(model, actor), tone: 'accent' },
    {
      text:
        Date.parse(recordedAt) - Date.parse(at) > 60_000
          ? t(model, `  ${clock(model, recordedAt)} 补录`, `  entered ${clock(model, recordedAt)}`)
          : '',
      tone: 'dim',
    },
  ]),
];

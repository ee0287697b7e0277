import type { FileLine } from '@houzhai/contracts';
import { filedLabel, linkVerdictLabel, pastLabel } from '@houzhai/i18n';
import { t, type Model } from '../app/model.ts';
import type { Line } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';
import { nameOf } from './areas.ts';
import { clock } from './record-lines.ts';

/** A line of somebody's file by what does not change about it. */
export const lineKey = ({ entity, recordId, event, recordedAt }: FileLine): string => [entity, recordId, event, recordedAt].join(' ');

/** Where the record of a line is opened. @param own number of the card that shows it */
export function placeOfLine({ entity, no }: FileLine, own: string): string | undefined {
  switch (entity) {
    case 'person':
    case 'person-link':
      return no === own ? undefined : `person ${no}`;
    case 'escort-batch':
      return `escort ${no}`;
    default:
      return `${entity} ${no}`;
  }
}

/** The end of a number, which is enough to find it by. */
const shortNo = (no: string): string => no.split('-').slice(-2).join('-');

/** What else a line says: half-days, what was said of two, the merged entry it stands under. */
export function besideOf(model: Model, { halfDays, verdict, under, no }: FileLine): string {
  return [
    ...(halfDays
      ? [
          t(
            model,
            `半天 ${String(halfDays.done)}/${String(halfDays.slots)}${halfDays.missed > 0 ? ` 漏访 ${String(halfDays.missed)}` : ''}`,
            `half-days ${String(halfDays.done)}/${String(halfDays.slots)}${halfDays.missed > 0 ? `, ${String(halfDays.missed)} missed` : ''}`,
          ),
        ]
      : []),
    ...(verdict ? [linkVerdictLabel(verdict, model.lang)] : []),
    ...(under === undefined || under === no ? [] : [t(model, `属 ${shortNo(under)}`, `of ${shortNo(under)}`)]),
  ].join(' · ');
}

/** One line of a file: when, what happened to which record, and who. */
export function fileLine(model: Model, line: FileLine, own: string, chosen: boolean): Line {
  const { at, entity, event, no, actor } = line;
  const who = actor.startsWith('service:') ? t(model, '系统', 'the platform') : nameOf(model, actor);
  const zh = model.lang === 'zh';
  return [
    { text: chosen ? '  ▸ ' : '    ', tone: 'accent', inverse: chosen },
    { text: padEnd(clock(model, at), 12), tone: chosen ? 'plain' : 'dim', inverse: chosen },
    { text: padEnd(filedLabel(entity, model.lang), zh ? 9 : 10), inverse: chosen },
    { text: padEnd(pastLabel(entity, event, model.lang), zh ? 15 : 20), inverse: chosen },
    { text: padEnd(no === own ? '' : no, 19), tone: chosen ? 'plain' : 'accent', inverse: chosen },
    { text: [besideOf(model, line), who].filter((word) => word !== '').join(' · '), tone: chosen ? 'plain' : 'dim', inverse: chosen },
  ];
}

import { ErasureCertificate, PersonDetail, type OutputOf } from '@houzhai/contracts';
import { clockTime, pastLabel } from '@houzhai/i18n';
import { keeper, type Stateful } from '../app/keeper.ts';
import { t, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { valueLabel } from '../commands/field-labels.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';
import { areaName } from './areas.ts';
import { erasedLines, maySeeCertificate, type Certificate } from './erasure-view.ts';
import { openEraseForm } from './erasure.form.ts';
import { openAuthorisationForm, openCorrectForm, openRevealForm } from './person.forms.ts';
import { openRequestForm } from './request.form.ts';

type Detail = OutputOf<typeof PersonDetail>;
interface State {
  readonly uid: number;
  readonly no: string;
  readonly detail?: Detail;
  readonly missing: boolean;
  readonly certificate?: Certificate;
  /** A field in clear, and until when. */
  readonly revealed?: { readonly text: string; readonly until: number };
}

/** One resident, masked, with the history of the entry. */
export function personScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, detail } = state;
  const own = keeper<State>(uid, (next) => personScreen(nav, next));
  const hide = (model: Model): Step => [own.without(model, 'revealed'), []];
  const subject = detail && { personId: detail.row.personId, label: detail.row.label, area: detail.row.area, no: detail.row.no };
  const certificateOf = (personId: string) =>
    read(`erasure-${String(uid)}`, ErasureCertificate, { personId }, (certificate, at) => [own.set(at, { certificate }), []]);
  const load = (model: Model): Step => [
    model,
    [
      read(
        `person-${String(uid)}`,
        PersonDetail,
        { no: state.no },
        (value, at) => [
          own.set(at, { detail: value }),
          value.row.erased && maySeeCertificate(at) ? [certificateOf(value.row.personId)] : [],
        ],
        (at) => own.set(at, { missing: true }),
      ),
    ],
  ];
  return {
    state,
    uid,
    address: `person ${state.no}`,
    title: () => detail?.row.label ?? state.no,
    scopes: ['person'],
    load,
    onBinding: (id, model) => {
      if (!detail || !subject) return undefined;
      switch (id) {
        case 'request':
          return openRequestForm(nav, model, subject);
        case 'errands':
          return nav.go(model, `errands for=${subject.personId}`);
        case 'correct':
          return openCorrectForm(model, detail.row);
        case 'authorise':
          return openAuthorisationForm(model, subject, [], undefined);
        case 'reveal':
          return openRevealForm(model, subject, detail.row.no, (at, text, seconds) => [
            own.set(at, { revealed: { text, until: at.now + seconds * 1_000 } }),
            [{ do: 'later', ms: seconds * 1_000, then: hide }],
          ]);
        case 'erase':
          return openEraseForm(model, detail.row);
        case 'who-saw':
          return nav.go(model, `audit service=census-screening who=${detail.row.personId}`);
        case 'copy':
          return [
            openOverlay(
              model,
              copyMenu(model, {
                row: `${detail.row.no}\t${detail.row.label}\t${detail.row.area}`,
                id: detail.row.no,
                json: detail.row,
                line: `hz person show ${detail.row.no}`,
              }),
            ),
            [],
          ];
        default:
          return undefined;
      }
    },
    view: (model) => ({ lines: lines(model, state) }),
    hzLine: () => `hz person show ${state.no}`,
  };
}

/** The resident as opened. */
export const openPerson = (nav: Navigation, uid: number, no: string): Screen => personScreen(nav, { uid, no, missing: false });

function lines(model: Model, state: State): Line[] {
  const { detail } = state;
  if (state.missing)
    return [
      [
        {
          text: t(
            model,
            `  找不到居民 ${state.no}，或不在您的辖区。Esc 返回`,
            `  No resident ${state.no}, or outside your area. Esc goes back`,
          ),
          tone: 'alarm',
        },
      ],
    ];
  if (!detail) return [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]];
  const { row } = detail;
  const pair = (name: string, value: string): Line => [
    { text: `  ${padEnd(name, model.lang === 'zh' ? 10 : 14)}`, tone: 'dim' },
    { text: value },
  ];
  const now = new Date(model.now).toISOString();
  const left = state.revealed ? Math.max(0, Math.ceil((state.revealed.until - model.now) / 1_000)) : 0;
  return [
    [
      { text: `  ${row.label}  `, tone: 'title' },
      { text: row.no, tone: 'accent' },
    ],
    [],
    pair(t(model, '村(居)', 'Area'), `${row.area} ${areaName(model, row.area)}`),
    ...(row.mergedInto ? [pair(t(model, '已并入', 'Merged into'), row.mergedInto.no)] : []),
    ...(row.merged ? [pair(t(model, '并有', 'Merged here'), row.merged.map(({ no }) => no).join('  '))] : []),
    ...(row.erased
      ? [[], ...erasedLines(model, row.no, state.certificate)]
      : [
          pair(t(model, '地址', 'Dwelling'), row.path),
          pair(t(model, '电话', 'Phone'), row.phoneMasked ?? t(model, '未登记', 'not recorded')),
          pair(t(model, '证件', 'Document'), `${valueLabel('documentKind', row.documentKind, model.lang)}  ${row.documentMasked ?? ''}`),
          pair(t(model, '性别', 'Sex'), valueLabel('sex', row.sex, model.lang)),
          pair(t(model, '出生年', 'Birth year'), row.birthYear === undefined ? '—' : String(row.birthYear)),
        ]),
    ...(state.revealed
      ? [
          [],
          [
            { text: `  ${state.revealed.text}  `, bold: true },
            { text: t(model, `${String(left)} 秒后隐藏`, `hidden in ${String(left)} s`), tone: 'watch' as const },
          ],
        ]
      : []),
    [],
    [{ text: t(model, '  登记经过', '  History of the entry'), tone: 'title' }],
    ...detail.history.map((entry): Line => [
      { text: `  ${padEnd(clockTime(entry.at, model.lang, now), 12)}`, tone: 'dim' },
      { text: padEnd(pastLabel('person', entry.event, model.lang), 20) },
      {
        text:
          model.colleagues.get(entry.actor)?.displayName ??
          (entry.actor.startsWith('service:') ? t(model, '系统', 'the platform') : entry.actor.slice(-6)),
        tone: 'accent',
      },
    ]),
  ];
}

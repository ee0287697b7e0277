import { ErasureCertificate, PersonDetail, PersonFile, Uuid, type FileLine, type OutputOf, type PersonRow } from '@houzhai/contracts';
import { clockTime, counted, filedLabel, linkVerdictLabel, pastLabel } from '@houzhai/i18n';
import { identityMenu } from '../app/identity-actions.ts';
import { orderIsolation } from '../app/isolation-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { say, still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { valueLabel } from '../commands/value-labels.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';
import { atTop, indexOf, moveCursor, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName } from './areas.ts';
import { erasedLines, maySeeCertificate, type Certificate } from './erasure-view.ts';
import { openEraseForm } from './erasure.form.ts';
import { fileLine, lineKey, placeOfLine } from './file-lines.ts';
import { openAuthorisationForm, openCorrectForm, openRevealForm } from './person.forms.ts';
import { mayAsk, pair } from './record-lines.ts';
import { openRequestForm } from './request.form.ts';

type Detail = OutputOf<typeof PersonDetail>;
type Kind = FileLine['entity'];
interface State {
  readonly uid: number;
  /** Number of the resident, or the id. */
  readonly no: string;
  readonly detail?: Detail;
  /** What happened to the person, the latest first. */
  readonly file?: readonly FileLine[];
  /** Only records of this kind. */
  readonly kind?: Kind;
  readonly cursor: ListCursor;
  readonly missing: boolean;
  readonly certificate?: Certificate;
  /** A field in clear, and until when. */
  readonly revealed?: { readonly text: string; readonly until: number };
}

const linesOf = ({ file = [], kind }: State): readonly FileLine[] => file.filter(({ entity }) => kind === undefined || entity === kind);

/** One resident, masked, with everything that happened to them 一人一档. */
export function personScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, detail } = state;
  const own = keeper<State>(uid, (next) => personScreen(nav, next));
  const shown = linesOf(state);
  const index = indexOf((at) => (shown[at] ? lineKey(shown[at]) : ''), shown.length, state.cursor);
  const current = shown[index];
  const hide = (model: Model): Step => [own.without(model, 'revealed'), []];
  const isId = Uuid.safeParse(state.no).success;
  const no = isId ? (detail?.row.no ?? state.no) : state.no;
  const subject = detail && { personId: detail.row.personId, label: detail.row.label, area: detail.row.area, no: detail.row.no };
  const certificateOf = (personId: string) =>
    read(`erasure-${String(uid)}`, ErasureCertificate, { personId }, (certificate, at) => [own.set(at, { certificate }), []]);
  const fileOf = (personId: string) =>
    read(`file-${String(uid)}`, PersonFile, { personId }, ({ lines }, at) => still(own.set(at, { file: lines.toReversed() })));
  const load = (model: Model): Step => [
    model,
    [
      read(
        `person-${String(uid)}`,
        PersonDetail,
        isId ? { personId: state.no } : { no: state.no },
        (value, at) => [
          own.set(at, { detail: value }),
          [
            ...(value.row.erased && maySeeCertificate(at) ? [certificateOf(value.row.personId)] : []),
            ...(mayAsk(at, PersonFile) ? [fileOf(value.row.personId)] : []),
          ],
        ],
        (at) => own.set(at, { missing: true }),
      ),
    ],
  ];
  /** The next kind there is in the file, then all again. */
  const otherKind = (model: Model): Step => {
    const kinds = [...new Set((state.file ?? []).map(({ entity }) => entity))];
    const next = kinds[state.kind === undefined ? 0 : kinds.indexOf(state.kind) + 1];
    const at = own.set(model, { cursor: atTop });
    return still(next === undefined ? own.without(at, 'kind') : own.set(at, { kind: next }));
  };
  const openLine = (model: Model, { row }: Detail): Step => {
    const place = current && placeOfLine(current, row.no);
    if (place !== undefined) return nav.go(model, place);
    return still(say(model, t(model, '这一行就是此条登记', 'That line is of this entry itself'), 'plain'));
  };
  return {
    ...own.kept(state),
    address: `person ${no}`,
    title: () => detail?.row.label ?? state.no,
    scopes: ['person', 'list'],
    load,
    onBinding: (id, model) => {
      const moved = moveCursor(id, index, shown.length, 8);
      if (moved !== undefined) {
        const line = shown[moved];
        return still(line ? own.set(model, { cursor: { id: lineKey(line), offset: 0 } }) : model);
      }
      if (!detail || !subject) return undefined;
      switch (id) {
        case 'open':
          return openLine(model, detail);
        case 'kind':
          return otherKind(model);
        case 'isolate':
          return orderIsolation(model, subject);
        case 'identity':
          return still(openOverlay(model, identityMenu(model, nav, detail.row)));
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
        case 'copy': {
          const what = { row: `${detail.row.no}\t${detail.row.label}\t${detail.row.area}`, id: detail.row.no, json: detail.row };
          return still(openOverlay(model, copyMenu(model, { ...what, line: `hz person show ${detail.row.no}` })));
        }
        default:
          return undefined;
      }
    },
    view: (model, _, height) => view(model, state, shown, index, height),
    hzLine: () => `hz person show ${no}`,
  };
}

/** The resident as opened. */
export const openPerson = (nav: Navigation, uid: number, no: string): Screen =>
  personScreen(nav, { uid, no, missing: false, cursor: atTop });

function view(model: Model, state: State, shown: readonly FileLine[], index: number, height: number): Frame {
  const { detail } = state;
  if (state.missing)
    return { lines: [[{ text: t(model, `  找不到居民 ${state.no}，或不在您的辖区。Esc 返回`, `  No resident ${state.no}, or outside your area. Esc goes back`), tone: 'alarm' }]] }; // prettier-ignore
  if (!detail) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const head = [...entryLines(model, detail, state), []];
  if (!mayAsk(model, PersonFile)) return { lines: [...head, ...historyOf(model, detail)] };
  head.push(fileTitle(model, state, shown.length));
  const body = shown.map((line, at) => fileLine(model, line, detail.row.no, at === index));
  const all = [...head, ...body];
  const skip = Math.max(0, Math.min(head.length + index - height + 2, all.length - height));
  return { lines: all.slice(skip, skip + height) };
}

/** What is entered, masked, and whom else it is about. */
function entryLines(model: Model, { row, links = [] }: Detail, { certificate, revealed }: State): Line[] {
  const left = revealed ? Math.max(0, Math.ceil((revealed.until - model.now) / 1_000)) : 0;
  const both = (row.merged ?? []).map(({ no }) => no).join('  ');
  return [
    [
      { text: `  ${row.label}  `, tone: 'title' },
      { text: row.no, tone: 'accent' },
    ],
    [],
    pair(model, t(model, '村(居)', 'Area'), `${row.area} ${areaName(model, row.area)}`),
    ...(row.mergedInto
      ? [pair(model, t(model, '已并入', 'Merged into'), t(model, `${row.mergedInto.no}（x 打开或拆分）`, `${row.mergedInto.no} (x opens it or takes this out)`), 'watch')] // prettier-ignore
      : []),
    ...(row.merged ? [pair(model, t(model, '并有', 'Merged here'), t(model, `${both}（x 拆分）`, `${both} (x takes out)`), 'accent')] : []),
    ...links.map(({ no, verdict }) => pair(model, linkVerdictLabel(verdict, model.lang), no, verdict === 'SAME' ? 'watch' : 'plain')),
    ...(row.erased ? [[], ...erasedLines(model, row.no, certificate)] : profileLines(model, row)),
    ...(revealed
      ? [
          [],
          [
            { text: `  ${revealed.text}  `, bold: true },
            { text: t(model, `${String(left)} 秒后隐藏`, `hidden in ${String(left)} s`), tone: 'watch' as const },
          ],
        ]
      : []),
  ];
}

const profileLines = (model: Model, row: PersonRow): Line[] => [
  pair(model, t(model, '地址', 'Dwelling'), row.path),
  pair(model, t(model, '电话', 'Phone'), row.phoneMasked ?? t(model, '未登记', 'not recorded')),
  pair(
    model,
    t(model, '证件', 'Document'),
    `${valueLabel('documentKind', row.documentKind, model.lang)}  ${row.documentMasked ?? ''}`.trimEnd(),
  ),
  pair(
    model,
    t(model, '性别', 'Sex, born'),
    `${valueLabel('sex', row.sex, model.lang)}  ${row.birthYear === undefined ? '—' : String(row.birthYear)}`,
  ),
];

/** How many lines the file has, and which of them are seen. */
function fileTitle(model: Model, { file, kind }: State, count: number): Line {
  const which =
    kind === undefined
      ? t(model, `${String(count)} 条，最近的在上`, `${counted(count, 'line')}, latest first`)
      : t(
          model,
          `只看${filedLabel(kind, 'zh')} ${String(count)} 条（t 换）`,
          `${filedLabel(kind, 'en')} only: ${String(count)} (t changes)`,
        );
  return [
    { text: t(model, '  一人一档', '  The file'), tone: 'title' },
    { text: `  ${file ? which : t(model, '正在读取…', 'Reading …')}`, tone: 'dim' },
  ];
}

/** For those who may not see the file: what happened to the entry. */
const historyOf = (model: Model, { history }: Detail): Line[] => [
  [{ text: t(model, '  登记经过', '  History of the entry'), tone: 'title' }],
  ...history.map(({ at, event, actor }): Line => [
    { text: `  ${padEnd(clockTime(at, model.lang, new Date(model.now).toISOString()), 12)}`, tone: 'dim' },
    { text: padEnd(pastLabel('person', event, model.lang), 20) },
    {
      text: model.colleagues.get(actor)?.displayName ?? (actor.startsWith('service:') ? t(model, '系统', 'the platform') : actor.slice(-6)),
      tone: 'accent',
    },
  ]),
];

import { ErrandDetail, PersonLabels, SuggestAgents, type OutputOf, type SuggestedAgent } from '@houzhai/contracts';
import { clockTime, distance, historyLabel, kindLabel, sourceLabel, statusLabel } from '@houzhai/i18n';
import { errandMenu, suggestionMenu, suggestionText, takeAction, type LiveErrand } from '../app/errand-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { moneyMenu } from '../app/money-actions.ts';
import { takePrescription } from '../app/medicine-actions.ts';
import { say, t, type Effect, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { valueLabel } from '../commands/value-labels.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { wrap, type Line, type Tone } from '../paint/styled.ts';
import { displayWidth, padEnd } from '../terminal/width.ts';
import { moveCursor } from '../widgets/list-cursor.ts';
import { areaName } from './areas.ts';
import { answerLines, namedIn } from './errand-answers.ts';
import { moneyLines } from './errand-money.ts';
import { openAuthorisationForm } from './person.forms.ts';
import { mayAsk } from './record-lines.ts';

type Detail = OutputOf<typeof ErrandDetail>;
interface State {
  readonly uid: number;
  readonly no: string;
  readonly detail?: Detail;
  /** Who could take it, while nobody has. */
  readonly suggested?: readonly SuggestedAgent[];
  readonly labels: ReadonlyMap<string, { readonly label: string; readonly no: string }>;
  readonly missing: boolean;
  /** The authorisation was recorded from here. */
  readonly authorised?: boolean;
  readonly offset: number;
}

/** One errand 代办单: where it stands, what it is about, its history, what can be done. */
export function errandScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, detail } = state;
  const { set, now, kept } = keeper<State>(uid, (next) => errandScreen(nav, next));
  const labelOf = (id: string): string => state.labels.get(id)?.label ?? '';
  const subject = (model: Model): string =>
    detail ? `${kindLabel(detail.row.kind, model.lang)} ${labelOf(detail.row.beneficiaryId)}`.trim() : '';

  const suggestions = (errandId: string): Effect =>
    read(`errand-${String(uid)}-agents`, SuggestAgents, { errandId }, ({ rows }, at) => [set(at, { suggested: rows }), []]);
  const load = (model: Model): Step => [
    model,
    [
      read(
        `errand-${String(uid)}`,
        ErrandDetail,
        { no: state.no },
        (value, at) => {
          const known = now(at)?.labels;
          if (!known) return [at, []];
          const { row, requesterId } = value;
          const ids = [row.beneficiaryId, ...(requesterId === undefined ? [] : [requesterId]), ...namedIn(value)];
          const next = set(at, { detail: value, ...(row.status === 'REQUESTED' ? {} : { suggested: [] }) });
          const asked = row.allowedActions.includes('assign') && mayAsk(at, SuggestAgents) ? [suggestions(row.errandId)] : [];
          if (ids.every((id) => known.has(id))) return [next, asked];
          const labels = read(`errand-${String(uid)}-labels`, PersonLabels, { ids }, (found, later) => [
            set(later, { labels: new Map(found.labels.map((one) => [one.personId, one])) }),
            [],
          ]);
          return [next, [labels, ...asked]];
        },
        (at) => set(at, { missing: true }),
      ),
    ],
  ];

  const onBinding = (id: string, model: Model): Step | undefined => {
    const moved = moveCursor(id, state.offset, 10_000, Math.max(1, model.size.rows - 6));
    if (moved !== undefined) return [set(model, { offset: moved }), []];
    if (!detail) return undefined;
    const { row } = detail;
    const errand: LiveErrand = {
      row,
      subject: subject(model),
      now: (at) => now(at)?.detail?.row,
      suggested: (at) => now(at)?.suggested ?? [],
    };
    switch (id) {
      case 'actions':
        return [openOverlay(model, errandMenu(model, errand)), []];
      case 'assign':
        return takeAction(model, errand, row.status === 'REQUESTED' ? 'assign' : 'hand-over');
      case 'suggest':
        return suggestionMenu(model, errand);
      case 'finish':
        return takeAction(model, errand, 'deliver');
      case 'resident': {
        const no = state.labels.get(row.beneficiaryId)?.no;
        return no === undefined ? [model, []] : nav.go(model, `person ${no}`);
      }
      case 'money':
        return [openOverlay(model, moneyMenu(nav, { detail, now: (at) => now(at)?.detail })), []];
      case 'prescription':
        return row.kind === 'MEDICINE'
          ? takePrescription(model, row)
          : [say(model, t(model, '只有配药单可以登记处方', 'Only a medicine errand has a prescription'), 'watch'), []];
      case 'isolation':
        return detail.isolation === undefined
          ? [say(model, t(model, '与隔离无关', 'No isolation belongs to it'), 'watch'), []]
          : nav.go(model, `isolation ${detail.isolation.no}`);
      case 'authorise':
        return openAuthorisationForm(
          model,
          { personId: row.beneficiaryId, label: labelOf(row.beneficiaryId), area: row.area },
          detail.authorisationNeeded,
          row.agentId,
          (at) => set(at, { authorised: true }),
        );
      case 'copy': {
        const { history: _, sensitive: __, ...rest } = detail;
        return [
          openOverlay(
            model,
            copyMenu(model, {
              row: `${row.no}\t${row.status}\t${row.kind}\t${row.area}`,
              id: row.no,
              json: rest,
              line: `hz errand show ${row.no}`,
            }),
          ),
          [],
        ];
      }
      default:
        return undefined;
    }
  };

  return {
    ...kept(state),
    address: `errand ${state.no}`,
    title: () => state.no,
    scopes: ['errand'],
    onBinding,
    load,
    onChange: (view, ids, model) =>
      view === 'worklist' && (ids === undefined || (detail !== undefined && ids.includes(detail.row.errandId))) ? load(model) : [model, []],
    view: (model, width, height) => view(model, state, labelOf, width, height),
    hzLine: () => `hz errand show ${state.no}`,
  };
}

/** The errand as it is opened. */
export const openErrand = (nav: Navigation, uid: number, no: string): Screen =>
  errandScreen(nav, { uid, no, labels: new Map(), missing: false, offset: 0 });

function view(model: Model, state: State, labelOf: (id: string) => string, width: number, height: number): Frame {
  const { detail } = state;
  if (state.missing)
    return {
      lines: [
        [
          {
            text: t(
              model,
              `  找不到代办单 ${state.no}，或它不在您的辖区。Esc 返回`,
              `  No errand ${state.no}, or it is outside your area. Esc goes back`,
            ),
            tone: 'alarm',
          },
        ],
      ],
    };
  if (!detail) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const lines = detailLines(model, detail, state, labelOf, width);
  const offset = Math.min(state.offset, Math.max(0, lines.length - height));
  return { lines: lines.slice(offset, offset + height) };
}

const agent = (model: Model, id: string | undefined): string =>
  id === undefined ? t(model, '待指派', 'nobody yet') : (model.colleagues.get(id)?.displayName ?? id.slice(-6));

function detailLines(model: Model, detail: Detail, state: State, labelOf: (id: string) => string, width: number): Line[] {
  const authorised = state.authorised === true;
  const suggested = (state.suggested ?? []).map((one) => suggestionText(model, one));
  const { row, sensitive } = detail;
  const now = new Date(model.now).toISOString();
  const clock = (at: string): string => clockTime(at, model.lang, now);
  const names = model.lang === 'zh' ? 10 : 14;
  const wide = width >= 76;
  const pair = (name: string, value: string, tone: Tone = 'plain'): Line => [
    { text: `  ${padEnd(name, names)}`, tone: 'dim' },
    { text: value, tone },
  ];
  const two = (left: Line, right: Line): Line[] =>
    wide
      ? [
          [
            ...left,
            { text: ' '.repeat(Math.max(2, Math.floor(width / 2) - left.reduce((sum, { text }) => sum + displayWidth(text), 0))) },
            ...right,
          ],
        ]
      : [left, right];
  const due = row.dueAt === undefined ? '—' : `${clock(row.dueAt)}（${distance(row.dueAt, model.now, model.lang)}）`;
  const head: Line[] = [
    [
      { text: `  ${row.no}  `, tone: 'title' },
      { text: `${statusLabel(row.status, model.lang)} `, bold: true },
      { text: row.overdue ? t(model, '‼ 超期', '‼ overdue') : '', tone: 'alarm' },
      { text: row.escalated ? t(model, '  已上报', '  escalated') : '', tone: 'watch' },
      {
        text: detail.reopened > 0 ? t(model, `  重办 ${String(detail.reopened)} 次`, `  reopened ${String(detail.reopened)} ×`) : '',
        tone: 'watch',
      },
    ],
    [],
    ...two(
      pair(t(model, '类别', 'Kind'), `${kindLabel(row.kind, model.lang)} · ${detail.module?.[model.lang] ?? row.moduleCode}`),
      pair(t(model, '来源', 'Source'), sourceLabel(detail.source, model.lang)),
    ),
    ...two(
      pair(t(model, '居民', 'Resident'), labelOf(row.beneficiaryId)),
      pair(t(model, '村(居)', 'Area'), `${row.area} ${areaName(model, row.area)}`),
    ),
    ...(detail.contactFree === true
      ? [
          pair(
            t(model, '交接', 'Hand-over'),
            [t(model, '无接触：门口放置', 'contact-free: at the door'), ...(detail.isolation ? [detail.isolation.no] : [])].join(' · '),
            'watch',
          ),
        ]
      : []),
    ...(detail.calls
      ? [
          pair(
            t(model, '来电', 'Calls'),
            t(
              model,
              `${String(detail.calls.count)} 次，最近 ${clock(detail.calls.lastAt)}`,
              `${String(detail.calls.count)}, last ${clock(detail.calls.lastAt)}`,
            ),
          ),
        ]
      : []),
    ...two(pair(t(model, '代办员', 'Agent'), agent(model, row.agentId)), pair(t(model, '登记', 'Requested'), clock(row.requestedAt))),
    ...two(
      pair(
        row.dueStage === 'ACCEPT' ? t(model, '受理期限', 'Accept by') : t(model, '办结期限', 'Complete by'),
        due,
        row.overdue ? 'alarm' : 'plain',
      ),
      pair(t(model, '希望何时', 'Wanted by'), detail.wantedBy === undefined ? '—' : clock(detail.wantedBy)),
    ),
    ...(detail.pausedSeconds > 0
      ? [
          pair(
            t(model, '暂缓合计', 'Paused'),
            t(
              model,
              `${String(Math.round(detail.pausedSeconds / 60))} 分，期限顺延`,
              `${String(Math.round(detail.pausedSeconds / 60))} min, the deadline moved`,
            ),
          ),
        ]
      : []),
  ];
  const items = (sensitive?.items ?? []).map(({ name, quantity }): Line => [
    { text: `    · ${name}` },
    { text: quantity === undefined ? '' : `  × ${quantity}`, tone: 'accent' },
  ]);
  const what: Line[] = sensitive
    ? [
        [{ text: t(model, '  事项', '  Items'), tone: 'title' }],
        ...items,
        ...answerLines(model, detail, labelOf),
        ...(sensitive.note === undefined
          ? []
          : wrap(sensitive.note, width - 8).map((text): Line => [{ text: `    ${text}`, tone: 'dim' }])),
      ]
    : [[{ text: t(model, '  事项只有该单代办员和社区可见', '  Only its agent and the desk see the items'), tone: 'dim' }]];
  const paid = moneyLines(model, detail);
  const lacking =
    detail.authorisationNeeded.length > 0 &&
    detail.authorisationId === undefined &&
    (row.status === 'REQUESTED' || row.status === 'ACCEPTED');
  const scopes = detail.authorisationNeeded.map((scope) => valueLabel('scopes', scope, model.lang)).join(model.lang === 'zh' ? '、' : ', ');
  const recorded: Line = [{ text: t(model, `  ✓ 已登记居民授权：${scopes}`, `  ✓ Authorisation recorded: ${scopes}`), tone: 'good' }];
  const missing: Line = [
    {
      text: t(
        model,
        `  ! 开始前需居民授权：${scopes}；尚未登记的按 z`,
        `  ! Needs the resident’s authorisation: ${scopes}; z records it if nobody has`,
      ),
      tone: 'watch',
    },
  ];
  const needs: Line[] = lacking ? [authorised ? recorded : missing] : [];
  const proof: Line[] = detail.proof
    ? [pair(t(model, '凭证', 'Proof'), `${valueLabel('proof.kind', detail.proof.kind, model.lang)}  ${detail.proof.reference}`)]
    : [];
  const rating: Line[] =
    detail.rating === undefined
      ? []
      : [pair(t(model, '回访', 'Follow-up'), `${'★'.repeat(detail.rating)}${'☆'.repeat(5 - detail.rating)}`)];
  const history = detail.history.toReversed().flatMap((entry): Line[] => [
    [
      { text: `  ${padEnd(clock(entry.at), 12)}`, tone: 'dim' },
      {
        text: padEnd(historyLabel(entry.event, model.lang), model.lang === 'zh' ? 14 : 20),
        tone: entry.event === 'overdue' || entry.event === 'escalated' ? 'alarm' : 'plain',
      },
      { text: actorName(model, entry.actor), tone: 'accent' },
    ],
    ...(entry.words === undefined || entry.words === ''
      ? []
      : wrap(entry.words, width - 18).map((text): Line => [{ text: `              “${text}”`, tone: 'dim' }])),
  ]);
  return [
    ...head,
    ...needs,
    ...suggested.map((text, nth) => pair(nth === 0 ? t(model, '建议（g）', 'Could go (g)') : '', text)),
    [],
    ...what,
    [],
    ...paid,
    ...proof,
    ...rating,
    [{ text: t(model, '  经过（最近的在上）', '  History, latest first'), tone: 'title' }],
    ...history,
  ];
}

const actorName = (model: Model, actor: string): string =>
  actor.startsWith('service:') ? t(model, '系统', 'the platform') : (model.colleagues.get(actor)?.displayName ?? actor.slice(-6));

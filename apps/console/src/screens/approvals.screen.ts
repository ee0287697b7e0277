import { APPROVALS, SERVICES, type ProposalRow, type Service } from '@houzhai/contracts';
import { clockTime } from '@houzhai/i18n';
import { entryOf } from '../app/errand-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { say, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { perform, read } from '../app/perform.ts';
import { SERVICE_NAMES } from '../commands/audit-words.ts';
import { operationText, proposalLines, proposalStateText } from '../commands/approval-words.ts';
import { formFlags, formOf } from '../commands/command-form.ts';
import { confirm } from '../overlays/confirm.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { inform } from '../overlays/inform.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { openForm } from './form.screen.ts';

interface State {
  readonly uid: number;
  readonly found: ReadonlyMap<Service, readonly ProposalRow[]>;
  readonly cursor: ListCursor;
}

/** Those that wait for the reader first, then the others, newest first. */
const sorted = (found: State['found']): readonly ProposalRow[] => {
  const rank = ({ state, own }: ProposalRow): number => (state !== 'WAITING' ? 2 : own ? 1 : 0);
  return [...found.values()].flat().sort((a, b) => rank(a) - rank(b) || b.proposedAt.localeCompare(a.proposedAt));
};

/** What waits for a second person: what others propose and the reader may decide on, and what they proposed themselves. */
export function approvalsScreen(state: State): Stateful<State> {
  const { uid, cursor } = state;
  const own = keeper(uid, approvalsScreen);
  const rows = sorted(state.found);
  const index = indexOf((at) => rows[at]?.proposalId ?? '', rows.length, cursor);
  const current = rows[index];
  const load = (model: Model): Step => [
    model,
    SERVICES.map((service) =>
      read(`approvals-${service}`, APPROVALS[service].list, {}, (value, at) => [
        own.set(at, { found: new Map(own.now(at)?.found ?? []).set(service, value.rows) }),
        [],
      ]),
    ),
  ];
  const look = (row: ProposalRow, then: (lines: readonly string[], at: Model) => Step): Step[1] => [
    read(`proposal-${row.proposalId}`, APPROVALS[row.service].show, { proposalId: row.proposalId }, (shown, at) =>
      then(proposalLines(shown, { lang: at.lang, operator: (id) => nameOf(at, id), now: new Date(at.now).toISOString() }), at),
    ),
  ];
  const approve = (model: Model, row: ProposalRow): Step => {
    const contracts = APPROVALS[row.service];
    const ask = (at: Model, text: readonly string[]): Step => {
      const run = (now: Model): Step =>
        perform(now, {
          contract: contracts.approve,
          input: { proposalId: row.proposalId },
          line: `hz approval approve ${row.proposalId} --service ${row.service}`,
          done: ({ state: became, refusal }, after) =>
            load(
              refusal === undefined
                ? say(after, `✓ ${operationText(row.operation, after.lang)} · ${proposalStateText(became, after.lang)}`, 'good')
                : say(after, t(after, `已批准，但未能执行（${refusal}）`, `Approved, but it was refused (${refusal})`), 'alarm', 0),
            ),
        });
      return [openOverlay(at, confirm({ title: t(at, '批准', 'Approve'), text, run })), []];
    };
    return [
      model,
      look(row, (lines, at) =>
        ask(at, [
          ...lines,
          '',
          t(at, '将以提出者的名义执行，两人的名字都会留存。', 'It is done in the proposer’s name; both names stay on record.'),
        ]),
      ),
    ];
  };
  const open = (model: Model, row: ProposalRow): Step => [
    model,
    look(row, (lines, at) => [openOverlay(at, inform(t(at, '待批事项', 'Proposal'), lines, shownBy(row))), []]),
  ];
  const decide = (model: Model, row: ProposalRow, step: (at: Model, of: ProposalRow) => Step): Step => {
    if (row.own) return [say(model, t(model, '自己提出的须由另一人决定', 'Your own needs somebody else'), 'watch'), []];
    if (row.state !== 'WAITING') return [say(model, t(model, '已不在等待', 'It does not wait any more'), 'watch'), []];
    return step(model, row);
  };

  return {
    ...own.kept(state),
    address: 'approvals',
    title: (model) => t(model, '待批', 'Second person'),
    scopes: ['approvals', 'list'],
    load,
    onChange: (view, _ids, model) => (view === 'approval' ? load(model) : [model, []]),
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 7);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, cursor.offset, rows.length, room);
        return [own.set(model, { cursor: { id: rows[moved]?.proposalId, offset } }), []];
      }
      switch (id) {
        case 'open':
          return current ? open(model, current) : [model, []];
        case 'approve':
          return current ? decide(model, current, approve) : [model, []];
        case 'decline':
          return current ? decide(model, current, (at, row) => openDecline(at, row, load)) : [model, []];
        case 'copy':
          return current && [openOverlay(model, copyMenu(model, copied(current))), []];
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, rows, index, cursor, width, height),
    hzLine: () => 'hz approval list',
  };
}

/** What waits for a second person. */
export const openApprovals = (uid: number): Screen => approvalsScreen({ uid, found: new Map(), cursor: atTop });

const nameOf = (model: Model, id: string): string => model.colleagues.get(id)?.displayName ?? id.slice(-6);

/** Asks why. */
function openDecline(model: Model, row: ProposalRow, then: (model: Model) => Step): Step {
  const flags = formFlags(entryOf('approval', 'decline').input, { proposalId: row.proposalId });
  const line = `hz approval decline ${row.proposalId} --service ${row.service}`;
  return openForm(
    model,
    {
      address: 'approval decline',
      title: (at) => t(at, '否决', 'Decline'),
      about: (at) => [
        t(
          at,
          `${operationText(row.operation, 'zh')}：理由会告诉提出者。`,
          `${operationText(row.operation, 'en')}: whoever proposed it is told why.`,
        ),
      ],
      flags,
      submit: (at, input, _, self) =>
        perform(at, {
          contract: APPROVALS[row.service].decline,
          input: { proposalId: row.proposalId, reason: String(input['reason']) },
          line,
          done: (__, after) => then(say(self.close(after), t(after, '✓ 已否决', '✓ Declined'), 'good')),
          ...self.write,
        }),
      hzLine: () => line,
    },
    formOf(flags, model.lang),
  );
}

const shownBy = ({ proposalId, service }: ProposalRow): string => `hz approval show ${proposalId} --service ${service}`;

const copied = (row: ProposalRow) => ({
  row: [row.operation, row.proposer, row.state, row.proposedAt, row.until].join('\t'),
  id: row.proposalId,
  json: row,
  line: shownBy(row),
});

function columnsOf(model: Model): readonly Column<ProposalRow>[] {
  const when = (instant: string): string => clockTime(instant, model.lang, new Date(model.now).toISOString());
  return [
    { id: 'state', title: t(model, '状态', 'State'), width: 20, priority: 1, text: ({ state }) => `${state === 'WAITING' ? '● ' : ''}${proposalStateText(state, model.lang)}`, tone: ({ state, own }) => (state === 'WAITING' && !own ? 'watch' : 'plain') }, // prettier-ignore
    {
      id: 'operation',
      title: t(model, '操作', 'Operation'),
      width: 18,
      grows: true,
      priority: 1,
      text: ({ operation }) => operationText(operation, model.lang),
    },
    {
      id: 'service',
      title: t(model, '服务', 'Service'),
      width: 12,
      priority: 2,
      text: ({ service }) => SERVICE_NAMES[service][model.lang],
    },
    { id: 'proposer', title: t(model, '提出者', 'By'), width: 12, priority: 1, text: ({ proposer, own }) => (own ? t(model, '本人', 'me') : nameOf(model, proposer)) }, // prettier-ignore
    { id: 'until', title: t(model, '有效至', 'Until'), width: 12, priority: 1, text: ({ until }) => when(until) },
    { id: 'decided', title: t(model, '决定者', 'Decided by'), width: 12, priority: 3, text: ({ decidedBy }) => (decidedBy === undefined ? '' : nameOf(model, decidedBy)) }, // prettier-ignore
  ];
}

function view(model: Model, rows: readonly ProposalRow[], index: number, cursor: ListCursor, width: number, height: number): Frame {
  const laid = layout(columnsOf(model), width - 2);
  const room = Math.max(1, height - 3);
  const offset = scrollTo(index, cursor.offset, rows.length, room);
  const mine = rows.filter(({ state, own }) => state === 'WAITING' && !own).length;
  const lines: Line[] = [
    [{ text: t(model, `${String(mine)} 项等您决定，共 ${String(rows.length)} 项`, `${String(mine)} wait for you, ${String(rows.length)} in all`), tone: 'title' }], // prettier-ignore
    headLine(laid, undefined, '  '),
    ...(rows.length === 0 ? [[{ text: t(model, '  没有待批事项', '  Nothing waits for a second person'), tone: 'dim' } as const]] : []),
    ...bodyLines(laid, rows, { index, offset, room }),
  ];
  return { lines };
}

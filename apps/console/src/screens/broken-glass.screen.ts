import { AcknowledgeBrokenGlass, BreakGlass, ListBrokenGlass, MendGlass, type BrokenGlassRow } from '@houzhai/contracts';
import { clockTime } from '@houzhai/i18n';
import { loadAttention, loadOwnGlass } from '../app/attention.ts';
import { entryOf } from '../app/errand-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { chain, say, still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { perform, read } from '../app/perform.ts';
import { formFlags, formOf, hzLineOf } from '../commands/command-form.ts';
import { wrap, type Line } from '../paint/styled.ts';
import { field, type Form } from '../widgets/form.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { openForm } from './form.screen.ts';

interface State {
  readonly uid: number;
  readonly rows?: readonly BrokenGlassRow[];
  readonly cursor: ListCursor;
}

/** Whose jurisdiction is or was widened in an emergency, and the way to say that it was seen. */
export function brokenGlassScreen(state: State): Stateful<State> {
  const { uid, rows = [], cursor } = state;
  const own = keeper(uid, brokenGlassScreen);
  const index = indexOf((at) => rows[at]?.glassId ?? '', rows.length, cursor);
  const current = rows[index];
  const load = (model: Model): Step => [
    model,
    [read('broken-glass', ListBrokenGlass, {}, (value, at) => still(own.set(at, { rows: value.rows })))],
  ];
  const acknowledge = (model: Model, { glassId, displayName }: BrokenGlassRow): Step =>
    perform(model, {
      contract: AcknowledgeBrokenGlass,
      input: { glassId },
      line: `hz break-glass acknowledge ${glassId}`,
      done: (_, after) =>
        chain(still(say(after, t(after, `✓ 已知悉 ${displayName}`, `✓ Acknowledged ${displayName}`), 'good')), load, loadAttention),
    });
  return {
    ...own.kept(state),
    address: 'broken-glass',
    title: (model) => t(model, '应急越区', 'Broken glass'),
    scopes: ['broken-glass', 'list'],
    load,
    onChange: (view, _ids, model) => (view === 'broken-glass' ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 10);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, cursor.offset, rows.length, room);
        return still(own.set(model, { cursor: { id: rows[moved]?.glassId, offset } }));
      }
      return id === 'acknowledge' ? (current ? acknowledge(model, current) : still(model)) : undefined;
    },
    view: (model, width, height) => view(model, state, index, width, height),
    hzLine: () => 'hz break-glass list',
  };
}

/** Whose jurisdiction is or was widened. */
export const openBrokenGlass = (uid: number): Screen => brokenGlassScreen({ uid, cursor: atTop });

function view(model: Model, { rows, cursor }: State, index: number, width: number, height: number): Frame {
  const shown = rows ?? [];
  const when = (instant: string): string => clockTime(instant, model.lang, new Date(model.now).toISOString());
  const columns: readonly Column<BrokenGlassRow>[] = [
    { id: 'state', title: t(model, '状态', 'State'), width: 10, priority: 1, text: ({ open }) => (open ? t(model, '‼ 开启中', '‼ open') : t(model, '已结束', 'ended')), tone: ({ open }) => (open ? 'alarm' : 'plain') }, // prettier-ignore
    { id: 'who', title: t(model, '谁', 'Who'), width: 12, grows: true, priority: 1, text: ({ displayName }) => displayName },
    { id: 'areas', title: t(model, '哪里', 'Where'), width: 12, priority: 1, text: ({ areas }) => areas.join(' ') },
    { id: 'since', title: t(model, '从', 'From'), width: 12, priority: 2, text: ({ brokenAt }) => when(brokenAt) },
    { id: 'until', title: t(model, '至', 'Until'), width: 12, priority: 1, text: ({ until }) => when(until) },
    { id: 'seen', title: t(model, '知悉', 'Seen'), width: 10, priority: 1, text: ({ acknowledgedBy }) => (acknowledgedBy === undefined ? t(model, '○ 未', '○ no') : `✓ ${model.colleagues.get(acknowledgedBy)?.displayName ?? acknowledgedBy.slice(-6)}`) }, // prettier-ignore
  ];
  const laid = layout(columns, width - 2);
  const room = Math.max(1, height - 6);
  const offset = scrollTo(index, cursor.offset, shown.length, room);
  const open = shown.filter((row) => row.open).length;
  const reason = shown[index]?.reason ?? '';
  const empty: Line = [{ text: rows ? t(model, '  没有应急越区的记录', '  Nobody broke the glass') : t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]; // prettier-ignore
  const table = shown.length === 0 ? [empty] : bodyLines(laid, shown, { index, offset, room });
  const why = wrap(t(model, ` 理由：${reason}`, ` Why: ${reason}`), width - 2).slice(0, 2);
  return {
    lines: [
      [{ text: t(model, `${String(open)} 起开启中，共 ${String(shown.length)} 起`, `${String(open)} open, ${String(shown.length)} in all`), tone: 'title' }], // prettier-ignore
      headLine(laid, undefined, '  '),
      ...table,
      [],
      ...(reason === '' ? [] : why.map((text): Line => [{ text }])),
    ],
  };
}

/** Lets an operator widen the jurisdiction of this session. */
export function openBreakGlassForm(model: Model): Step {
  const flags = formFlags(entryOf('session', 'break-glass').input, {});
  const line = (form: Parameters<typeof hzLineOf>[3]): string => hzLineOf('session', 'break-glass', flags, form, '');
  return openForm(
    model,
    {
      address: 'session break-glass',
      title: (at) => t(at, '应急越区', 'Break the glass'),
      about: (at) => [
        t(at, '仅限紧急情况：指挥中心立即看到谁、哪里、为何；期间每次调用都有记录，到时自动结束。', 'For emergencies only: the command centre sees at once who, where and why; every call is recorded; it ends by itself.'), // prettier-ignore
      ],
      flags,
      submit: (at, input, form, self) =>
        perform(at, {
          contract: BreakGlass,
          input: input as never,
          line: line(form),
          done: ({ areas, until }, after) => {
            const text = `${areas.join(' ')} → ${clockTime(until, after.lang, new Date(after.now).toISOString())}`;
            return changed(say(self.close(after), t(after, `‼ 应急越区 ${text}`, `‼ Broken glass ${text}`), 'watch'));
          },
          ...self.write,
        }),
      hzLine: line,
    },
    withTypedAreas(formOf(flags, model.lang), model),
  );
}

/** Areas outside one's own are typed: the console knows only those inside. */
function withTypedAreas(form: Form, model: Model): Form {
  const hint = t(model, '编号，如 a08；多个用逗号分开', 'codes such as a08, separated by commas');
  const typed = field({ path: 'areas', label: t(model, '村(居)', 'Areas'), kind: 'text', required: true, hint });
  return { ...form, fields: form.fields.map((one) => (one.path === 'areas' ? typed : one)) };
}

/** Gives the widened jurisdiction back. */
export const mendGlass = (model: Model): Step =>
  perform(model, {
    contract: MendGlass,
    input: {},
    line: 'hz session mend-glass',
    done: (_, after) => changed(say(after, t(after, '✓ 应急越区已结束', '✓ The glass is mended'), 'good')),
  });

/** Token and connection are made anew; then what the operator may see is read again. */
const changed = (model: Model): Step => [model, [{ do: 'renew', connection: true, then: () => loadOwnGlass }]];

import { DELIVERY, RebuildProjection, SERVICES, VerifyProjection, type DeliveryState, type Service } from '@houzhai/contracts';
import { counted } from '@houzhai/i18n';
import { keeper, type Stateful } from '../app/keeper.ts';
import { ask, chain, say, still, t, type Effect, type Model, type Msg, type Screen, type Step } from '../app/model.ts';
import { perform, queryFailed, read, sentence } from '../app/perform.ts';
import { SERVICE_NAMES } from '../commands/audit-words.ts';
import { confirm } from '../overlays/confirm.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { inform } from '../overlays/inform.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { HEAD_LINES, deliveryFrame, meanings, reasonOf, stuckOf, type DeliveryShown, type Stuck } from './delivery-view.ts';

/** How often the services are asked while somebody looks. */
const LOOK_MS = 3_000;
const PROJECTION = 'board';

interface State extends DeliveryShown {
  readonly uid: number;
  readonly cursor: ListCursor;
  readonly looking: boolean;
}

/** How far the events of every service have travelled, and what somebody has to do about those that do not. */
export function deliveryScreen(state: State): Stateful<State> {
  const { uid } = state;
  const own = keeper(uid, deliveryScreen);
  const rows = stuckOf(state);
  const index = indexOf((at) => rows[at]?.id ?? '', rows.length, state.cursor);
  const current = rows[index];

  const got = (service: Service, value: DeliveryState, at: Model): Step =>
    still(own.set(at, { states: new Map([...(own.now(at)?.states ?? []), [service, value]]) }));
  /** Asked for by somebody: an answer that does not come is said. By itself it is not. */
  const states = (silent: boolean): Effect[] =>
    SERVICES.map((service) =>
      silent
        ? ask(
            `quiet-page-${service}`,
            DELIVERY[service].state,
            {},
            (outcome) => (at) => (outcome.ok ? got(service, outcome.value, at) : still(at)),
            () => still,
          )
        : read(`delivery-${service}`, DELIVERY[service].state, {}, (value, at) => got(service, value, at)),
    );
  const look: Msg = (model) =>
    own.now(model) === undefined
      ? still(model)
      : [model, [...(model.paused || model.link === 'offline' ? [] : states(true)), { do: 'later', ms: LOOK_MS, then: look }]];
  const load = (model: Model): Step =>
    own.now(model)?.looking === true
      ? [model, states(false)]
      : [own.set(model, { looking: true }), [...states(false), { do: 'later', ms: LOOK_MS, then: look }]];

  const done = (model: Model, text: string): Step => [say(model, `✓ ${text}`, 'good', 10_000), states(false)];
  /** Also after a refusal the page is read anew: some may have been applied before it. */
  const retry = (model: Model, one: Stuck): Step => {
    const line = lineOf('retry', one);
    if (one.kind === 'parked')
      return perform(model, {
        contract: DELIVERY[one.service].retryParked,
        input: { position: one.row.position },
        line,
        done: (_, at) => done(at, t(at, '已交给投递重发', 'Handed back to be published')),
      });
    return perform(model, {
      contract: DELIVERY[one.service].retryDeadLetter,
      input: { id: one.row.id },
      line,
      done: ({ applied }, at) => done(at, t(at, `已处理 ${String(applied)} 条`, `${String(applied)} applied`)),
      refused: (refusal, at) => [say(at, sentence(at, refusal), 'alarm', 12_000), states(false)],
    });
  };
  const giveUp = (model: Model, one: Stuck): Step => {
    const line = lineOf('give-up', one);
    const parked = one.kind === 'parked';
    const what = `${one.row.entity ?? '?'} v${String(one.row.version ?? '?')} · ${reasonOf(one)}`;
    const text = parked
      ? t(model, `这条事件不再发出，以空事件代替${one.row.waiting > 0 ? `；其后 ${String(one.row.waiting)} 条得以继续` : ''}。读者不会知道它说了什么。不能撤回。`, `The event is not published; an empty one stands in its place${one.row.waiting > 0 ? ` and the ${String(one.row.waiting)} behind it follow` : ''}. No reader learns what it said. This cannot be taken back.`) // prettier-ignore
      : t(model, '这条消息在该读者处不再生效，其后的得以继续。不能撤回。', 'The message takes no effect at this reader, those after it may follow. This cannot be taken back.'); // prettier-ignore
    const finished = (_: unknown, at: Model): Step => done(at, t(at, '已放弃', 'Given up'));
    const run = (at: Model): Step =>
      parked
        ? perform(at, { contract: DELIVERY[one.service].skipParked, input: { position: one.row.position }, line, done: finished })
        : perform(at, { contract: DELIVERY[one.service].giveUpDeadLetter, input: { id: one.row.id }, line, done: finished });
    return still(openOverlay(model, confirm({ title: t(model, '放弃', 'Give up'), text: [what, text], count: 1, run })));
  };
  const restore = (model: Model): Step => {
    const run = (at: Model): Step =>
      chain(
        still(at),
        ...SERVICES.map(
          (service): Msg =>
            (now) =>
              perform(now, {
                contract: DELIVERY[service].restoreStream,
                input: {},
                line: `hz stream restore --service ${service}`,
                done: ({ again }, after) =>
                  done(after, t(after, `${SERVICE_NAMES[service].zh}：将补发 ${String(again)} 条`, `${SERVICE_NAMES[service].en}: ${String(again)} will be published again`)), // prettier-ignore
              }),
        ),
      );
    const text = t(model, '将各服务的事件流与台账逐条对照，缺的补发，没有的流重建。读者不会重复处理。', 'Compares the streams with the ledgers, publishes again what they lack, makes anew those that are gone. No reader applies anything twice.'); // prettier-ignore
    return still(openOverlay(model, confirm({ title: t(model, '恢复事件流', 'Restore the streams'), text: [text], run })));
  };
  const compared = ({ events, equal }: { events: number; equal: boolean }, at: Model): Step => [
    equal
      ? say(at, t(at, `✓ 挂图与台账一致（${String(events)} 条事件）`, `✓ The wall chart equals its ledgers (${counted(events, 'event')})`), 'good', 12_000)
      : say(at, t(at, '‼ 挂图与台账不一致；R 重建', '‼ The wall chart differs from its ledgers; R builds it anew'), 'alarm', 0),
    [],
  ]; // prettier-ignore
  const verify = (model: Model): Step => [
    say(model, t(model, '正在核对挂图…', 'Comparing the wall chart …'), 'watch', 0),
    [
      ask(
        'delivery-verify',
        VerifyProjection,
        { name: PROJECTION },
        (outcome) => (at) => (outcome.ok ? compared(outcome.value, at) : still(say(at, sentence(at, outcome.refusal), 'alarm', 12_000))),
        queryFailed,
      ),
    ],
  ];
  const rebuild = (model: Model): Step => {
    const text = t(model, '从第一条事件起重建挂图；期间仍可查看，完成后与原先对照。', 'Builds the wall chart anew from the first event; it can be looked at meanwhile and is compared afterwards.'); // prettier-ignore
    const run = (at: Model): Step =>
      perform(say(at, t(at, '正在重建挂图…', 'Building the wall chart …'), 'watch', 0), {
        contract: RebuildProjection,
        input: { name: PROJECTION },
        line: `hz projection rebuild ${PROJECTION}`,
        done: ({ events }, after) => done(after, t(after, `挂图已重建（${String(events)} 条事件）`, `Wall chart built anew (${counted(events, 'event')})`)),
      }); // prettier-ignore
    return still(openOverlay(model, confirm({ title: t(model, '重建挂图', 'Rebuild the wall chart'), text: [text], run })));
  };

  return {
    ...own.kept(state),
    address: 'delivery',
    title: (model) => t(model, '投递', 'Delivery'),
    scopes: ['delivery', 'list'],
    load,
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - HEAD_LINES - 4);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined)
        return still(own.set(model, { cursor: { id: rows[moved]?.id, offset: scrollTo(moved, state.cursor.offset, rows.length, room) } }));
      switch (id) {
        case 'open':
          return current ? still(openOverlay(model, inform(t(model, '受阻的事件', 'What is stuck'), detail(model, current), lineOf('retry', current)))) : still(model); // prettier-ignore
        case 'retry':
          return current ? retry(model, current) : still(model);
        case 'give-up':
          return current ? giveUp(model, current) : still(model);
        case 'restore':
          return restore(model);
        case 'verify':
          return verify(model);
        case 'rebuild':
          return rebuild(model);
        case 'meaning':
          return still(openOverlay(model, inform(t(model, '各项含义', 'What the numbers mean'), meanings(model), 'hz delivery state')));
        case 'copy':
          return current && still(openOverlay(model, copyMenu(model, copied(current))));
        default:
          return undefined;
      }
    },
    view: (model, width, height) => deliveryFrame(model, state, index, { width, height }),
    hzLine: () => (current ? lineOf('retry', current) : 'hz delivery state'),
  };
}

/** The same as a line for a shell. */
function lineOf(what: 'retry' | 'give-up', one: Stuck): string {
  const verb = what === 'retry' ? { parked: 'retry', dead: 'retry-dead-letter' } : { parked: 'skip', dead: 'give-up-dead-letter' };
  return `hz delivery ${verb[one.kind]} ${one.kind === 'parked' ? one.row.position : one.row.id} --service ${one.service}`;
}

const detail = (model: Model, one: Stuck): readonly string[] => [
  t(model, `原因：${reasonOf(one)}`, `Why: ${reasonOf(one)}`),
  `${one.row.eventType ?? '?'} v${String(one.row.version ?? '?')}`,
  ...(one.row.recordId === undefined ? [] : [one.row.recordId]),
  one.kind === 'dead'
    ? `${one.row.durable} · ${one.row.stream} ${one.row.streamSequence}`
    : t(model, `事件在台账中的位置：${one.row.position}`, `Place of the event in the ledger: ${one.row.position}`),
  t(model, 'Enter 关闭后：t 重试，D 放弃', 'Enter closes; then t tries again, D gives up'),
];

const copied = (one: Stuck) => ({
  row: [one.service, one.kind, one.row.entity ?? '', one.row.recordId ?? '', reasonOf(one)].join('\t'),
  id: one.kind === 'parked' ? one.row.position : one.row.id,
  json: one.row,
  line: lineOf('retry', one),
});

/** The delivery page as it is opened. */
export const openDelivery = (uid: number): Screen => deliveryScreen({ uid, states: new Map(), cursor: atTop, looking: false });

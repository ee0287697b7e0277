import {
  ArriveAtHospital,
  CancelRun,
  DeliverRunLines,
  DropRunStop,
  FetchRunLines,
  LeaveHospital,
  MoveRunLine,
  OfferRunStops,
  OrderRunStops,
  PostponeRunLine,
  ReconcileRun,
  RecordPrescription,
  RunPapers,
  SetOutRun,
  SplitRunLine,
  TakeOverRunStops,
  WithdrawRunOffer,
  type Command,
  type RunAction,
  type RunLine,
  type RunReceipt,
  type RunRow,
  type RunStop,
} from '@houzhai/contracts';
import { counted, runActionLabel, runStatusLabel } from '@houzhai/i18n';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { nameOf } from '../screens/areas.ts';
import { firstHospital } from '../screens/medicine-places.ts';
import { say, t, type Effect, type Model, type Step } from './model.ts';
import { printing } from './print-actions.ts';
import { deedItem, takeDeed } from './record-actions.ts';

/** A run as a screen shows it: the stops and the line an action is meant for, and how to look at the run again. */
export interface LiveRun {
  readonly row: RunRow;
  readonly stops: readonly RunStop[];
  readonly lines: readonly RunLine[];
  readonly line: RunLine | undefined;
  /** Lines of the chosen stop. */
  readonly ofStop: readonly RunLine[];
  readonly now: (model: Model) => RunRow | undefined;
}

const CONTRACT = {
  'order-stops': OrderRunStops,
  'set-out': SetOutRun,
  'drop-stop': DropRunStop,
  arrive: ArriveAtHospital,
  fetch: FetchRunLines,
  'split-line': SplitRunLine,
  'move-line': MoveRunLine,
  'postpone-line': PostponeRunLine,
  leave: LeaveHospital,
  deliver: DeliverRunLines,
  offer: OfferRunStops,
  withdraw: WithdrawRunOffer,
  'take-over': TakeOverRunStops,
  reconcile: ReconcileRun,
  cancel: CancelRun,
} as const satisfies Record<RunAction, Command>;
/** In the order in which they are wanted. */
const KEYS: Readonly<Record<RunAction, string>> = {
  'take-over': 't',
  'set-out': 's',
  arrive: 'a',
  fetch: 'f',
  'split-line': 'p',
  'move-line': 'w',
  'postpone-line': 'z',
  leave: 'e',
  deliver: 'd',
  offer: 'm',
  withdraw: 'u',
  'order-stops': 'i',
  'drop-stop': 'o',
  reconcile: 'q',
  cancel: 'D',
};
const ON_LINE: readonly RunAction[] = ['split-line', 'move-line', 'postpone-line'];
const ON_STOPS: readonly RunAction[] = ['order-stops', 'drop-stop', 'offer', 'deliver'];
/** What the run as a whole does next. */
const NEXT: readonly RunAction[] = ['take-over', 'set-out', 'arrive', 'leave', 'reconcile'];

/** Lines an action takes along: the chosen one, or all of the stop, or all that wait at its pharmacy. */
const toFetch = ({ line, lines, ofStop }: LiveRun): readonly RunLine[] =>
  (line ? [line] : ofStop.length > 0 ? ofStop : lines).filter(({ status }) => status === 'TO_FETCH');
const toDeliver = ({ ofStop }: LiveRun): readonly RunLine[] => ofStop.filter(({ status }) => status === 'FETCHED');

/** Why an action cannot be taken now; undefined when it can. */
function whyNot(model: Model, live: LiveRun, action: RunAction): string | undefined {
  const { row, stops, line } = live;
  if (!row.allowedActions.includes(action)) {
    const status = runStatusLabel(row.status, model.lang);
    if (action === 'take-over') return t(model, '没有交给您的', 'nothing is offered to you');
    return t(model, `“${status}”时不能，或由他人经手`, `not while ${status.toLowerCase()}, or it is somebody else’s`);
  }
  if (ON_LINE.includes(action) && line?.status !== 'TO_FETCH') return t(model, '先选一行待取的药', 'choose a line that is to be fetched');
  if (ON_STOPS.includes(action) && stops.length === 0) return t(model, '先选一户', 'choose a stop');
  if (action === 'fetch' && toFetch(live).length === 0) return t(model, '没有待取的药', 'nothing is to be fetched');
  if (action === 'deliver' && toDeliver(live).length === 0) return t(model, '这一户没有待送的药', 'nothing is to be delivered there');
  return action === 'drop-stop' && stops.length > 1 ? t(model, '一次一户', 'one stop at a time') : undefined;
}

/** Everything that can be done to a run, and what `besides` has; what cannot is dim with the reason. */
export function runMenu(model: Model, live: LiveRun, besides: (model: Model) => readonly MenuItem[] = () => []) {
  const possible = (at: Model, action: RunAction) => whyNot(at, { ...live, row: live.now(at) ?? live.row }, action);
  const order = (Object.keys(KEYS) as RunAction[]).toSorted(
    (a, b) => Number(possible(model, a) !== undefined) - Number(possible(model, b) !== undefined),
  );
  const items = (at: Model): readonly MenuItem[] => [
    ...besides(at).filter(({ why }) => why === undefined),
    ...order.map((action) =>
      deedItem(at, KEYS[action], runActionLabel(action, at.lang), CONTRACT[action], possible(at, action), (now) =>
        takeRunAction(now, live, action),
      ),
    ),
    ...besides(at).filter(({ why }) => why !== undefined),
  ];
  return menu(live.row.no, items, 0);
}

/** The next step of the run as a whole. */
export function takeNextRunStep(model: Model, live: LiveRun): Step {
  const row = live.now(model) ?? live.row;
  const next = NEXT.find((action) => row.allowedActions.includes(action));
  if (next) return takeRunAction(model, live, next);
  const status = runStatusLabel(row.status, model.lang);
  return [say(model, t(model, `“${status}”：没有可办的`, `${status}: nothing to do for you`), 'watch'), []];
}

const doneText =
  (action: RunAction) =>
  (value: unknown, at: Model): string => {
    const { no, status, cardsOut, toFetch: fetch, toDeliver: deliver } = value as RunReceipt;
    return t(
      at,
      `✓ ${no} ${runActionLabel(action, at.lang)} → ${runStatusLabel(status, at.lang)} · 卡在外 ${String(cardsOut)} · 待取 ${String(fetch)} · 待送 ${String(deliver)}`,
      `✓ ${no} ${runActionLabel(action, at.lang)} → ${runStatusLabel(status, at.lang)} · ${counted(cardsOut, 'card')} out · ${String(fetch)} to fetch · ${String(deliver)} to deliver`,
    );
  };

/** Takes an action on a run, on the chosen stops, or on the chosen line. */
export function takeRunAction(model: Model, live: LiveRun, action: RunAction): Step {
  const { row, stops, line } = live;
  const now = (at: Model): RunRow => live.now(at) ?? row;
  const why = whyNot(model, { ...live, row: now(model) }, action);
  if (why !== undefined) return [say(model, `${runActionLabel(action, model.lang)}：${why}`, 'watch'), []];
  const onRun = (at: Model) => ({ runId: row.runId, expectedVersion: now(at).version });
  const cardIds = stops.map(({ cardId }) => cardId);
  const cards = stops.map(({ cardNo }) => cardNo).join(',');
  const common = {
    noun: 'medicine-run',
    verb: action,
    subject: row.no,
    title: (at: Model) => `${runActionLabel(action, at.lang)} · ${row.no}`,
    fixed: onRun,
    done: doneText(action),
  };
  const onLine = {
    ...common,
    subject: `${row.no} --line-id ${line?.lineId ?? ''}`,
    title: (at: Model) => `${runActionLabel(action, at.lang)} · ${line?.drug ?? ''} ${String(line?.qtyDays ?? '')}`,
    fixed: (at: Model) => ({ ...onRun(at), lineId: line?.lineId }),
  };
  const onStops = { ...common, subject: `${row.no} --card ${cards}`, fixed: (at: Model) => ({ ...onRun(at), cardIds }) };
  switch (action) {
    case 'drop-stop':
      return takeDeed(model, { ...common, contract: DropRunStop, subject: `${row.no} --card ${cards}`, fixed: (at) => ({ ...onRun(at), cardId: cardIds[0] }) }); // prettier-ignore
    case 'order-stops':
      return takeDeed(model, { ...onStops, contract: OrderRunStops });
    case 'fetch': {
      const lineIds = toFetch(live).map(({ lineId }) => lineId);
      return takeDeed(model, { ...common, contract: FetchRunLines, subject: `${row.no} --line-ids ${lineIds.join(',')}`, fixed: (at) => ({ ...onRun(at), lineIds }) }); // prettier-ignore
    }
    case 'deliver': {
      const lineIds = toDeliver(live).map(({ lineId }) => lineId);
      return takeDeed(model, { ...common, contract: DeliverRunLines, subject: `${row.no} --line-ids ${lineIds.join(',')}`, fixed: (at) => ({ ...onRun(at), lineIds }), preset: { 'proof.kind': 'HANDED_OVER' } }); // prettier-ignore
    }
    case 'split-line':
      return takeDeed(model, {
        ...onLine,
        contract: SplitRunLine,
        about: (at) => [
          t(
            at,
            `共 ${String(line?.qtyDays ?? 0)} 天：先取几天；其余去另一家药房，不填药房则改下批。`,
            `${counted(line?.qtyDays ?? 0, 'day')} in all: how many there are here; the rest from another pharmacy, or with a next run where none is named.`,
          ),
        ],
      });
    case 'move-line':
      return takeDeed(model, { ...onLine, contract: MoveRunLine });
    case 'postpone-line':
      return takeDeed(model, { ...onLine, contract: PostponeRunLine });
    case 'offer':
      return takeDeed(model, {
        ...onStops,
        contract: OfferRunStops,
        title: (at) => t(at, `交给同事 ${String(stops.length)} 户`, `Offer ${counted(stops.length, 'stop')} to a colleague`),
        about: (at) => [
          t(
            at,
            '您提交即签字交出；同事在自己的控制台签收后，医保卡才转到其名下。',
            'Sending it is your signature; the cards are the colleague’s once they have signed in their own console.',
          ),
        ],
        people: { role: 'AGENT', ...(row.area === 'a00' ? {} : { area: row.area }) },
      });
    case 'take-over':
      return takeDeed(model, {
        ...common,
        contract: TakeOverRunStops,
        about: (at) => [
          t(
            at,
            `${nameOf(at, row.agentId)} 交来 ${String(row.offered)} 户；当面清点信封和药，提交即签字接手。`,
            `${nameOf(at, row.agentId)} offers ${counted(row.offered, 'stop')}; count envelopes and medicine together, sending it is your signature.`,
          ),
        ],
        confirm: (at) => [
          t(at, `接手 ${String(row.offered)} 户及其医保卡，此后由您负责。`, `You answer for ${counted(row.offered, 'stop')} and every card of theirs from now on.`), // prettier-ignore
        ],
      });
    default:
      return takeDeed(model, { ...common, contract: CONTRACT[action] });
  }
}

/** Writes down what a medicine errand has to fetch. */
export const takePrescription = (model: Model, errand: { readonly errandId: string; readonly no: string }): Step =>
  takeDeed(model, {
    contract: RecordPrescription,
    noun: 'prescription',
    verb: 'record',
    subject: errand.no,
    title: (at) => t(at, `登记处方 · ${errand.no}`, `Prescription · ${errand.no}`),
    about: (at) => [
      t(
        at,
        '药名只有代办员和社区能看到。特殊药品和超过天数的另走渠道：填写由谁负责。',
        'Only the agent and the desk see which drug. Special drugs and too many days go another way: say who is responsible.',
      ),
    ],
    fixed: () => ({ errandId: errand.errandId }),
    preset: firstHospital(model),
    done: ({ no, waiting, referred }, at) =>
      t(at, `✓ ${no}：${String(waiting)} 行待编批，${String(referred)} 行另走渠道`, `✓ ${no}: ${counted(waiting, 'line')} to go with a run, ${String(referred)} by another way`), // prettier-ignore
  });

/** Sets one of the papers of a run as a PDF. */
export const printRun = ({ runId, no }: RunRow, sheet: 'PICK' | 'ROUTE'): Effect =>
  printing(RunPapers, { runId, sheet }, `${no}-${sheet.toLowerCase()}`);

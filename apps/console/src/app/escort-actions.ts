import {
  AcceptPassengers,
  AddHeads,
  ArriveBatch,
  AssembleBatch,
  CancelBatch,
  CloseBatch,
  ConfirmReadBack,
  DepartBatch,
  DivertBatch,
  MeasurePassenger,
  RefusePassenger,
  RemoveHead,
  ReportPassengerMissing,
  type ArrivalRow,
  type BatchAction,
  type BatchDetail,
  type BatchReceipt,
  type BatchRow,
  type MeasuredReceipt,
  type Command,
  type OutputOf,
} from '@houzhai/contracts';
import { batchActionLabel, batchStatusLabel } from '@houzhai/i18n';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { areaName } from '../screens/areas.ts';
import { inputOf } from '../widgets/text-input.ts';
import { say, t, type Model, type Step } from './model.ts';
import { deedItem, takeDeed } from './record-actions.ts';

export type Head = OutputOf<typeof BatchDetail>['heads'][number];

/** A batch as a screen shows it: the heads an action is meant for, all of them, and how to look at the batch again. */
export interface LiveBatch {
  readonly row: BatchRow;
  readonly chosen: readonly Head[];
  readonly heads: readonly Head[];
  readonly now: (model: Model) => BatchRow | undefined;
}

/** What can be done on a batch or its heads; a temperature is taken without changing how it stands. */
type BatchDeed = BatchAction | 'measure';
const CONTRACT = {
  'add-heads': AddHeads,
  'remove-head': RemoveHead,
  depart: DepartBatch,
  divert: DivertBatch,
  measure: MeasurePassenger,
  arrive: ArriveBatch,
  accept: AcceptPassengers,
  refuse: RefusePassenger,
  'report-missing': ReportPassengerMissing,
  'confirm-read-back': ConfirmReadBack,
  close: CloseBatch,
  cancel: CancelBatch,
} as const satisfies Record<BatchDeed, Command>;
/** In the order in which they are wanted. */
const KEYS: Readonly<Record<BatchDeed, string>> = {
  accept: 'f',
  refuse: 'n',
  'report-missing': 'm',
  'confirm-read-back': 'c',
  measure: 't',
  depart: 's',
  arrive: 'a',
  close: 'e',
  'add-heads': 'i',
  'remove-head': 'o',
  divert: 'd',
  cancel: 'D',
};
/** Actions that are meant for one head. */
const ON_ONE: readonly BatchDeed[] = ['remove-head', 'refuse', 'report-missing', 'measure'];
const ON_HEADS: readonly BatchDeed[] = [...ON_ONE, 'accept'];

/** Puts waiting heads of one checkpoint into a batch. */
export const assembleBatch = (model: Model, rows: readonly ArrivalRow[], then: (value: BatchReceipt, model: Model) => Step): Step => {
  const [first] = rows;
  if (!first) return [say(model, t(model, '没有在卡口等候的人员可编批次', 'Nobody waits here who could be put into a batch'), 'watch'), []];
  const areas = [...new Set(rows.map(({ area }) => area))];
  return takeDeed(model, {
    contract: AssembleBatch,
    noun: 'escort',
    verb: 'assemble',
    subject: `${first.checkpointCode} --arrival ${rows.map(({ no }) => no).join(',')}`,
    title: (at) => t(at, `编批次 · ${String(rows.length)} 人`, `Assemble a batch of ${String(rows.length)}`),
    about: (at) => [
      `${rows.map(({ label }) => label).join('、')} → ${areas.map((area) => areaName(at, area)).join('、')}`,
      t(
        at,
        '领车：自己的车跟随；转运：坐我们的车，须填座位数。',
        'Lead: their own cars follow. Carry: they sit in ours, so its seats are asked.',
      ),
    ],
    fixed: () => ({ checkpointId: first.checkpointId, arrivalIds: rows.map(({ arrivalId }) => arrivalId) }),
    done: ({ no, heads }, at) => t(at, `✓ 批次 ${no} 已集结，${String(heads)} 人`, `✓ Batch ${no} of ${String(heads)} is assembled`),
    then,
  });
};

/** Why an action cannot be taken on a batch now; undefined when it can. */
export function whyNotBatch(model: Model, { row, chosen }: LiveBatch, action: BatchDeed): string | undefined {
  if (action === 'measure' ? row.mayMeasure !== true : !row.allowedActions.includes(action)) {
    if (action === 'confirm-read-back' && row.toConfirm === 0) return t(model, '没有待确认的电话交接', 'no read-back to confirm');
    if (action === 'confirm-read-back') return t(model, '须由接收人本人确认', 'the receiver confirms it');
    const status = batchStatusLabel(row.status, model.lang);
    return t(model, `“${status}”时不能`, `not while ${status.toLowerCase()}`);
  }
  if (!ON_HEADS.includes(action)) return undefined;
  if (chosen.length === 0) return t(model, '打开批次，选中未交接的人', 'open the batch and choose somebody not handed over');
  return ON_ONE.includes(action) && chosen.length > 1 ? t(model, '一次一人', 'one head at a time') : undefined;
}

/** Everything that can be done to a batch or its heads; what cannot is dim with the reason. */
export function batchMenu(model: Model, live: LiveBatch) {
  const possible = (at: Model, action: BatchDeed) => whyNotBatch(at, { ...live, row: live.now(at) ?? live.row }, action);
  const order = (Object.keys(KEYS) as BatchDeed[]).toSorted(
    (a, b) => Number(possible(model, a) !== undefined) - Number(possible(model, b) !== undefined),
  );
  const items = (at: Model): readonly MenuItem[] =>
    order.map((action) =>
      deedItem(at, KEYS[action], batchActionLabel(action, at.lang), CONTRACT[action], possible(at, action), (now) =>
        takeBatchAction(now, live, action),
      ),
    );
  return menu(live.row.no, items, 0);
}

/** Takes an action on a batch, or on the heads that were chosen. */
export function takeBatchAction(model: Model, live: LiveBatch, action: BatchDeed): Step {
  const { row, chosen } = live;
  const now = (at: Model): BatchRow => live.now(at) ?? row;
  const why = whyNotBatch(model, { ...live, row: now(model) }, action);
  if (why !== undefined) return [say(model, `${batchActionLabel(action, model.lang)}：${why}`, 'watch'), []];
  const onBatch = (at: Model) => ({ batchId: row.batchId, expectedVersion: now(at).version });
  const [head] = chosen;
  const onHead = (at: Model) => ({ ...onBatch(at), arrivalId: head?.arrivalId });
  const common = {
    noun: 'escort',
    verb: action,
    subject: row.no,
    title: (at: Model) => `${batchActionLabel(action, at.lang)} · ${row.no}`,
    fixed: onBatch,
    done: doneText(action),
  };
  const aboutHead = {
    ...common,
    subject: `${row.no} --arrival ${head?.no ?? ''}`,
    title: (at: Model) => `${batchActionLabel(action, at.lang)} · ${head?.label ?? ''} ${head?.no ?? ''}`,
    fixed: onHead,
    ...(head ? { people: { area: head.area } } : {}),
  };
  switch (action) {
    case 'accept':
      return chooseHeads(model, live);
    case 'refuse':
      return takeDeed(model, { ...aboutHead, contract: RefusePassenger });
    case 'report-missing':
      return takeDeed(model, { ...aboutHead, contract: ReportPassengerMissing });
    case 'measure':
      return takeDeed(model, { ...aboutHead, contract: MeasurePassenger, done: measuredText(head?.label ?? '') });
    case 'remove-head':
      return takeDeed(model, { ...aboutHead, contract: RemoveHead });
    case 'add-heads':
      return takeDeed(model, { ...common, contract: AddHeads, people: { checkpointId: row.checkpointId } });
    case 'depart':
      return takeDeed(model, { ...common, contract: DepartBatch });
    case 'arrive':
      return takeDeed(model, { ...common, contract: ArriveBatch });
    case 'divert':
      return takeDeed(model, { ...common, contract: DivertBatch });
    case 'confirm-read-back':
      return takeDeed(model, { ...common, contract: ConfirmReadBack });
    case 'cancel':
      return takeDeed(model, { ...common, contract: CancelBatch });
    case 'close':
      return takeDeed(model, { ...common, contract: CloseBatch, without: row.mode === 'CARRY' ? [] : ['disinfected'] });
  }
}

/** What came of a temperature: nothing more, or a fever that goes its way from here. */
const measuredText =
  (label: string) =>
  ({ feverId }: MeasuredReceipt, at: Model): string =>
    feverId === undefined
      ? t(at, `✓ ${label} 体温已记录`, `✓ ${label}: recorded`)
      : t(
          at,
          `‼ ${label} 疑似发热，已报警；请用腋温表复测（:发热）`,
          `‼ ${label}: suspected fever, an alert was raised; recheck with the axillary thermometer (:fevers)`,
        );

const doneText =
  (action: BatchDeed) =>
  ({ no, status, heads, accepted, refused, missing }: BatchReceipt, at: Model): string => {
    const open = heads - accepted - refused - missing;
    const left = ON_HEADS.includes(action) && open > 0 ? t(at, `，还有 ${String(open)} 人`, `, ${String(open)} left`) : '';
    return `✓ ${no} ${batchActionLabel(action, at.lang)} → ${batchStatusLabel(status, at.lang)}${left}`;
  };

/** One receiver takes over what goes to one place: heads bound for several are asked about area by area. */
function chooseHeads(model: Model, live: LiveBatch): Step {
  const { chosen } = live;
  const [first] = chosen;
  if (!first) return [model, []];
  const areas = [...new Set(chosen.map(({ area }) => area))];
  const aboard = live.heads.filter(({ status, area }) => status === 'ABOARD' && area === first.area);
  const all = (heads: readonly Head[], at: Model): string =>
    t(
      at,
      `去${areaName(at, heads[0]?.area ?? '')}的 ${String(heads.length)} 人`,
      `${String(heads.length)} bound for ${areaName(at, heads[0]?.area ?? '')}`,
    );
  const choices =
    areas.length > 1
      ? areas.map((area) => chosen.filter((head) => head.area === area))
      : chosen.length === 1 && aboard.length > 1
        ? [chosen, aboard]
        : [chosen];
  const [only, another] = choices;
  if (only && !another) return acceptForm(model, live.row, only, live.now);
  const items = choices.map((heads, index): MenuItem => ({
    key: String(index + 1),
    label: heads.length === 1 && areas.length === 1 ? `${t(model, '只此一人', 'only')} ${first.label}` : all(heads, model),
    run: (at) => acceptForm(at, live.row, heads, live.now),
  }));
  return [openOverlay(model, menu(t(model, '交接谁', 'Whom to hand over'), items)), []];
}

function acceptForm(model: Model, row: BatchRow, heads: readonly Head[], now: LiveBatch['now']): Step {
  const area = heads[0]?.area ?? '';
  const { me } = model;
  const isMine = me?.roles.includes('COMMUNITY_WORKER') === true && (me.areas.includes(area) || me.scope.includes('houzhai'));
  const myself = isMine
    ? { picked: { value: me.operatorId, label: me.displayName, also: me.account }, input: inputOf(me.displayName) }
    : {};
  return takeDeed(model, {
    contract: AcceptPassengers,
    noun: 'escort',
    verb: 'accept',
    subject: `${row.no} --arrival ${heads.map(({ no }) => no).join(',')}`,
    title: (at) =>
      t(at, `交接 ${String(heads.length)} 人 · ${areaName(at, area)}`, `Hand over ${String(heads.length)} · ${areaName(at, area)}`),
    about: (at) => [
      heads.map(({ label, no }) => `${label} ${no}`).join('  '),
      t(
        at,
        '接收人须是目的地的社区工作人员，且不是护送人。电话复述：念出批次号、人数、姓名，事后由接收人确认。',
        'The receiver is a community worker of the destination, never the lead. By telephone: number, heads and names are read back, and the receiver confirms later.',
      ),
    ],
    fixed: (at) => ({
      batchId: row.batchId,
      expectedVersion: (now(at) ?? row).version,
      arrivalIds: heads.map(({ arrivalId }) => arrivalId),
    }),
    people: { area, role: 'COMMUNITY_WORKER' },
    preset: { method: 'IN_PERSON' },
    fields: { receiverId: myself },
    done: doneText('accept'),
  });
}

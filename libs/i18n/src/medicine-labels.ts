import type {
  CardAction,
  CardContent,
  CardStatus,
  DemandState,
  EventContract,
  HolderMethod,
  LineStatus,
  RunAction,
  RunStatus,
  SignatureMethod,
  SignedBy,
  StopCard,
} from '@houzhai/contracts';
import { isTombstone } from '@houzhai/contracts';
import type { Language, Text } from './language.ts';

const text = (zh: string, en: string): Text => ({ zh, en });

const CARD_STATUS: Readonly<Record<CardStatus, Text>> = {
  WITH_OWNER: text('在本人处', 'With its owner'),
  COLLECTED: text('已收取', 'Collected'),
  AT_HOSPITAL: text('已到院', 'Taken to hospital'),
  RETURNED: text('已归还', 'Returned'),
  LOST: text('遗失', 'Lost'),
};
const CARD_ACTION: Readonly<Record<CardAction, Text>> = {
  collect: text('收取医保卡', 'Collect the card'),
  return: text('归还医保卡', 'Return the card'),
  'report-lost': text('报告遗失', 'Report it lost'),
  'pass-on': text('指定责任人', 'Name who sees to it'),
};
const CONTENT: Readonly<Record<CardContent, Text>> = {
  CARD: text('医保卡', 'insurance card'),
  IDENTITY: text('身份证', 'identity card'),
  RECORD: text('病历', 'medical record'),
  CASH: text('现金', 'cash'),
};
const SIGNED_BY: Readonly<Record<SignedBy, Text>> = { SELF: text('本人', 'owner'), HOUSEHOLD: text('家属', 'household') };
const METHOD: Readonly<Record<SignatureMethod, Text>> = {
  PAPER: text('纸质签字', 'on paper'),
  FINGERPRINT: text('按指印', 'fingerprint'),
  READ_BACK: text('电话复述', 'read back by telephone'),
  WITNESSED: text('两人见证', 'two witnesses'),
};
const HOLDER: Readonly<Record<HolderMethod, Text>> = { SESSION: text('本人登录', 'own session'), PAPER: text('纸质签字', 'on paper') };
const RUN_STATUS: Readonly<Record<RunStatus, Text>> = {
  PLANNED: text('已编批', 'Planned'),
  COLLECTING: text('收卡中', 'Collecting'),
  AT_HOSPITAL: text('在医院', 'At the hospital'),
  DELIVERING: text('送药中', 'Delivering'),
  RECONCILED: text('已结清', 'Reconciled'),
  CANCELLED: text('已取消', 'Cancelled'),
};
const RUN_ACTION: Readonly<Record<RunAction | 'collect', Text>> = {
  collect: text('收卡', 'Collect cards'),
  'order-stops': text('调整顺序', 'Order the stops'),
  'set-out': text('出发收卡', 'Set out'),
  'drop-stop': text('本户不去', 'Drop the stop'),
  arrive: text('到达医院', 'Arrive'),
  fetch: text('取到药', 'Fetch'),
  'split-line': text('拆分', 'Split the line'),
  'move-line': text('换药房', 'Another pharmacy'),
  'postpone-line': text('改下批', 'Postpone the line'),
  leave: text('离开医院', 'Leave'),
  deliver: text('送达', 'Deliver'),
  offer: text('交给同事', 'Offer to a colleague'),
  withdraw: text('撤回交接', 'Withdraw the offer'),
  'take-over': text('签收接手', 'Sign and take over'),
  reconcile: text('结清', 'Reconcile'),
  cancel: text('取消批次', 'Cancel'),
};
const STOP_CARD: Readonly<Record<StopCard, Text>> = {
  WITH_OWNER: text('待收卡', 'to collect'),
  OUT: text('在代办员处', 'with the agent'),
  RETURNED: text('已归还', 'returned'),
  LOST: text('遗失', 'lost'),
};
const LINE: Readonly<Record<LineStatus, Text>> = {
  TO_FETCH: text('待取', 'to fetch'),
  FETCHED: text('已取', 'fetched'),
  DELIVERED: text('已送达', 'delivered'),
  POSTPONED: text('改下批', 'postponed'),
};
const DEMAND: Readonly<Record<DemandState, Text>> = {
  WAITING: text('待编批', 'waits for a run'),
  IN_RUN: text('在批次中', 'in a run'),
  DELIVERED: text('已送达', 'delivered'),
  REFERRED: text('另走渠道', 'goes the other way'),
};

/** Past verbs of events about cards, runs and prescriptions, as histories show them. */
const PAST: Readonly<Record<string, Text>> = {
  'insurance-card.registered': text('建立信封', 'envelope set up'),
  'insurance-card.collected': text('收取', 'collected'),
  'insurance-card.brought': text('到院', 'taken to hospital'),
  'insurance-card.transferred': text('同事接手', 'passed to a colleague'),
  'insurance-card.returned': text('归还', 'returned'),
  'insurance-card.lost': text('遗失', 'lost'),
  'insurance-card.duty-passed-on': text('指定责任人', 'somebody named to see to it'),
  'insurance-card.out-too-long': text('离户超时', 'out too long'),
  'medicine-run.planned': text('编批', 'planned'),
  'medicine-run.begun': text('接手成批', 'begun from another run'),
  'medicine-run.stops-ordered': text('调整顺序', 'stops ordered'),
  'medicine-run.set-out': text('出发', 'set out'),
  'medicine-run.card-moved': text('医保卡变动', 'a card moved'),
  'medicine-run.stop-dropped': text('减一户', 'stop dropped'),
  'medicine-run.arrived': text('到院', 'arrived'),
  'medicine-run.lines-fetched': text('取到药', 'fetched'),
  'medicine-run.line-split': text('拆分', 'line split'),
  'medicine-run.line-moved': text('换药房', 'line moved'),
  'medicine-run.line-postponed': text('改下批', 'line postponed'),
  'medicine-run.left': text('离院', 'left'),
  'medicine-run.lines-delivered': text('送达', 'delivered'),
  'medicine-run.stops-offered': text('交给同事', 'offered to a colleague'),
  'medicine-run.offer-withdrawn': text('撤回交接', 'offer withdrawn'),
  'medicine-run.stops-taken-over': text('同事接手部分', 'partly taken over'),
  'medicine-run.handed-over': text('整批交接', 'handed over as a whole'),
  'medicine-run.reconciled': text('结清', 'reconciled'),
  'medicine-run.cancelled': text('取消', 'cancelled'),
  'prescription.recorded': text('登记处方', 'written down'),
  'prescription.moved': text('处方变动', 'lines moved'),
};
const ENTITIES = ['insurance-card', 'medicine-run', 'prescription'];

const look = (table: Readonly<Record<string, Text>>, key: string, lang: Language): string => table[key]?.[lang] ?? key;

export const cardStatusLabel = (status: string, lang: Language): string => look(CARD_STATUS, status, lang);
export const cardActionLabel = (action: string, lang: Language): string => look(CARD_ACTION, action, lang);
export const cardContentLabel = (content: string, lang: Language): string => look(CONTENT, content, lang);
export const signedByLabel = (by: string, lang: Language): string => look(SIGNED_BY, by, lang);
export const signatureMethodLabel = (method: string, lang: Language): string => look(METHOD, method, lang);
export const holderMethodLabel = (method: string, lang: Language): string => look(HOLDER, method, lang);
export const runStatusLabel = (status: string, lang: Language): string => look(RUN_STATUS, status, lang);
export const runActionLabel = (action: string, lang: Language): string => look(RUN_ACTION, action, lang);
export const stopCardLabel = (card: string, lang: Language): string => look(STOP_CARD, card, lang);
export const lineStatusLabel = (status: string, lang: Language): string => look(LINE, status, lang);
export const demandStateLabel = (state: string, lang: Language): string => look(DEMAND, state, lang);
/** What happened to a card, a run or a prescription; undefined for other records. */
export const medicinePastLabel = (entity: string, past: string, lang: Language): string | undefined => PAST[`${entity}.${past}`]?.[lang];

/** Events about cards, runs and prescriptions that have no label in the history yet. */
export const medicinePastsWithoutLabel = (events: readonly EventContract[]): string[] =>
  events
    .filter((event) => ENTITIES.includes(event.entity) && !isTombstone(event))
    .map(({ entity, past }) => `${entity}.${past}`)
    .filter((key) => !(key in PAST));

import type { FeverAction, FeverEnding, FeverJudgement, FeverMeans, FeverPlace, FeverResult, FeverStatus } from '@houzhai/contracts';
import type { Language, Text } from './language.ts';

const text = (zh: string, en: string): Text => ({ zh, en });

const STATUS: Readonly<Record<FeverStatus, Text>> = {
  SUSPECTED: text('疑似发热', 'Suspected'),
  RECHECKED: text('复测仍高', 'Rechecked, still high'),
  JUDGED: text('医生已研判', 'Judged'),
  SENT: text('已送发热门诊', 'Sent to the clinic'),
  RESOLVED: text('已办结', 'Resolved'),
};
const PLACE: Readonly<Record<FeverPlace, Text>> = {
  GATE: text('卡口', 'Checkpoint'),
  DOOR: text('上门', 'At the door'),
  PHONE: text('电话', 'By telephone'),
};
const ON_THE_WAY = text('护送途中', 'On the way');
const ACTION: Readonly<Record<FeverAction, Text>> = {
  recheck: text('腋温复测', 'Recheck, axillary'),
  judge: text('医生研判', 'Judge'),
  send: text('送发热门诊', 'Send to the clinic'),
  'record-result': text('登记结果', 'Record the result'),
  close: text('无结果结束', 'Close without a result'),
};
const JUDGEMENT: Readonly<Record<FeverJudgement, Text>> = {
  OBSERVE: text('居家观察', 'Observe where they are'),
  SEND: text('送发热门诊', 'Send to the clinic'),
};
const MEANS: Readonly<Record<FeverMeans, Text>> = {
  AMBULANCE_120: text('120 救护车', '120 ambulance'),
  DESIGNATED_CAR: text('专用车', 'Designated car'),
};
const RESULT: Readonly<Record<FeverResult, Text>> = {
  EXCLUDED: text('排除', 'Excluded'),
  OBSERVED: text('继续观察', 'Observed'),
  SUSPECTED_CASE: text('疑似病例', 'Suspected case'),
  CONFIRMED: text('确诊', 'Confirmed'),
};
const ENDING: Readonly<Record<FeverEnding, Text>> = {
  EXCLUDED_AT_RECHECK: text('复测排除', 'Excluded at recheck'),
  RESULT: text('有结果', 'With a result'),
  WITHOUT_RESULT: text('无结果结束', 'Closed without a result'),
};

/** Past verbs of fever events, as histories show them. */
export const FEVER_PAST: Readonly<Record<string, Text>> = {
  'fever.suspected': text('疑似发热', 'suspected'),
  'fever.joined': text('再次发现', 'noticed once more'),
  'fever.rechecked': text('腋温复测', 'rechecked'),
  'fever.judged': text('医生研判', 'judged'),
  'fever.sent': text('送发热门诊', 'sent to the clinic'),
  'fever.overdue': text('处置超时', 'step overdue'),
  'fever.resolved': text('办结', 'resolved'),
};

const look = (table: Readonly<Record<string, Text>>, key: string, lang: Language): string => table[key]?.[lang] ?? key;

export const feverStatusLabel = (status: string, lang: Language): string => look(STATUS, status, lang);
/** Where a fever was noticed. */
export const feverPlaceLabel = (
  { place, onTheWay }: { readonly place: string; readonly onTheWay?: true | undefined },
  lang: Language,
): string => (onTheWay ? ON_THE_WAY[lang] : look(PLACE, place, lang));
export const feverActionLabel = (action: string, lang: Language): string => look(ACTION, action, lang);
export const feverJudgementLabel = (judgement: string, lang: Language): string => look(JUDGEMENT, judgement, lang);
export const feverMeansLabel = (means: string, lang: Language): string => look(MEANS, means, lang);
export const feverResultLabel = (result: string, lang: Language): string => look(RESULT, result, lang);
export const feverEndingLabel = (ending: string, lang: Language): string => look(ENDING, ending, lang);

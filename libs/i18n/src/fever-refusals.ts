import type { RefusalCode } from '@houzhai/contracts';
import { feverActionLabel, feverStatusLabel } from './fever-labels.ts';
import { clockTime } from './formats.ts';
import type { Sentences } from './sentence.ts';

const degrees = (tenths: number): string => (tenths / 10).toFixed(1);

/** Refusals about fevers as sentences. */
export const FEVER_SENTENCES: Sentences<Extract<RefusalCode, `fever.${string}`>> = {
  'fever.not-allowed-now': {
    zh: ({ action, status }) => `“${feverStatusLabel(status, 'zh')}”时不能“${feverActionLabel(action, 'zh')}”；按 x 看下一步`,
    en: ({ action, status }) =>
      `Cannot ${feverActionLabel(action, 'en').toLowerCase()} while ${feverStatusLabel(status, 'en').toLowerCase()}; press x for the next step`,
  },
  'fever.nothing-noticed': {
    zh: ({ limit }) => `没有症状且体温低于 ${degrees(limit)} ℃，不算疑似发热；请填症状或体温`,
    en: ({ limit }) => `No symptom and below ${degrees(limit)} °C: nothing to suspect; give a symptom or the temperature`,
  },
  'fever.before-last-step': {
    zh: ({ at }) => `上一步发生在 ${clockTime(at, 'zh')}，这一步不能更早；请核对时间`,
    en: ({ at }) => `The step before happened at ${clockTime(at, 'en')}; this one cannot be earlier, check the time`,
  },
  'fever.plate-missing': {
    zh: () => '专用车须填车牌；用 120 可不填',
    en: () => 'A designated car needs its number plate; 120 does not',
  },
  'fever.own-car': {
    zh: () => '不能用本人同行车辆或护送车辆送医；请用 120 或专用车',
    en: () => 'Never in the car they came in, nor in the escort’s; use 120 or the designated car',
  },
};

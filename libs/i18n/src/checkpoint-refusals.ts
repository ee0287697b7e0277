import type { RefusalCode } from '@houzhai/contracts';
import { batchActionLabel, batchStatusLabel, checkpointActionLabel, checkpointStatusLabel, custodyLabel } from './checkpoint-labels.ts';
import type { Sentences } from './sentence.ts';

type Own = Extract<
  RefusalCode,
  `checkpoint.${string}` | `arrival.${string}` | `escort.${string}` | 'record.happened-in-future' | 'operator.unavailable'
>;

/** Refusals about checkpoints, arrivals and escorts as sentences. */
export const CHECKPOINT_SENTENCES: Sentences<Own> = {
  'record.happened-in-future': { zh: () => '发生时间晚于现在；请核对', en: () => 'That lies in the future; check the time' },
  'operator.unavailable': {
    zh: () => '该人员不存在、已停用或不在您的辖区；请另选',
    en: () => 'That person has no account, is disabled, or is outside your area; choose another',
  },
  'checkpoint.code-taken': { zh: () => '该卡口代号已被使用；请换一个', en: () => 'A checkpoint has that code already; choose another' },
  'checkpoint.unknown': { zh: () => '没有这个卡口，或不在您的辖区', en: () => 'There is no such checkpoint in your area' },
  'checkpoint.closed': { zh: () => '该卡口已撤除；请在其他卡口登记', en: () => 'That checkpoint is closed; register at another' },
  'checkpoint.not-allowed-now': {
    zh: ({ action, status }) =>
      `卡口“${checkpointStatusLabel(status, 'zh')}”时不能“${checkpointActionLabel(action, 'zh')}”；按 x 看可用操作`,
    en: ({ action, status }) =>
      `Cannot ${checkpointActionLabel(action, 'en').toLowerCase()} a checkpoint that is ${checkpointStatusLabel(status, 'en').toLowerCase()}; press x for what is possible`,
  },
  'checkpoint.still-holds': {
    zh: ({ heads }) => `卡口还有 ${String(heads)} 人未交接；请指定由谁负责后再撤除`,
    en: ({ heads }) => `${String(heads)} people are not handed over yet; name who answers for them, then close`,
  },
  'checkpoint.crew-too-small': {
    zh: ({ crew }) => `一个班次至少 ${String(crew)} 人；请补足`,
    en: ({ crew }) => `A shift needs at least ${String(crew)} people; add some`,
  },
  'checkpoint.shift-too-long': {
    zh: ({ hours }) => `班次须在 ${String(hours)} 小时以内结束；请改结束时间`,
    en: ({ hours }) => `A shift ends within ${String(hours)} hours; change its end`,
  },
  'arrival.region-unknown': {
    zh: ({ code }) => `没有行政区划 ${code}；请按名称或首字母重新选择`,
    en: ({ code }) => `There is no division ${code}; choose it by name or initials`,
  },
  'arrival.stays-incomplete': {
    zh: ({ days, of }) => `近 ${String(of)} 天行程还缺 ${String(days)} 天；请补问`,
    en: ({ days, of }) => `${String(days)} of the last ${String(of)} days are missing; ask for them`,
  },
  'arrival.temperature-not-measured': {
    zh: ({ lowest }) => `低于 ${(lowest / 10).toFixed(1)} ℃ 视为未测到；请到室内复测`,
    en: ({ lowest }) => `Below ${(lowest / 10).toFixed(1)} °C counts as not measured; take it again indoors`,
  },
  'arrival.health-code-required': {
    zh: () => '请查看健康码（没有申领选“未申领”）',
    en: () => 'Look at the health code (choose NONE if they have none)',
  },
  'arrival.health-code-not-issued': {
    zh: () => '当日尚未推行健康码；请不要填写',
    en: () => 'No health code existed on that day; leave it empty',
  },
  'arrival.party-unknown': {
    zh: () => '没有这一组同行人员；请重新登记首位',
    en: () => 'There is no such party; register its first head again',
  },
  'arrival.already-registered': {
    zh: ({ no }) => `此人刚刚已登记（${no}）；请查看该记录`,
    en: ({ no }) => `This person was registered just now (${no}); look at that record`,
  },
  'arrival.plate-invalid': {
    zh: () => '车牌号格式不对；如 浙G12345',
    en: () => 'Not the form of a number plate: province, letter, five or six characters',
  },
  'arrival.no-open-duty': {
    zh: ({ custody }) => `此人目前为“${custodyLabel(custody, 'zh')}”，没有待办的责任`,
    en: ({ custody }) => `This head is ${custodyLabel(custody, 'en').toLowerCase()}; nobody has to answer for them`,
  },
  'escort.head-unfit': {
    zh: ({ no, custody }) => `${no} 目前为“${custodyLabel(custody, 'zh')}”，不能编入批次`,
    en: ({ no, custody }) => `${no} is ${custodyLabel(custody, 'en').toLowerCase()} and cannot join a batch`,
  },
  'escort.head-elsewhere': {
    zh: ({ no }) => `${no} 在另一个卡口；一批只从一个卡口出发`,
    en: ({ no }) => `${no} is at another checkpoint; a batch leaves from one`,
  },
  'escort.seats-missing': { zh: () => '转运须填写座位数', en: () => 'Give the number of seats for carrying' },
  'escort.too-many': {
    zh: ({ heads, most }) => `${String(heads)} 人超过 ${String(most)} 人；请分批`,
    en: ({ heads, most }) => `${String(heads)} heads are more than ${String(most)}; make two batches`,
  },
  'escort.not-allowed-now': {
    zh: ({ action, status }) => `批次“${batchStatusLabel(status, 'zh')}”时不能“${batchActionLabel(action, 'zh')}”；按 x 看可用操作`,
    en: ({ action, status }) =>
      `Cannot ${batchActionLabel(action, 'en').toLowerCase()} while the batch is ${batchStatusLabel(status, 'en').toLowerCase()}; press x for what is possible`,
  },
  'escort.head-unknown': { zh: () => '此人不在这个批次；请核对', en: () => 'That head is not in this batch; check it' },
  'escort.last-head': { zh: () => '这是批次的最后一人；请取消批次', en: () => 'It is the last head; cancel the batch instead' },
  'escort.head-decided': {
    zh: ({ no, as }) => `${no} 已是“${custodyLabel(as, 'zh')}”；请用“责任办理”更改`,
    en: ({ no, as }) => `${no} is ${custodyLabel(as, 'en').toLowerCase()} already; deal with the open duty instead`,
  },
  'escort.receiver-unfit': {
    zh: ({ area }) => `接收人须是 ${area} 的社区工作人员；请另选`,
    en: ({ area }) => `The receiver has to be a community worker of ${area}; choose another`,
  },
  'escort.receiver-is-lead': { zh: () => '护送人不能自己接收；请另选接收人', en: () => 'The lead cannot receive; choose another' },
  'escort.nothing-to-confirm': { zh: () => '没有待确认的电话交接', en: () => 'Nothing taken over by telephone waits for confirmation' },
  'escort.not-the-receiver': {
    zh: ({ receiver }, say) => `须由接收人 ${say.operator(receiver)} 本人确认`,
    en: ({ receiver }, say) => `${say.operator(receiver)}, who took them over, has to confirm`,
  },
  'escort.disinfection-missing': {
    zh: () => '转运车辆须先消毒；完成后再结束批次',
    en: () => 'The vehicle has to be disinfected before the batch is closed',
  },
};

import type { RefusalCode } from '@houzhai/contracts';
import type { Sentences } from './sentence.ts';

/** Refusals about the delivery of events as sentences. */
export const DELIVERY_SENTENCES: Sentences<Extract<RefusalCode, `delivery.${string}`>> = {
  'delivery.not-parked': {
    zh: () => '该事件未被搁置，或已处理；请刷新投递页',
    en: () => 'This event is not parked, or no longer; reload the delivery page',
  },
  'delivery.no-dead-letter': {
    zh: () => '找不到该死信，或已处理；请刷新投递页',
    en: () => 'No such message set aside, or no longer; reload the delivery page',
  },
  'delivery.still-failing': {
    zh: ({ cause, applied }) => `重试仍失败（${cause}），已补上 ${String(applied)} 条；请先排除原因再重试`,
    en: ({ cause, applied }) => `It fails again (${cause}); ${String(applied)} applied; remove the cause, then try again`,
  },
};

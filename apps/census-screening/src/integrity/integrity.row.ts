import { defineEntity, p } from '@mikro-orm/core';

/** What another look at a signal came to. The signals themselves are not kept: they are found again whenever somebody looks. */
export const SignalReviewRow = defineEntity({
  name: 'SignalReviewRow',
  tableName: 'signal_review',
  comment: 'What supervisors said of visits that ask for another look 请复核; words sealed; insert-only by grant',
  indexes: [{ name: 'signal_review_day', properties: ['day'] }],
  properties: {
    id: p.uuid().primary(),
    day: p.text(),
    verdict: p.text(),
    reviewedBy: p.uuid(),
    reviewedAt: p.datetime(),
    sealed: p.blob().nullable(),
  },
});

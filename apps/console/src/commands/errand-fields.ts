import type { FieldLabel } from './field-labels.ts';

/** What fields of an errand's form and of its money are called. */
export const ERRAND_FIELDS: Readonly<Record<string, FieldLabel>> = {
  moduleCode: { zh: '模块', en: 'Module' },
  module: { zh: '模块', en: 'Module', hintZh: '代号', hintEn: 'code' },
  active: { zh: '启用', en: 'In use' },
  fromForm: { zh: '从哪一版', en: 'From form' },
  toForm: { zh: '到哪一版', en: 'To form' },
  advanceFen: { zh: '预收现金', en: 'Cash received', hintZh: '元，如 50', hintEn: 'yuan' },
  spentFen: { zh: '实际花费', en: 'Spent', hintZh: '元，没有花费不填', hintEn: 'yuan; empty for none' },
  receipts: { zh: '票据', en: 'Receipts', hintZh: '票号=金额；票号=金额', hintEn: 'number=yuan; number=yuan' },
  refundFen: { zh: '退还现金', en: 'Refund', hintZh: '元', hintEn: 'yuan' },
  amountFen: { zh: '金额', en: 'Amount', hintZh: '元，如 46 或 46.50', hintEn: 'yuan, such as 46 or 46.50' },
  payer: { zh: '谁的钱', en: 'Whose money' },
  payee: { zh: '退给谁', en: 'Given back to' },
  line: { zh: '第几笔', en: 'Line', hintZh: '账目中的序号', hintEn: 'its number in the ledger' },
};

import { MarkReviewed, type SignalRow } from '@houzhai/contracts';
import { integrityRuleLabel, reviewVerdictLabel } from '@houzhai/i18n';
import { areaName, nameOf } from '../screens/areas.ts';
import { t, type Model, type Step } from './model.ts';
import { takeDeed } from './record-actions.ts';

/** Whose visits a signal is about, in words. */
export const collectorText = (model: Model, { collectorId, sheetNo = '' }: SignalRow): string =>
  collectorId === undefined ? t(model, `带走 ${sheetNo} 的人`, `whoever took ${sheetNo} along`) : nameOf(model, collectorId);

/** Says what another look came to. */
export const askVerdict = (model: Model, row: SignalRow): Step =>
  takeDeed(model, {
    contract: MarkReviewed,
    noun: 'integrity',
    verb: 'review',
    subject: row.signalId,
    title: (at) => t(at, `复核结果 · ${collectorText(at, row)} ${row.day}`, `Result · ${collectorText(at, row)} ${row.day}`),
    about: (at) => [
      t(
        at,
        `${integrityRuleLabel(row.rule, 'zh')} · ${areaName(at, row.area)}。先问一问再记；不通知任何人，不计入考核。`,
        `${integrityRuleLabel(row.rule, 'en')} · ${areaName(at, row.area)}. Ask first. Nobody is told, and it enters no assessment.`,
      ),
    ],
    fixed: () => ({ signalId: row.signalId }),
    fields: {
      verdict: { label: t(model, '结果', 'Result') },
      note: { hint: t(model, '如：回来一起补录，忘了改时间', 'such as: entered together later, times not changed') },
    },
    done: ({ verdict }, at) => `✓ ${collectorText(at, row)} ${row.day} → ${reviewVerdictLabel(verdict, at.lang)}`,
  });

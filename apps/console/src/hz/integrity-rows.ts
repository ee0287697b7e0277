import type { IntegrityReview, OutputOf } from '@houzhai/contracts';
import { clockTime, doorVisitLabel, integrityRuleLabel, reviewVerdictLabel, type Language } from '@houzhai/i18n';
import type { Names } from './checkpoint-rows.ts';

/** Visits that ask for another look, a row for each, under the id of their signal: what stands there is what was said, no judgement. */
export function integrityRows({ rows }: OutputOf<typeof IntegrityReview>, names: Names, lang: Language): Record<string, unknown>[] {
  const zh = lang === 'zh';
  return rows.flatMap((row) =>
    row.visits.map((visit, index) => ({
      [zh ? '编号' : 'id']: index === 0 ? row.signalId : '',
      [zh ? '采集人' : 'collector']: index > 0 ? '' : row.collectorId === undefined ? (row.sheetNo ?? '') : (names.get(row.collectorId) ?? row.collectorId.slice(-6)),
      [zh ? '请复核' : 'look again']: index === 0 ? integrityRuleLabel(row.rule, lang) : '',
      [zh ? '至少/登记（分）' : 'needs/said (min)']: index === 0 ? `${String(row.needsMinutes)}/${String(row.saidMinutes)}` : '',
      [zh ? '发生' : 'happened']: `${visit.questioned ? '●' : '○'} ${row.day} ${clockTime(visit.at, lang, visit.at)}`,
      [zh ? '上门' : 'visit']: doorVisitLabel(visit.kind, lang),
      [zh ? '位置' : 'path']: visit.path,
      [zh ? '结果' : 'result']: index === 0 && row.review ? reviewVerdictLabel(row.review.verdict, lang) : '',
    })),
  ); // prettier-ignore
}

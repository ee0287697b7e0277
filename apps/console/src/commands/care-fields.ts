import { CARE_CATEGORIES, CARE_TIERS, CareGapCause, CareMethod, CareNeed, CareOutcome, CareRole } from '@houzhai/contracts';
import {
  careCategoryLabel,
  careGapLabel,
  careMethodLabel,
  careNeedLabel,
  careOutcomeLabel,
  careRoleLabel,
  careTierLabel,
  type Language,
} from '@houzhai/i18n';
import type { FieldLabel } from './field-labels.ts';

const label = (zh: string, en: string, hintZh = '', hintEn = ''): FieldLabel => ({ zh, en, hintZh, hintEn });

/** What fields of the commands about households are called, where that differs from what they are called elsewhere. */
export const CARE_FIELDS: Readonly<Record<string, FieldLabel>> = {
  personIds: label('户内人员', 'Who lives there', '编号、姓名、首字母或电话；须写全', 'number, name, initials or phone; all of them'),
  categories: label('类别', 'Categories', '输入或 ↓ 选择，可多选；加密保存', 'type or ↓, several possible; kept encrypted'),
  tier: label('联系频次', 'How often'),
  partyMemberId: label('联户党员', 'Party member', '账号或姓名；不与代办员同一人', 'account or name; never the agent'),
  linkId: label('联系户', 'Household', '编号', 'number'),
  outcome: label('结果', 'Outcome'),
  as: label('以谁的身份', 'As whom', '本人不填；代录时选', 'empty for oneself'),
  needs: label('需要', 'Needs', '输入或 ↓ 选择，可多选；加密保存', 'type or ↓, several possible; kept encrypted'),
  words: label('原话', 'What they said', '可不填；加密保存', 'optional; kept encrypted'),
  reason: label('理由', 'Reason', '至少五个字；加密保存', 'five characters or more; kept encrypted'),
  from: label('自哪天', 'From', '今天可不填 · 2020-02-14', 'empty for today · 2020-02-14'),
  until: label('至哪天', 'Until', '只一天可不填 · 2020-02-20', 'empty for one day · 2020-02-20'),
  fromId: label('谁不在岗', 'Who is absent', '账号或姓名', 'account or name'),
  toId: label('由谁接手', 'Given to', '账号或姓名', 'account or name'),
};

type Said = (value: string, lang: Language) => string;
const MEANINGS: Readonly<Record<string, { readonly values: readonly string[]; readonly say: Said }>> = {
  categories: { values: CARE_CATEGORIES, say: careCategoryLabel },
  tier: { values: CARE_TIERS, say: careTierLabel },
  needs: { values: CareNeed.options, say: careNeedLabel },
  as: { values: CareRole.options, say: careRoleLabel },
  // What visits of doors come to has words of its own.
  outcome: { values: CareOutcome.options.filter((one) => one !== 'REFUSED'), say: careOutcomeLabel },
  method: { values: CareMethod.options.filter((one) => one === 'MESSAGE' || one === 'DOOR'), say: careMethodLabel },
  cause: { values: CareGapCause.options, say: careGapLabel },
};

/** A value of a choice about households in words; undefined where it is none. */
export function careValueLabel(path: string, value: string, lang: Language): string | undefined {
  const meaning = MEANINGS[path];
  return meaning?.values.includes(value) === true ? meaning.say(value, lang) : undefined;
}

import type { InputOf, OutputOf, Refusal, SetUpCareLinks } from '@houzhai/contracts';
import { sentenceOf, type Language } from '@houzhai/i18n';
import { CARE_COLUMNS, type CareLine } from './care-lines.ts';
import type { SaidFault } from './file-lines.ts';

/** Households one request has at most; each of their people and carers is asked for. */
export const AT_ONCE = 20;

export type Household = InputOf<typeof SetUpCareLinks>['links'][number];
type Told = OutputOf<typeof SetUpCareLinks>['rows'][number];

/** A household of a file as it is set up. @param idOf the person of a number, each of them known */
export const householdOf = ({ residents, categories, tier, agentId, partyMemberId }: CareLine, idOf: (no: string) => string | undefined): Household => ({
  personIds: residents.flatMap((no) => idOf(no) ?? []),
  categories: [...categories],
  tier,
  agentId,
  partyMemberId,
}); // prettier-ignore

/** Residents of a file that the register does not know, each at its line. */
export const unknownResidents = (lines: readonly CareLine[], idOf: (no: string) => string | undefined, lang: Language): readonly SaidFault[] =>
  lines.flatMap(({ line, residents }) =>
    residents
      .filter((no) => idOf(no) === undefined)
      .map(() => ({ line, column: CARE_COLUMNS.residents[lang], ...said({ code: 'record.not-found', params: { entity: 'person' } }, lang) })),
  ); // prettier-ignore

/** Lines that were refused, each at the column it is about. @param told what came of the lines, in their order */
export const refusedHouseholds = (lines: readonly CareLine[], told: readonly Told[], lang: Language, nameOf?: (id: string) => string): readonly SaidFault[] =>
  told.flatMap(({ refusal }, nth) =>
    refusal ? [{ line: lines[nth]?.line ?? 0, column: columnOf(refusal.code)[lang], ...said(refusal as Refusal, lang, nameOf) }] : [],
  ); // prettier-ignore

const columnOf = (code: string): (typeof CARE_COLUMNS)[keyof typeof CARE_COLUMNS] =>
  code.startsWith('errand.')
    ? CARE_COLUMNS.agent
    : /same-person|member-unfit/.test(code)
      ? CARE_COLUMNS.partyMember
      : CARE_COLUMNS.residents;

const said = (refusal: Refusal, lang: Language, operator = (id: string): string => id.slice(-6)): Pick<SaidFault, 'rule' | 'words'> => ({
  rule: refusal.code,
  words: sentenceOf(refusal, { lang, operator }),
});

import type { CallerCard, OutputOf } from '@houzhai/contracts';
import { careMethodLabel, careNextLabel, careOutcomeLabel, careStandingLabel, clockTime, type Language } from '@houzhai/i18n';

type Care = NonNullable<OutputOf<typeof CallerCard>['care']>;

/** Who has a household, and in whose stead. @param nameOf the name of an operator by id */
export function carerWords(id: string, standsInFor: string | undefined, nameOf: (id: string) => string, lang: Language): string {
  if (standsInFor === undefined) return nameOf(id);
  return lang === 'zh' ? `${nameOf(id)}（代${nameOf(standsInFor)}）` : `${nameOf(id)} (for ${nameOf(standsInFor)})`;
}

/**
 * What a caller's household needs today and who has it; who asked after it last. `isDue`: somebody has to go to the door.
 * @param now today's times are said without their day
 */
export function careWords(
  { row, last }: Care,
  nameOf: (id: string) => string,
  lang: Language,
  now: number,
): { readonly looked: string; readonly asked: string; readonly isDue: boolean } {
  const zh = lang === 'zh';
  const isDue = row.next === 'DOOR';
  const todo = row.next === 'NOTHING' ? careStandingLabel(row.standing, lang) : careNextLabel(row.next, lang);
  const who = [carerWords(row.agentId, row.agentFor, nameOf, lang), carerWords(row.partyMemberId, row.partyMemberFor, nameOf, lang)];
  return {
    looked: `${isDue ? '‼ ' : ''}${todo} · ${row.no} · ${who.join(zh ? '、' : ', ')}`,
    asked: last
      ? [
          clockTime(last.at, lang, new Date(now).toISOString()),
          nameOf(last.by),
          careMethodLabel(last.method, lang),
          careOutcomeLabel(last.outcome, lang),
        ].join(' · ')
      : zh
        ? '还没有人联系过'
        : 'nobody has asked yet',
    isDue,
  };
}

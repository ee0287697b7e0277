import type { CareCoverage, CareLinkDetail, CareLinks, CareToday, OutputOf, SubstituteCarer } from '@houzhai/contracts';
import {
  careCategoryLabel,
  careMethodLabel,
  careNeedLabel,
  careNextLabel,
  careOutcomeLabel,
  careRoleLabel,
  careStandingLabel,
  careTierLabel,
  clockTime,
  sentenceOf,
  type Language,
} from '@houzhai/i18n';
import type { Refusal } from '@houzhai/contracts';
import { nameIn, type Names, type PrintedRows } from './checkpoint-rows.ts';

type Listed = Readonly<Record<string, (value: unknown, operators: Names, residents: Names, lang: Language) => PrintedRows>>;

const people = (ids: readonly string[], residents: Names): string => ids.map((id) => nameIn(residents, id)).join(' ');

const batch: Listed[string] = (value, operators, _, lang) =>
  (value as OutputOf<typeof SubstituteCarer>).rows.map(({ no, ok, unchanged, refusal }) => ({
    [lang === 'zh' ? '编号' : 'no']: no,
    [lang === 'zh' ? '结果' : 'result']: ok
      ? unchanged
        ? lang === 'zh' ? '已是如此' : 'so already'
        : lang === 'zh' ? '可以' : 'yes'
      : sentenceOf(refusal as unknown as Refusal, { lang, operator: (id) => nameIn(operators, id) }),
  })); // prettier-ignore

/** Who has a household, and in whose stead. */
const carer = (operators: Names, id: string, standsInFor: string | undefined): string =>
  [nameIn(operators, id), ...(standsInFor === undefined ? [] : [`(${nameIn(operators, standsInFor)})`])].join(' ');

const LISTS: Listed = {
  CareToday: (value, operators, residents, lang) => {
    const zh = lang === 'zh';
    return (value as OutputOf<typeof CareToday>).rows.map((row) => ({
      [zh ? '编号' : 'no']: row.no,
      [zh ? '村(居)' : 'area']: row.area,
      [zh ? '居民' : 'residents']: people(row.personIds, residents),
      [zh ? '频次' : 'how often']: careTierLabel(row.tier, lang),
      [zh ? '今日' : 'today']: careStandingLabel(row.standing, lang),
      [zh ? '下一步' : 'next']:
        `${row.next === 'DOOR' ? '‼ ' : ''}${row.nextBy ? `${careRoleLabel(row.nextBy, lang)}: ` : ''}${careNextLabel(row.next, lang)}`,
      [zh ? '代办员' : 'agent']: carer(operators, row.agentId, row.agentFor),
      [zh ? '联户党员' : 'party member']: carer(operators, row.partyMemberId, row.partyMemberFor),
      [zh ? '上次联系' : 'last reached']: row.lastReachedOn ?? '',
    }));
  },
  CareLinks: (value, operators, residents, lang) => {
    const zh = lang === 'zh';
    return (value as OutputOf<typeof CareLinks>).rows.map((row) => ({
      [zh ? '编号' : 'no']: row.no,
      [zh ? '村(居)' : 'area']: row.area,
      [zh ? '居民' : 'residents']: people(row.personIds, residents),
      [zh ? '频次' : 'how often']: careTierLabel(row.tier, lang),
      [zh ? '应联系' : 'due']: row.status === 'ENDED' ? (zh ? '已结束' : 'ended') : (row.dueOn ?? ''),
      [zh ? '代办员' : 'agent']: carer(operators, row.agentId, row.agentFor),
      [zh ? '联户党员' : 'party member']: carer(operators, row.partyMemberId, row.partyMemberFor),
      [zh ? '联系卡' : 'card']: row.contactCard ? `${row.contactCard.current ? '' : '! '}${row.contactCard.issuedAt.slice(0, 10)}` : '!',
    }));
  },
  CareLinkDetail: (value, operators, residents, lang) => {
    const zh = lang === 'zh';
    const { row, categories = [], contacts } = value as OutputOf<typeof CareLinkDetail>;
    const head = {
      [zh ? '日期' : 'day']: row.no,
      [zh ? '谁' : 'who']:
        `${people(row.personIds, residents)} · ${nameIn(operators, row.agentId)} / ${nameIn(operators, row.partyMemberId)}`,
      [zh ? '方式' : 'how']: careTierLabel(row.tier, lang),
      [zh ? '结果' : 'outcome']: careNextLabel(row.next, lang),
      [zh ? '需要' : 'needs']: categories.map((one) => careCategoryLabel(one, lang)).join(' '),
    };
    return [
      head,
      ...contacts.map((one) => ({
        [zh ? '日期' : 'day']: clockTime(one.at, lang),
        [zh ? '谁' : 'who']: `${careRoleLabel(one.as, lang)} ${nameIn(operators, one.by)}`,
        [zh ? '方式' : 'how']: careMethodLabel(one.method, lang),
        [zh ? '结果' : 'outcome']: careOutcomeLabel(one.outcome, lang),
        [zh ? '需要' : 'needs']: [...(one.needs ?? []).map((need) => careNeedLabel(need, lang)), one.words ?? ''].join(' ').trim(),
      })),
    ];
  },
  CareCoverage: (value, operators, residents, lang) => {
    const zh = lang === 'zh';
    return (value as OutputOf<typeof CareCoverage>).names.map((row) => ({
      [zh ? '未联系' : 'missing']: row.no,
      [zh ? '村(居)' : 'area']: row.area,
      [zh ? '居民' : 'residents']: people(row.personIds, residents),
      [zh ? '代办员' : 'agent']: nameIn(operators, row.agentId),
      [zh ? '联户党员' : 'party member']: nameIn(operators, row.partyMemberId),
    }));
  },
  SubstituteCarer: batch,
  GiveBackHouseholds: batch,
  SetUpCareLinks: batch,
};

/** The account of a day in one line: n of N, and what counts apart. */
export const coverageLine = ({ day, due, reached, refused, explained, missing }: OutputOf<typeof CareCoverage>, lang: Language): string =>
  lang === 'zh'
    ? `${day} 每日联系 ${String(reached)}/${String(due)}，拒绝 ${String(refused)}，已说明 ${String(explained)}，未联系 ${String(missing)}`
    : `${day} daily contact ${String(reached)}/${String(due)}, refused ${String(refused)}, explained ${String(explained)}, missing ${String(missing)}`;

/** Households with names and words where they hold ids and codes; undefined for any other list. */
export const careRows = (contract: string, value: unknown, operators: Names, residents: Names, lang: Language): PrintedRows | undefined =>
  LISTS[contract]?.(value, operators, residents, lang);
/** Lists that `careRows` knows. */
export const CARE_LISTS: readonly string[] = Object.keys(LISTS);

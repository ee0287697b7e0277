import type {
  AssignUnits,
  CampaignDetail,
  CampaignsPage,
  Coverage,
  DiscrepanciesPage,
  OutputOf,
  ScreeningTeams,
  UnitsPage,
} from '@houzhai/contracts';
import {
  campaignStatusLabel,
  clockTime,
  discrepancyKindLabel,
  discrepancySourceLabel,
  discrepancyStatusLabel,
  stratumLabel,
  unitStatusLabel,
  type Language,
} from '@houzhai/i18n';
import { coveragePercent, coverageText } from '../commands/coverage-words.ts';

type Rows = Record<string, unknown>[];
type Names = ReadonlyMap<string, string>;

const figures = (coverage: Coverage, lang: Language): Record<string, unknown> => {
  const zh = lang === 'zh';
  return {
    [zh ? '已查清' : 'accounted']: coverageText(coverage),
    '%': coveragePercent(coverage),
    [zh ? '未开门' : 'unopened']: coverage.unopened,
    [zh ? '两次无人' : 'escalated']: coverage.escalated,
    [zh ? '未查全' : 'partial']: coverage.incomplete,
    [zh ? '无队伍' : 'no team']: coverage.unassigned,
    [zh ? '有责任人' : 'owned']: coverage.owned,
    [zh ? '逾期' : 'overdue']: coverage.overdue,
    [zh ? '待核实' : 'differ']: coverage.discrepancies,
  };
};

/** A round in a line, and its coverage by area, team and stratum. */
export function campaignTables({ row, byArea, byTeam, byStratum }: OutputOf<typeof CampaignDetail>, lang: Language): readonly Rows[] {
  const zh = lang === 'zh';
  return [
    campaignRows({ rows: [row], total: 1, asOf: '' }, lang),
    byArea.map((one) => ({ [zh ? '村(居)' : 'area']: one.area, ...figures(one, lang) })),
    byTeam.map((one) => ({ [zh ? '队' : 'team']: one.teamNo ?? one.teamId.slice(-6), ...figures(one, lang) })),
    byStratum.map((one) => ({ [zh ? '类别' : 'stratum']: stratumLabel(one.stratum, lang), ...figures(one, lang) })),
  ];
}

/** How units would be, or were, shared out: the whole in a line, then team by team with why. */
export function shareTables(assigned: OutputOf<typeof AssignUnits>, lang: Language): readonly Rows[] {
  const zh = lang === 'zh';
  const { applied, units, fresh, moved, mostLoad, local, balanced, near, neighboursPlaceholder, shares } = assigned;
  return [
    [
      {
        [zh ? '生效' : 'applied']: applied ? '✓' : zh ? '试算' : 'trial',
        [zh ? '户（间）' : 'units']: units,
        [zh ? '新分' : 'new']: fresh,
        [zh ? '换队' : 'moved']: moved,
        [zh ? '最高负担' : 'most load']: `${mostLoad.toFixed(2)}${balanced ? '' : ' !'}`,
        [zh ? '本村或邻村' : 'at home or beside']: `${(local * 100).toFixed(1)}%${near ? '' : ' !'}`,
        [zh ? '相邻关系' : 'map']: neighboursPlaceholder ? (zh ? '占位' : 'placeholder') : assigned.neighboursVersion,
      },
    ],
    shares.map(({ no, at, strength, units: own, load, parts }) => ({
      [zh ? '队' : 'team']: no,
      [zh ? '驻地' : 'at']: at,
      [zh ? '人手' : 'people']: strength,
      [zh ? '户（间）' : 'units']: own,
      [zh ? '负担' : 'load']: load.toFixed(2),
      [zh ? '为何' : 'why']: parts.map(({ reason }) => reason[lang]).join(zh ? '；' : '; '),
    })),
  ];
}

function campaignRows({ rows }: OutputOf<typeof CampaignsPage>, lang: Language): Rows {
  const zh = lang === 'zh';
  return rows.map((row) => ({
    [zh ? '编号' : 'no']: row.no,
    [zh ? '名称' : 'name']: row.name,
    [zh ? '状态' : 'status']: campaignStatusLabel(row.status, lang),
    [zh ? '起止' : 'days']: `${row.start}…${row.end}`,
    ...figures(row.coverage, lang),
  }));
}

/** Lists of screening with names and words where they hold ids and codes; undefined for any other list. */
export function screeningRows(contract: string, value: unknown, names: Names, lang: Language): Rows | undefined {
  const zh = lang === 'zh';
  const nameOf = (id: string | undefined): string => (id === undefined ? '' : (names.get(id) ?? id.slice(-6)));
  switch (contract) {
    case 'CampaignsPage':
      return campaignRows(value as OutputOf<typeof CampaignsPage>, lang);
    case 'UnitsPage':
      return (value as OutputOf<typeof UnitsPage>).rows.map((row) => ({
        [zh ? '位置' : 'path']: row.path,
        [zh ? '门' : 'door']: zh ? row.zh : row.en,
        [zh ? '类别' : 'stratum']: `${stratumLabel(row.stratum, lang)}${row.addendum ? (zh ? ' 附册' : ' addendum') : ''}`,
        [zh ? '状态' : 'status']: `${row.overdue ? '‼ ' : ''}${unitStatusLabel(row.status, lang)}`,
        [zh ? '登记' : 'known']: row.registered,
        [zh ? '队' : 'team']: row.teamNo ?? '',
        [zh ? '上次' : 'last']: row.lastAt === undefined ? '' : clockTime(row.lastAt, lang),
        [zh ? '再去' : 'again']: row.otherHalf ?? '',
        [zh ? '责任人' : 'owner']: nameOf(row.ownerId),
        [zh ? '期限' : 'until']: row.dueAt === undefined ? '' : clockTime(row.dueAt, lang),
      }));
    case 'DiscrepanciesPage':
      return (value as OutputOf<typeof DiscrepanciesPage>).rows.map((row) => ({
        [zh ? '编号' : 'id']: row.discrepancyId,
        [zh ? '位置' : 'path']: row.path,
        [zh ? '来源' : 'source']: discrepancySourceLabel(row.source, lang),
        [zh ? '不一致' : 'differs']: discrepancyKindLabel(row.kind, lang),
        [zh ? '谁' : 'who']: row.label ?? row.people,
        [zh ? '状态' : 'status']: discrepancyStatusLabel(row.status, lang),
      }));
    case 'ScreeningTeams':
      return (value as OutputOf<typeof ScreeningTeams>).rows.map((row) => ({
        [zh ? '队' : 'team']: row.no,
        [zh ? '驻地' : 'at']: row.at,
        [zh ? '本村' : 'home']: row.homeArea,
        [zh ? '队长' : 'leader']: nameOf(row.leaderId),
        [zh ? '队员' : 'members']: row.members,
        [zh ? '可出动' : 'can go']: row.strength,
        [zh ? '状态' : 'status']: row.status,
      }));
    default:
      return undefined;
  }
}
/** Lists that `screeningRows` knows. */
export const SCREENING_LISTS: readonly string[] = ['CampaignsPage', 'UnitsPage', 'DiscrepanciesPage', 'ScreeningTeams'];

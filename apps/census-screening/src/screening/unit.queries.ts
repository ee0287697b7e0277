import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import { ok, refuse, type CampaignStatus, type InputOf, type UnitRow } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { historyOf, reaching, toInstant } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { labelsOf } from '../person/person.store.ts';
import { findSheet } from '../sheet/work-sheet.store.ts';
import { roundMeant } from './campaign.store.ts';
import { DISCREPANCY_COLUMNS, type StoredDiscrepancy } from './discrepancy.store.ts';
import { teamsOf } from './team.store.ts';
import { UNIT_COLUMNS, toUnit, type StoredUnit } from './unit.row.ts';
import { unitsMeant } from './unit-list.store.ts';
import { ACCOUNTED_RANK, otherHalfOf, standing } from './unit.ts';
import { getUnit, inSight, residentsAt, unitActions } from './unit.store.ts';

interface Row extends StoredUnit {
  readonly rank: number;
  readonly campaign: CampaignStatus;
  readonly zh: string | null;
  readonly en: string | null;
  readonly house_zh: string | null;
  readonly house_en: string | null;
  readonly team_no: number | null;
  readonly registered: number;
  readonly discrepancies: number;
}
const FROM = `"census_screening"."screening_unit" u join "census_screening"."screening_campaign" c on c."id" = u."campaign_id"`;
/** Rows with the names of their places, their team, and what else there is about them. */
const SHOWN = `select ${UNIT_COLUMNS}, u."rank", u.campaign, p."zh", p."en", h."zh" as house_zh, h."en" as house_en, t."no" as team_no,
    (select count(*)::int from "census_screening"."person" x where x."path" = u."path" and x."erased_at" is null and x."merged_into" is null) as registered,
    (select count(*)::int from "census_screening"."screening_discrepancy" d where d."unit_id" = u."id" and d."status" = 'OPEN') as discrepancies`;
const BESIDE = `left join "census_screening"."place" p on p."path" = u."path" left join "census_screening"."place" h on h."path" = u."house"
    left join "census_screening"."screening_team" t on t."id" = u."team_id"`;

@Injectable()
export class UnitQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.UnitsPage)
  page(input: InputOf<typeof C.UnitsPage>, call: Call) {
    return reaching(async () => {
      const teams = await teamsOf(this.kit.pool, call.caller);
      const sheet = input.sheet === undefined ? undefined : (await findSheet(this.kit.pool, input.sheet, call.caller))?.sheet;
      if (input.sheet !== undefined && sheet?.kind !== 'DOORS') return refuse('record.not-found', { entity: 'work-sheet' });
      const round = await roundMeant(this.kit.pool, sheet ? { campaignId: sheet.campaignId } : input);
      if (!round) return ok({ rows: [], total: 0, open: 0, asOf: call.now.toString() });
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = unitsMeant(round.id, sheet ? { ...input, ids: [...sheet.doors] } : input, call.caller, teams, $);
      const counted = await this.kit.pool.query<{ total: number; open: number }>(
        `select count(*)::int as total, count(*) filter (where u."rank" < ${String(ACCOUNTED_RANK)})::int as open from ${FROM} where ${where.join(' and ')}`,
        values,
      );
      if (input.cursor !== undefined) {
        const [rank = '', path = ''] = input.cursor.split('|');
        if (!/^\d$/.test(rank) || !C.Path.safeParse(path).success) return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
        where.push(`(u."rank", u."path") > (${$(Number(rank))}::smallint, ${$(path)})`);
      }
      const { rows } = await this.kit.pool.query<Row>(
        `${SHOWN} from (select u.*, c."status" as campaign from ${FROM} where ${where.join(' and ')}
           order by u."rank", u."path" limit ${$(input.limit + 1)}) u ${BESIDE} order by u."rank", u."path"`,
        values,
      );
      const page = rows.slice(0, input.limit);
      const last = page.at(-1);
      return ok({
        campaignId: round.id,
        no: round.no,
        ...(sheet ? { sheetNo: sheet.no } : {}),
        rows: page.map((row) => rowOf(row, call)),
        total: counted.rows[0]?.total ?? 0,
        open: counted.rows[0]?.open ?? 0,
        ...(rows.length > input.limit && last ? { nextCursor: `${String(last.rank)}|${last.path}` } : {}),
        asOf: call.now.toString(),
      });
    });
  }

  /** The same rows; what is taken along is on record. */
  @Answers(C.ExportUnits)
  async export(input: InputOf<typeof C.ExportUnits>, call: Call) {
    const page = await this.page(input, call);
    if (!page.ok) return page;
    const { total } = page.value;
    const { cursor, limit: _, ...filter } = input;
    const recordId = 'campaignId' in page.value ? { recordId: page.value.campaignId } : {};
    const look = { entity: 'screening-unit', ...recordId, area: input.area ?? 'a00', details: { total, filter } };
    // Further pages are the same look, unless they are asked for by themselves.
    await (cursor === undefined ? this.kit.looks.record(call, look) : this.kit.looks.saw(call, look));
    return page;
  }

  @Answers(C.UnitDetail)
  detail(input: InputOf<typeof C.UnitDetail>, call: Call) {
    return reaching(async () => {
      const loaded = await getUnit(this.kit.pool, input.unitId, call.caller);
      if (!loaded.ok) return loaded;
      const { unit, version } = loaded.value;
      const [{ rows }, { rows: discrepancies }, residents] = await Promise.all([
        this.kit.pool.query<Row & { no: string; name: string }>(
          `${SHOWN}, u.no, u.name from (select u.*, c."status" as campaign, c."no", c."facts" ->> 'name' as name from ${FROM} where u."id" = $1) u ${BESIDE}`,
          [unit.id],
        ),
        this.kit.pool.query<StoredDiscrepancy>(
          `select ${DISCREPANCY_COLUMNS} from "census_screening"."screening_discrepancy" d where d."unit_id" = $1 order by d."status", d."raised_at", d."id"`,
          [unit.id],
        ),
        residentsAt(this.kit.pool, unit.path),
      ]);
      const [row] = rows;
      if (!row) return refuse('record.not-found', { entity: 'screening-unit' });
      await this.kit.looks.saw(call, { entity: 'screening-unit', recordId: unit.id, version, area: unit.area });
      const labels = await this.labels([...residents, ...discrepancies.flatMap(({ person_id }) => person_id ?? [])]);
      const stands = new Set(standing(unit.attempts).map(({ nth }) => nth));
      return ok({
        row: rowOf(row, call),
        campaignNo: row.no,
        campaignName: row.name,
        attempts: unit.attempts.map(({ at, recordedAt, ...rest }) => ({
          ...rest,
          at: C.instantText(at),
          recordedAt: C.instantText(recordedAt),
          corrected: !stands.has(rest.nth),
        })),
        residents: residents.map((personId) => ({ personId, label: labels.get(personId) ?? '—' })),
        discrepancies: discrepancies.map((one) => discrepancyRow({ ...one, path: unit.path }, labels)),
        history: await historyOf(this.kit.pool, 'census_screening', 'screening-unit', unit.id),
      });
    });
  }

  @Answers(C.DiscrepanciesPage)
  discrepancies(input: InputOf<typeof C.DiscrepanciesPage>, call: Call) {
    return reaching(async () => {
      const teams = await teamsOf(this.kit.pool, call.caller);
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = [inSight(call.caller, teams, $)];
      if (input.campaignId !== undefined) where.push(`d."campaign_id" = ${$(input.campaignId)}`);
      if (input.area !== undefined) where.push(`d."area" = ${$(input.area)}`);
      if (input.status !== undefined) where.push(`d."status" = ${$(input.status)}`);
      const from = `"census_screening"."screening_discrepancy" d join "census_screening"."screening_unit" u on u."id" = d."unit_id"`;
      const counted = await this.kit.pool.query<{ total: number }>(
        `select count(*)::int as total from ${from} where ${where.join(' and ')}`,
        values,
      );
      if (input.cursor !== undefined) {
        const [status = '', at, id] = input.cursor.split('|');
        if (!C.DiscrepancyStatus.safeParse(status).success || !C.InstantText.safeParse(at).success || !C.Uuid.safeParse(id).success)
          return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
        where.push(`(d."status", d."raised_at", d."id") > (${$(status)}, ${$(at)}::timestamptz, ${$(id)}::uuid)`);
      }
      const { rows } = await this.kit.pool.query<StoredDiscrepancy & { path: string }>(
        `select ${DISCREPANCY_COLUMNS}, u."path" from ${from} where ${where.join(' and ')} order by d."status", d."raised_at", d."id" limit ${$(input.limit + 1)}`,
        values,
      );
      const page = rows.slice(0, input.limit);
      const last = page.at(-1);
      const labels = await this.labels(page.flatMap(({ person_id }) => person_id ?? []));
      return ok({
        rows: page.map((row) => discrepancyRow(row, labels)),
        total: counted.rows[0]?.total ?? 0,
        ...(rows.length > input.limit && last ? { nextCursor: `${last.status}|${toInstant(last.raised_at).toString()}|${last.id}` } : {}),
        asOf: call.now.toString(),
      });
    });
  }

  private labels(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return labelsOf(this.kit.pool, this.kit.personKeys, this.kit.sealer, ids);
  }
}

function rowOf(row: Row, call: Call): UnitRow {
  const unit = toUnit(row);
  const lastPart = (path: string): string => path.split('/').at(-1) ?? path;
  const last = standing(unit.attempts).at(-1);
  const otherHalf = otherHalfOf(unit);
  return {
    unitId: unit.id,
    campaignId: unit.campaignId,
    version: row.version,
    path: unit.path,
    area: unit.area,
    house: unit.house,
    houseZh: row.house_zh ?? lastPart(unit.house),
    houseEn: row.house_en ?? lastPart(unit.house),
    zh: row.zh ?? lastPart(unit.path),
    en: row.en ?? lastPart(unit.path),
    stratum: unit.stratum,
    addendum: unit.addendum,
    ...(unit.teamId === undefined ? {} : { teamId: unit.teamId }),
    ...(row.team_no === null ? {} : { teamNo: row.team_no }),
    status: unit.status,
    attempts: standing(unit.attempts).length,
    ...(last ? { lastAt: C.instantText(last.at) } : {}),
    ...(otherHalf === undefined ? {} : { otherHalf }),
    registered: row.registered,
    ...(unit.ownerId === undefined ? {} : { ownerId: unit.ownerId }),
    ...(unit.dueAt ? { dueAt: C.instantText(unit.dueAt) } : {}),
    overdue: unit.dueAt !== undefined && Temporal.Instant.compare(unit.dueAt, call.now) <= 0,
    discrepancies: row.discrepancies,
    allowedActions: unitActions(unit, row.campaign, call.caller),
  };
}

const discrepancyRow = (row: StoredDiscrepancy & { readonly path: string }, labels: ReadonlyMap<string, string>): C.DiscrepancyRow => ({
  discrepancyId: row.id,
  version: row.version,
  campaignId: row.campaign_id,
  unitId: row.unit_id,
  area: row.area,
  path: row.path,
  source: row.source,
  kind: row.kind,
  status: row.status,
  raisedAt: toInstant(row.raised_at).toString(),
  ...(row.person_id === null ? {} : { personId: row.person_id, label: labels.get(row.person_id) ?? '—' }),
  people: row.people,
  ...(row.truth === null ? {} : { truth: row.truth }),
});

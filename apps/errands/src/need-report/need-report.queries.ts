import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import { instantText, ok, refuse, type InputOf } from '@houzhai/contracts';
import { Answers, type Call as Asked } from '@houzhai/messaging';
import { PolicyReader, endingIn, historyOf, reaching, toInstant, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { alikeOf, type Comparable } from './alike.ts';
import { NeedPolicyValues, type NeedPolicy } from './need-policy.ts';
import { needColumnsOf, toNeedReport, type NeedColumns } from './need-report.row.ts';
import { NEED_WORDS, isDesk, needActions, openAnswer, seesReport, type NeedWords } from './need-report.store.ts';
import { keyOf } from './need-report.ts';

/** A row with what is told of the need it is part of. */
interface Row extends NeedColumns {
  readonly lead_no: string;
  readonly lead_status: Exclude<C.NeedStatus, 'JOINED'>;
  readonly lead_owner: string | null;
  readonly lead_end: C.NeedEnd | null;
  readonly lead_module: string | null;
  readonly lead_answered: Buffer | null;
  readonly reports: number;
  readonly areas: number;
  readonly yes: number;
  readonly nay: number;
  readonly rank: number;
}
const RANK = `array_position(array['RAISED', 'OPEN', 'TAKEN', 'ANSWERED', 'SETTLED'], l."status")`;
const FROM = `select ${needColumnsOf('r')}, l."no" as lead_no, l."status" as lead_status, l."owner_id" as lead_owner, l."end" as lead_end,
    l."module_code" as lead_module, l."answered" as lead_answered, t.reports, t.areas, t.yes, t.nay, ${RANK} as rank
  from "errands"."need_report" r join "errands"."need_report" l on l."id" = r."lead_id"
  cross join lateral (select count(*)::int as reports, count(distinct m."area")::int as areas, count(*) filter (where m."helps")::int as yes,
    count(*) filter (where not m."helps")::int as nay from "errands"."need_report" m where m."lead_id" = l."id") t`;
/** Reports that are compared at most. */
const COMPARED = 300;

@Injectable()
export class NeedReportQueries {
  private readonly kit: Kit;
  private readonly policies: PolicyReader<typeof NeedPolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'errands', policy: 'need-report', shape: NeedPolicyValues });
  }

  @Answers(C.NeedTopics)
  topics(_: InputOf<typeof C.NeedTopics>, call: Asked) {
    return reaching(async () => {
      const { topics, raiseReports, raiseAreas } = await this.policies.inForce(call.now);
      return ok({ topics, raiseReports, raiseAreas });
    });
  }

  @Answers(C.NeedReportsPage)
  page(input: InputOf<typeof C.NeedReportsPage>, call: Asked) {
    return reaching(async () => {
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const self = call.caller.kind === 'operator' ? call.caller.operatorId : null;
      const desk = isDesk(call.caller);
      const own = (): string => `r."reporter_id" = ${$(self)}::uuid`;
      const inPlace = (): string =>
        `exists (select 1 from "errands"."need_report" s where s."lead_id" = r."lead_id" and ${withinScope(call.caller, $, 's')})`;
      const where = [
        input.mine || !desk ? own() : input.ids ? `(${own()} or ${inPlace()})` : `r."id" = r."lead_id" and ${inPlace()}`,
        ...(input.open === undefined ? [] : [`l."status" ${input.open ? '<>' : '='} 'SETTLED'`]),
        ...(input.owned ? [`l."owner_id" = ${$(self)}::uuid`] : []),
        ...(input.topic === undefined ? [] : [`r."topic" = ${$(input.topic)}`]),
        ...(input.area === undefined ? [] : [`r."area" = ${$(input.area)}`]),
        ...(input.ids ? [`r."id" = any(${$(input.ids)}::uuid[])`] : []),
      ];
      const counted = await this.kit.pool.query<{ total: number }>(
        `select count(*)::int as total from "errands"."need_report" r join "errands"."need_report" l on l."id" = r."lead_id"
         where ${where.join(' and ')}`,
        values,
      );
      if (input.cursor !== undefined) {
        const [rank, at, id] = input.cursor.split('|');
        if (!/^[1-5]$/.test(rank ?? '') || !C.Uuid.safeParse(id).success || !C.InstantText.safeParse(at).success)
          return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
        const place = $(Number(rank));
        where.push(`(${RANK} > ${place} or ${RANK} = ${place} and (r."reported_at", r."id") < (${$(at)}::timestamptz, ${$(id)}::uuid))`);
      }
      const { rows } = await this.kit.pool.query<Row>(
        `${FROM} where ${where.join(' and ')} order by rank, r."reported_at" desc, r."id" desc limit ${$(input.limit + 1)}`,
        values,
      );
      const policy = await this.policies.inForce(call.now);
      const page = rows.slice(0, input.limit);
      const last = page.at(-1);
      return ok({
        rows: page.map((row) => rowOf(row, policy, call)),
        total: counted.rows[0]?.total ?? 0,
        ...(rows.length > input.limit && last
          ? { nextCursor: `${String(last.rank)}|${instantText(toInstant(last.reported_at))}|${last.id}` }
          : {}),
        asOf: call.now.toString(),
      });
    });
  }

  @Answers(C.NeedReportDetail)
  detail(input: InputOf<typeof C.NeedReportDetail>, call: Asked) {
    return reaching(async () => {
      const { pool, personKeys, looks } = this.kit;
      if (input.reportId === undefined && (input.no ?? '') === '') return refuse('request.invalid', { rule: 'required', path: 'reportId' });
      const { rows } = await pool.query<Row>(
        input.reportId === undefined
          ? { text: `${FROM} where r."no" like $1 order by r."id" desc limit 20`, values: [endingIn(input.no ?? '')] }
          : { text: `${FROM} where r."id" = $1`, values: [input.reportId] },
      );
      const row = rows.find((one) => seesReport(call.caller, toNeedReport(one)));
      if (!row) return refuse('record.not-found', { entity: 'need-report' });
      const report = toNeedReport(row);
      const policy = await this.policies.inForce(call.now);
      const reads =
        call.caller.kind === 'operator' &&
        (call.caller.operatorId === report.reporterId || C.mayCall(C.TakeNeed.access, call.caller.roles));
      const words = reads ? (await this.opened([row])).get(row.id) : undefined;
      if (words) await looks.saw(call, { entity: 'need-report', recordId: row.id, version: row.version, area: row.area });
      const said = await openAnswer(personKeys, row.lead_id, row.lead_answered);
      const together = await pool.query<NeedColumns>(
        `select ${needColumnsOf('m')} from "errands"."need_report" m where m."lead_id" = $1 order by m."reported_at", m."id"`,
        [row.lead_id],
      );
      const isReader = C.mayCall(C.TakeNeed.access, call.caller.kind === 'operator' ? call.caller.roles : []);
      const { answer, agreement, reason } = said ?? {};
      return ok({
        row: rowOf(row, policy, call),
        ...(words ? { words: words.words } : {}),
        keywords: [...(words?.keywords ?? [])],
        ...(report.aboutId !== undefined && reads ? { aboutId: report.aboutId } : {}),
        ...(answer === undefined ? {} : { answer }),
        ...(row.lead_end === null
          ? {}
          : {
              settled: {
                end: row.lead_end,
                ...(row.lead_module === null ? {} : { moduleCode: row.lead_module }),
                ...(agreement ? { agreement } : {}),
                ...(reason === undefined ? {} : { reason }),
              },
            }),
        together: together.rows.map(toNeedReport).flatMap((one) =>
          seesReport(call.caller, one)
            ? [
                {
                  reportId: one.id,
                  no: one.no,
                  area: one.area,
                  reporterId: one.reporterId,
                  reportedAt: instantText(one.reportedAt),
                  ...(one.helps === undefined ? {} : { rated: one.helps }),
                },
              ]
            : [],
        ),
        alike: isReader && words && row.lead_status !== 'SETTLED' ? await this.alike(row, words, policy, call) : [],
        history: await historyOf(pool, 'errands', 'need-report', row.id),
      });
    });
  }

  /** Reports of the caller's places that could be put together with one, the report that stands for each once. */
  private async alike(
    row: Row,
    words: NeedWords,
    policy: NeedPolicy,
    call: Asked,
  ): Promise<C.OutputOf<typeof C.NeedReportDetail>['alike']> {
    const values: unknown[] = [row.lead_id];
    const scope = withinScope(call.caller, (value) => `$${String(values.push(value))}`, 'r');
    const { rows } = await this.kit.pool.query<Row>(
      `${FROM} where r."lead_id" <> $1 and l."status" <> 'SETTLED' and ${scope} order by r."reported_at" desc limit ${String(COMPARED)}`,
      values,
    );
    const opened = await this.opened(rows);
    const comparable = (one: Row, keywords: readonly string[]): Comparable & { readonly row: Row } => ({
      id: one.id,
      topic: one.topic,
      keywords,
      reportedAt: toInstant(one.reported_at),
      row: one,
    });
    const found = alikeOf(
      comparable(row, words.keywords),
      rows.flatMap((one) => {
        const { keywords } = opened.get(one.id) ?? {};
        return keywords ? [comparable(one, keywords)] : [];
      }),
      policy,
    );
    const byLead = new Map(found.toReversed().map((one) => [one.report.row.lead_id, one]));
    return found
      .filter((one) => byLead.get(one.report.row.lead_id) === one)
      .map(({ report, sameTopic, keywords }) => ({
        reportId: report.row.lead_id,
        no: report.row.lead_no,
        area: report.row.area,
        sameTopic,
        keywords: [...keywords],
      }));
  }

  /** What is sealed of reports, of those whose key is still there. */
  private async opened(rows: readonly NeedColumns[]): Promise<ReadonlyMap<string, NeedWords>> {
    const { personKeys, sealer } = this.kit;
    const keyIds = new Map(rows.map((row) => [row.id, keyOf(toNeedReport(row))]));
    const keys = await personKeys.find([...new Set(keyIds.values())]);
    return new Map(
      rows.flatMap((row): [string, NeedWords][] => {
        const keyId = keyIds.get(row.id) ?? row.id;
        const wrapped = keys.get(keyId);
        return wrapped ? [[row.id, JSON.parse(sealer.open(wrapped, keyId, NEED_WORDS, row.sealed)) as NeedWords]] : [];
      }),
    );
  }
}

function rowOf(row: Row, { topics }: NeedPolicy, { caller }: Asked): C.NeedReportRow {
  const report = toNeedReport(row);
  const topic = topics.find(({ code }) => code === row.topic);
  return {
    reportId: row.id,
    no: row.no,
    version: row.version,
    topic: row.topic,
    zh: topic?.zh ?? row.topic,
    en: topic?.en ?? row.topic,
    status: row.lead_status,
    leadId: row.lead_id,
    leadNo: row.lead_no,
    area: row.area,
    reporterId: row.reporter_id,
    reportedAt: instantText(report.reportedAt),
    reports: row.reports,
    areas: row.areas,
    ...(row.lead_owner === null ? {} : { ownerId: row.lead_owner }),
    ...(row.lead_end === null ? {} : { end: row.lead_end }),
    helps: row.yes,
    helpsNot: row.nay,
    ...(report.helps === undefined ? {} : { rated: report.helps }),
    allowedActions: needActions(
      report,
      { status: row.lead_status, ...(row.lead_owner === null ? {} : { ownerId: row.lead_owner }) },
      caller,
    ),
  };
}

import { Inject, Injectable } from '@nestjs/common';
import { covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { historyOf, reaching, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { NO_BED } from '../isolation/isolation.store.ts';
import { labelsOf } from '../person/person.store.ts';
import { accountOf, byRoom, stateOf, type IsolationSite } from './isolation-site.ts';
import { sitePolicies, type SitePolicies } from './isolation-site-policy.store.ts';
import { toSite, type StoredSite } from './isolation-site.row.ts';
import { askedSite, bedsOf, mayKeep, numbersOf, siteActions } from './isolation-site.store.ts';

interface Row {
  readonly version: number;
  readonly facts: StoredSite;
}

@Injectable()
export class IsolationSiteQueries {
  private readonly kit: Kit;
  private readonly policies: SitePolicies;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = sitePolicies(kit.pool);
  }

  @Answers(C.IsolationSitesPage)
  page(input: InputOf<typeof C.IsolationSitesPage>, call: Call) {
    return reaching(async () => {
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = [input.anywhere ? 'true' : withinScope(call.caller, $, 's')];
      if (!input.closed || input.anywhere) where.push(`s."status" = 'OPEN'`);
      if (input.area !== undefined) where.push(`s."area" = ${$(input.area)}`);
      if (input.code !== undefined && input.code !== '')
        where.push(`s."code" like ${$(`${input.code.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`)}`);
      if (input.mine) {
        const me = $(call.caller.kind === 'operator' ? call.caller.operatorId : '');
        where.push(`(s."facts" -> 'staffIds' ? ${me}::text or s."facts" ->> 'doctorId' = ${me}::text)`);
      }
      const { rows } = await this.kit.pool.query<Row>(
        `select s."version", s."facts" from "census_screening"."isolation_site" s where ${where.join(' and ')} order by s."status" desc, s."code"`,
        values,
      );
      const ids = rows.map(({ facts }) => facts.id);
      const [beds, waiting, noBed] = await Promise.all([bedsOf(this.kit.pool, ids), this.waitingAt(ids), this.noBed(call)]);
      return ok({
        rows: rows.map((row) => rowOf(toSite(row, beds.get(row.facts.id) ?? []), row.version, waiting.get(row.facts.id) ?? 0, call)),
        total: rows.length,
        noBed,
        asOf: C.instantText(call.now),
      });
    });
  }

  @Answers(C.IsolationSiteDetail)
  detail(input: InputOf<typeof C.IsolationSiteDetail>, call: Call) {
    return reaching(async () => {
      if (input.siteId === undefined && (input.code ?? '') === '') return refuse('request.invalid', { rule: 'required', path: 'code' });
      const loaded = await askedSite(this.kit.pool, input, call.caller);
      if (!loaded.ok) return loaded;
      const { site, version } = loaded.value;
      const { id } = site;
      const waiting = await this.waitingAt([id]);
      const { diets } = await this.policies.inForce(call.now);
      const people = mayKeep(site, call.caller) ? await this.people(site) : undefined;
      if (people) await this.kit.looks.saw(call, { entity: 'isolation-site', recordId: id, version, area: site.area });
      const there = byRoom(site);
      return ok({
        row: rowOf(site, version, waiting.get(id) ?? 0, call),
        rooms: site.rooms.map((room) => {
          const own = there.get(room.no) ?? [];
          const state = stateOf(room, own.length, call.now);
          return {
            room: room.no,
            state,
            people: own.length,
            ...(state === 'DISINFECTING' && room.cleanAt ? { cleanAt: C.instantText(room.cleanAt) } : {}),
            ...(people ? { cases: own.flatMap(({ id: bedId }) => people.get(bedId) ?? []) } : {}),
          };
        }),
        diets,
        history: await historyOf(this.kit.pool, 'census_screening', 'isolation-site', id),
      });
    });
  }

  /** Who is in each bed, by the id of its line. */
  private async people({ beds }: IsolationSite) {
    const { pool, personKeys, sealer } = this.kit;
    const [labels, numbers] = await Promise.all([
      labelsOf(
        pool,
        personKeys,
        sealer,
        beds.map(({ personId }) => personId),
      ),
      numbersOf(
        pool,
        beds.map(({ isolationId }) => isolationId),
      ),
    ]);
    return new Map(
      beds.map(({ id, isolationId, personId, since, exception, diet }) => [
        id,
        {
          isolationId,
          no: numbers.get(isolationId) ?? '',
          label: labels.get(personId) ?? '—',
          since: C.instantText(since),
          ...(exception === undefined ? {} : { exception }),
          ...(diet === undefined ? {} : { diet }),
        },
      ]),
    );
  }

  /** How many are ordered to each site and have no bed. */
  private async waitingAt(siteIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.kit.pool.query<{ site: string; waiting: number }>(
      `select i."facts" -> 'site' ->> 'id' as site, count(*)::int as waiting from "census_screening"."isolation" i
       where ${NO_BED} and i."facts" -> 'site' ->> 'id' = any($1::text[]) group by 1`,
      [siteIds],
    );
    return new Map(rows.map(({ site, waiting }) => [site, waiting]));
  }

  /** How many of the caller's places are in centralised isolation and have no bed. */
  private async noBed(call: Call): Promise<number> {
    const values: unknown[] = [];
    const scope = withinScope(call.caller, (value) => `$${String(values.push(value))}`, 'i');
    const { rows } = await this.kit.pool.query<{ n: number }>(
      `select count(*)::int as n from "census_screening"."isolation" i where ${NO_BED} and ${scope}`,
      values,
    );
    return rows[0]?.n ?? 0;
  }
}

/** A site as lists show it; who works there only within the caller's places. */
function rowOf(site: IsolationSite, version: number, waiting: number, call: Call): C.IsolationSiteRow {
  const { nextCleanAt, ...account } = accountOf(site, call.now);
  const near = call.caller.kind === 'service' || covers(call.caller, site.path);
  return {
    siteId: site.id,
    code: site.code,
    name: site.name,
    status: site.status,
    version,
    area: site.area,
    path: site.path,
    ...account,
    ...(nextCleanAt ? { nextCleanAt: C.instantText(nextCleanAt) } : {}),
    waiting,
    staffIds: near ? [...site.staffIds] : [],
    ...(near && site.doctorId !== undefined ? { doctorId: site.doctorId } : {}),
    allowedActions: near ? siteActions(site, call.caller) : [],
  };
}

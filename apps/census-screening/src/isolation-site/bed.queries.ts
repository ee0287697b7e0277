import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf } from '@houzhai/contracts';
import { dayOf, instantAt } from '@houzhai/calendar';
import { Answers, type Call } from '@houzhai/messaging';
import { reaching, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { labelsOf } from '../person/person.store.ts';
import { sitePolicies, type SitePolicies } from './isolation-site-policy.store.ts';
import { toBed, type StoredBed, type StoredSite } from './isolation-site.row.ts';
import { askedSite, mayKeep, numbersOf } from './isolation-site.store.ts';

/** Lines of a ledger that are shown at most. */
const MOST = 500;

/** The ledger of beds, and what follows from it. */
@Injectable()
export class BedQueries {
  private readonly kit: Kit;
  private readonly policies: SitePolicies;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = sitePolicies(kit.pool);
  }

  @Answers(C.BedLedger)
  ledger(input: InputOf<typeof C.BedLedger>, call: Call) {
    return reaching(async () => {
      const { pool, personKeys, sealer, looks } = this.kit;
      const loaded = await askedSite(pool, input, call.caller);
      if (!loaded.ok) return loaded;
      const { site, version } = loaded.value;
      if (!mayKeep(site, call.caller)) return refuse('isolation-site.not-yours', {});
      await looks.saw(call, { entity: 'isolation-site', recordId: site.id, version, area: site.area });
      const { rows } = await pool.query<{ facts: StoredBed; total: number }>(
        `select "facts", (count(*) over ())::int as total from "census_screening"."bed" where "site_id" = $1 and ($2::text is null or "room" = $2)
         order by "since" desc, "id" limit ${String(MOST)}`,
        [site.id, input.room ?? null],
      );
      const beds = rows.map(({ facts }) => toBed(facts));
      const persons = beds.map(({ personId }) => personId);
      const cases = beds.map(({ isolationId }) => isolationId);
      const [labels, numbers] = await Promise.all([labelsOf(pool, personKeys, sealer, persons), numbersOf(pool, cases)]);
      return ok({
        rows: beds.map(({ room, isolationId, personId, since, until, end, exception }) => ({
          room,
          isolationId,
          no: numbers.get(isolationId) ?? '',
          label: labels.get(personId) ?? '—',
          since: C.instantText(since),
          ...(until ? { until: C.instantText(until) } : {}),
          ...(end === undefined ? {} : { end }),
          ...(exception === undefined ? {} : { exception }),
        })),
        total: rows[0]?.total ?? 0,
        asOf: C.instantText(call.now),
      });
    });
  }

  /** Whoever is in a bed at the hour of the policy eats; until that hour, whoever is in one now. */
  @Answers(C.SiteMeals)
  meals(input: InputOf<typeof C.SiteMeals>, call: Call) {
    return reaching(async () => {
      const sites = await this.kept(input.siteId, call);
      if (!sites.ok) return sites;
      const day = input.day === undefined ? dayOf(call.now) : Temporal.PlainDate.from(input.day);
      const { meals, diets } = await this.policies.inForce(instantAt(day, Temporal.PlainTime.from('12:00')));
      const wanted = meals.filter(({ half }) => input.half === undefined || half === input.half);
      const rows = [];
      for (const { half, cutOff } of wanted) {
        const hour = instantAt(day, Temporal.PlainTime.from(cutOff));
        const settled = Temporal.Instant.compare(hour, call.now) <= 0;
        const eaters = await this.eating(sites.value.map(({ id }) => id), settled ? hour : call.now); // prettier-ignore
        for (const { id: siteId, code, name } of sites.value) {
          const own = eaters.filter(({ site }) => site === siteId);
          const count = (some: typeof own): number => some.reduce((sum, { n }) => sum + n, 0);
          const others = diets.map((diet) => ({ ...diet, meals: count(own.filter((one) => one.diet === diet.diet)) }));
          rows.push({
            siteId,
            code,
            name,
            day: day.toString(),
            half,
            cutOff: C.instantText(hour),
            settled,
            meals: count(own),
            diets: others.filter((one) => one.meals > 0),
          });
        }
      }
      return ok({ rows: rows.toSorted((a, b) => a.code.localeCompare(b.code)), total: rows.length, asOf: C.instantText(call.now) });
    });
  }

  /** The open sites the caller works at or is on duty for, or the one that is asked about. */
  private async kept(siteId: string | undefined, call: Call) {
    if (siteId !== undefined) {
      const loaded = await askedSite(this.kit.pool, { siteId }, call.caller);
      if (!loaded.ok) return loaded;
      const { site } = loaded.value;
      return mayKeep(site, call.caller) ? ok([site]) : refuse('isolation-site.not-yours', {});
    }
    const values: unknown[] = [];
    const scope = withinScope(call.caller, (value) => `$${String(values.push(value))}`);
    const { rows } = await this.kit.pool.query<{ facts: StoredSite }>(
      `select "facts" from "census_screening"."isolation_site" where "status" = 'OPEN' and ${scope} order by "code"`,
      values,
    );
    return ok(rows.map(({ facts }) => facts).filter((site) => mayKeep(site, call.caller)));
  }

  private async eating(siteIds: readonly string[], at: Temporal.Instant) {
    const { rows } = await this.kit.pool.query<{ site: string; diet: string | null; n: number }>(
      `select "site_id" as site, "facts" ->> 'diet' as diet, count(*)::int as n from "census_screening"."bed"
       where "site_id" = any($1::uuid[]) and "since" <= $2 and ("until" is null or "until" > $2) group by 1, 2`,
      [siteIds, at.toString()],
    );
    return rows;
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { areaOf } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type DuplicatePair, type InputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { PolicyReader, reaching, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { duplicatesAmong, duplicatesOf, type Candidate, type Comparable } from './duplicates.ts';
import { IdentityPolicyValues, type IdentityPolicy } from './identity-policy.ts';
import { linksOf, pairOf, withMerges } from './person-identity.store.ts';
import { PERSON_COLUMNS, getPerson, maskedRows, openSecrets, searchIndexes } from './person.store.ts';

type Row = Parameters<typeof maskedRows>[2][number];
/** Entries that stand for themselves and are not empty. */
const STANDING = `"merged_into" is null and "erased_at" is null`;

/** Finds entries that may be the same person. Names are opened here to be compared and leave masked. */
@Injectable()
export class PersonIdentityQueries {
  private readonly kit: Kit;
  private readonly policies: PolicyReader<typeof IdentityPolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'census_screening', policy: 'identity', shape: IdentityPolicyValues });
  }

  @Answers(C.DuplicatesOf)
  of({ personId }: InputOf<typeof C.DuplicatesOf>, call: Call) {
    return reaching(async () => {
      const { pool, personKeys, sealer, looks } = this.kit;
      const loaded = await getPerson(pool, personKeys, sealer, personId, call.caller);
      if (!loaded.ok) return loaded;
      const { person, version, keptNo } = loaded.value;
      if (keptNo !== undefined) return refuse('person.merged', { no: keptNo });
      const area = areaOf(person.path);
      const policy = await this.policies.inForce(call.now);
      const rows = await this.standing(call, ($) => {
        const alike = `"area" = ${$(area)} and abs("birth_year" - ${$(person.birthYear ?? null)}::int) <= ${$(policy.birthYearsApart)}`;
        const phones = person.phone === undefined ? [] : searchIndexes(sealer, person.phone).phone;
        return `(${alike} or "phone_index" = any(${$(phones)}::bytea[]))`;
      });
      const own = { id: personId, area, name: person.name, phone: person.phone, birthYear: person.birthYear };
      const candidates = await this.notTwo(duplicatesOf(own, await this.opened(rows), policy), [personId]);
      await looks.saw(call, { entity: 'person', recordId: personId, version, area });
      return ok({ pairs: await this.shown(candidates, call), policyVersion: policy.version, asOf: C.instantText(call.now) });
    });
  }

  @Answers(C.DuplicatesPage)
  page({ area, limit }: InputOf<typeof C.DuplicatesPage>, call: Call) {
    return reaching(async () => {
      const policy = await this.policies.inForce(call.now);
      const candidates = await this.inArea(area, policy, call);
      return ok({
        pairs: await this.shown(candidates.slice(0, limit), call),
        total: candidates.length,
        policyVersion: policy.version,
        asOf: C.instantText(call.now),
      });
    });
  }

  /** One area after the other: the entries of no more than one are open at a time. */
  @Answers(C.DuplicateAreas)
  areas(_: InputOf<typeof C.DuplicateAreas>, call: Call) {
    return reaching(async () => {
      const policy = await this.policies.inForce(call.now);
      const values: unknown[] = [];
      const within = withinScope(call.caller, (value) => `$${String(values.push(value))}`);
      const { rows: known } = await this.kit.pool.query<{ area: string }>(
        `select distinct "area" from "census_screening"."person" where ${within} and ${STANDING} order by "area"`,
        values,
      );
      const rows = [];
      for (const { area } of known) {
        const pairs = await this.inArea(area, policy, call);
        const same = pairs.filter(({ verdict }) => verdict !== undefined).length;
        if (pairs.length > 0) rows.push({ area, open: pairs.length - same, same });
      }
      rows.sort((a, b) => b.open - a.open || b.same - a.same);
      return ok({ rows, total: rows.length, areas: known.length, policyVersion: policy.version, asOf: C.instantText(call.now) });
    });
  }

  /** Pairs of which one at least is in an area, without those said to be two. */
  private async inArea(area: string, policy: IdentityPolicy, call: Call): Promise<readonly (Candidate & Verdict)[]> {
    const rows = await this.standing(call, ($) => `("area" = ${$(area)} or "phone_index" in
      (select "phone_index" from "census_screening"."person" where "area" = ${$(area)} and ${STANDING}))`); // prettier-ignore
    const here = new Set(rows.flatMap((row) => (row.area === area ? [row.id] : [])));
    const found = duplicatesAmong(await this.opened(rows), policy).filter(({ one, other }) => here.has(one) || here.has(other));
    return this.notTwo(found, [...here]);
  }

  /** Entries the caller may see that stand for themselves. */
  private async standing(call: Call, where: ($: (value: unknown) => string) => string): Promise<readonly Row[]> {
    const values: unknown[] = [];
    const $ = (value: unknown): string => `$${String(values.push(value))}`;
    const { rows } = await this.kit.pool.query<Row>(
      `select ${PERSON_COLUMNS} from "census_screening"."person" where ${withinScope(call.caller, $)} and ${STANDING} and ${where($)}`,
      values,
    );
    return rows;
  }

  private async opened(rows: readonly Row[]): Promise<readonly Comparable[]> {
    const keys = await this.kit.personKeys.find(rows.map(({ id }) => id));
    return rows.flatMap(({ id, area, birth_year, sealed }) => {
      const key = keys.get(id);
      if (!key) return [];
      const { name, phone } = openSecrets(this.kit.sealer, key, id, sealed);
      return [{ id, area, name, phone, birthYear: birth_year ?? undefined }];
    });
  }

  /** Without those somebody said are two. @param ids one of each pair is among them. */
  private async notTwo(candidates: readonly Candidate[], ids: readonly string[]): Promise<readonly (Candidate & Verdict)[]> {
    const links = candidates.length === 0 ? [] : await linksOf(this.kit.pool, ids);
    const said = new Map(links.map(({ personId, otherId, verdict }) => [`${personId} ${otherId}`, verdict]));
    return candidates
      .map((candidate) => ({ ...candidate, verdict: said.get(pairOf(candidate.one, candidate.other).join(' ')) }))
      .filter(({ verdict }) => verdict !== 'DIFFERENT');
  }

  private async shown(candidates: readonly (Candidate & Verdict)[], call: Call): Promise<DuplicatePair[]> {
    const ids = [...new Set(candidates.flatMap(({ one, other }) => [one, other]))];
    const rows = await this.standing(call, ($) => `"id" = any(${$(ids)}::uuid[])`);
    const masked = await withMerges(this.kit.pool, await maskedRows(this.kit.personKeys, this.kit.sealer, rows));
    const lines = new Map(masked.map((line) => [line.personId, line]));
    return candidates.flatMap(({ one, other, rule, similarity, verdict }) => {
      const [person, another] = [lines.get(one), lines.get(other)];
      return person && another ? [{ person, other: another, rule, similarity, ...(verdict ? { verdict } : {}) }] : [];
    });
  }
}

interface Verdict {
  readonly verdict?: C.LinkVerdict | undefined;
}

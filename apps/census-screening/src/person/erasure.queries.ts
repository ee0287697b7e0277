import { Inject, Injectable } from '@nestjs/common';
import { covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf, type OutputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { destroyedKey, reaching, toInstant } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { errandsPart } from './errands.partner.ts';

type Certificate = OutputOf<typeof C.ErasureCertificate>;
type Part = Certificate['services'][number];

const HERE: Part['destroyed'] = ['name', 'document', 'phone', 'birth-year', 'sex', 'dwelling', 'initials', 'search-hashes', 'reasons'];
const IN_ERRANDS: Part['destroyed'] = ['errand-words', 'authorisation-evidence'];

@Injectable()
export class ErasureQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.ErasureCertificate)
  certificate({ personId }: InputOf<typeof C.ErasureCertificate>, call: Call) {
    return reaching(async () => {
      const person = await this.kit.pool.query<{ path: string }>(`select "path" from "census_screening"."person" where "id" = $1`, [
        personId,
      ]);
      if (!person.rows[0] || !covers(call.caller, person.rows[0].path)) return refuse('record.not-found', { entity: 'person' });
      const { rows } = await this.kit.pool.query<{
        no: string;
        area: string;
        at: Date | string;
        actor: string;
        ground: Certificate['ground'];
      }>(`select "no", "area", "at", "actor", "ground" from "census_screening"."erasure" where "person_id" = $1`, [personId]);
      const [row] = rows;
      if (!row) return refuse('person.not-erased', {});
      const services = [await this.own(personId), await this.errands(personId, call)];
      await this.kit.looks.saw(call, { entity: 'person', recordId: personId, area: row.area });
      return ok({
        personId,
        ...row,
        at: toInstant(row.at).toString(),
        complete: services.every(({ state }) => state === 'DESTROYED'),
        services,
        mergedErased: await this.mergedErased(personId),
        remains: [...C.LEFT_THINGS],
      });
    });
  }

  /** Entries of the same person that were erased along. */
  private async mergedErased(personId: string): Promise<number> {
    const { rows } = await this.kit.pool.query<{ merged: number }>(
      `select count(*)::int as merged from "census_screening"."person" where "merged_into" = $1 and "erased_at" is not null`,
      [personId],
    );
    return rows[0]?.merged ?? 0;
  }

  private async own(personId: string): Promise<Part> {
    const key = await destroyedKey(this.kit.pool, 'census_screening', personId);
    if (!key) return { service: 'census-screening', state: 'WAITING', destroyed: [] };
    return {
      service: 'census-screening',
      state: 'DESTROYED',
      at: toInstant(key.at).toString(),
      ...(key.fingerprint === null ? {} : { keyFingerprint: key.fingerprint }),
      ...(key.auditSeq === null ? {} : { auditSeq: key.auditSeq }),
      destroyed: HERE,
    };
  }

  private async errands(personId: string, call: Call): Promise<Part> {
    const part = await errandsPart(this.kit.client, personId, call);
    if (!part) return { service: 'errands', state: 'UNREACHABLE', destroyed: [] };
    if (part.at === undefined) return { service: 'errands', state: 'WAITING', destroyed: [] };
    return { service: 'errands', state: 'DESTROYED', ...part, destroyed: IN_ERRANDS };
  }
}

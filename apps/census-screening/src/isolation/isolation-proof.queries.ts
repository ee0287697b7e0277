import { Inject, Injectable } from '@nestjs/common';
import { covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { reaching } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { getPerson } from '../person/person.store.ts';
import type { Slot } from './isolation.ts';
import { ISOLATION_WORDS, SLOT, findIsolationByNo, sealedOfSlots, sealedWords } from './isolation.store.ts';

/** Under which purpose the key of a person seals why somebody looked. */
const REASON = 'reason';

/** What the proof of release says 解除隔离证明. */
@Injectable()
export class IsolationProofQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.IsolationProof)
  proof(input: InputOf<typeof C.IsolationProof>, call: Call) {
    return reaching(async () => {
      const { pool, personKeys, sealer, looks } = this.kit;
      if (input.isolationId === undefined && (input.no ?? '') === '')
        return refuse('request.invalid', { rule: 'required', path: 'isolationId' });
      const found = await findIsolationByNo(pool, input, ({ path }) => covers(call.caller, path));
      if (!found) return refuse('record.not-found', { entity: 'isolation' });
      const { isolation, version } = found;
      const { status, startedAt, noticeNo, releaseNoticeNo, personId } = isolation;
      const releasedAt = isolation.signatures.at(-1)?.at;
      if (status !== 'RELEASED' || !startedAt || !releasedAt || noticeNo === undefined || releaseNoticeNo === undefined)
        return refuse('isolation.not-released', { status });
      // Where somebody was isolated decides who may have the proof, not where they live.
      const person = await getPerson(pool, personKeys, sealer, personId, { kind: 'service', service: 'census-screening' });
      if (!person.ok) return refuse('person.erased', {});
      const sealedReason = (await personKeys.seal(personId, REASON, input.reason)).toString('base64');
      await looks.record(call, { entity: 'isolation', recordId: isolation.id, version, area: isolation.area, details: { sealedReason } });
      const { name, documentNo } = person.value.person;
      const sealed = await sealedOfSlots(pool, isolation.id);
      const slots = [];
      for (const slot of isolation.slots.filter((one) => one.status !== 'CANCELED'))
        slots.push({ ...shown(slot), ...(await this.measured(personId, sealed.get(slot.id))) });
      return ok({
        no: isolation.no,
        ...(name === undefined ? {} : { name }),
        ...(documentNo === undefined ? {} : { documentNo }),
        kind: isolation.kind,
        area: isolation.area,
        path: isolation.path,
        dayZero: isolation.dayZero,
        lastDay: isolation.lastDay,
        startedAt: C.instantText(startedAt),
        noticeNo,
        releaseNoticeNo,
        releasedAt: C.instantText(releasedAt),
        readings: await this.readings(personId, isolation.id),
        signatures: isolation.signatures.map((signature) => ({ ...signature, at: C.instantText(signature.at) })),
        slots,
        policyVersion: isolation.policyVersion,
        asOf: C.instantText(call.now),
      });
    });
  }

  private async measured(personId: string, sealed: Buffer | undefined): Promise<{ readonly temperature?: number }> {
    const told = sealed && ((await this.kit.personKeys.open(personId, SLOT, sealed)) as { readonly temperature?: number } | undefined);
    return told?.temperature === undefined ? {} : { temperature: told.temperature };
  }

  /** What the doctor measured before signing: the last readings written down with the case. */
  private async readings(personId: string, isolationId: string): Promise<number[]> {
    for (const sealed of await sealedWords(this.kit.pool, isolationId)) {
      const words = (await this.kit.personKeys.open(personId, ISOLATION_WORDS, sealed)) as
        { readonly readings?: readonly number[] } | undefined;
      if (words?.readings && words.readings.length > 0) return [...words.readings];
    }
    return [];
  }
}

const shown = ({ date, half, nth, status, method, occurredAt, recordedBy, sheetNo }: Slot) => ({
  date,
  half,
  nth,
  status,
  ...(method === undefined ? {} : { method }),
  ...(occurredAt ? { occurredAt: C.instantText(occurredAt) } : {}),
  ...(recordedBy === undefined ? {} : { recordedBy }),
  ...(sheetNo === undefined ? {} : { sheetNo }),
});

import { Inject, Injectable } from '@nestjs/common';
import { actorOf, covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { refuse, type InputOf, type MeasuredReceipt } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { BusinessNumbers, PolicyReader, uuidv7, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { lookingAgain } from '../collisions.store.ts';
import { happenedAt } from '../decision.ts';
import { isNoticed } from '../fever/fever.ts';
import { FeverPolicyValues } from '../fever/fever-policy.ts';
import { ONE_FEVER, suspected, type Suspecting } from '../fever/fever-suspicions.store.ts';
import { readingRow } from '../readings.store.ts';
import { tenths } from '../temperature.ts';
import type { EscortBatch, Head } from './escort-batch.ts';
import { measureHead } from './escort-batch.decide.ts';
import { batchChange, batchReceipt, getBatch, seesWhole } from './escort-batch.store.ts';

type Refused = (typeof C.MeasurePassenger)['refusals'][number];

/** Temperatures taken between checkpoint and door. */
@Injectable()
export class PassengerTemperatureCommands {
  private readonly kit: Kit;
  private readonly numbers: BusinessNumbers;
  private readonly policies: PolicyReader<typeof FeverPolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.numbers = new BusinessNumbers(kit.pool, 'census_screening');
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'census_screening', policy: 'fever', shape: FeverPolicyValues });
  }

  /** The reading, and the fever where it is one, in one transaction with the batch. */
  @Handles(C.MeasurePassenger)
  measure(input: InputOf<typeof C.MeasurePassenger>, call: Call) {
    const { temperature, symptoms, collectedBy } = input;
    const once = () =>
      this.kit.unitOfWork.run<MeasuredReceipt, Refused>(call, async (work) => {
        const loaded = await getBatch(work, input.batchId, call.caller);
        if (!loaded.ok) return loaded;
        const { batch, version } = loaded.value;
        const at = happenedAt(input.occurredAt, work.now);
        if (!at) return refuse('record.happened-in-future', {});
        const head = batch.heads.find(({ arrivalId }) => arrivalId === input.arrivalId);
        // Whoever knows only of heads bound for their own places measures only those.
        const known = head && (seesWhole(call.caller, batch) || covers(call.caller, head.destination));
        const decided = measureHead(batch, known ? head.arrivalId : '');
        if (!decided.ok || !head) return decided.ok ? refuse('escort.head-unknown', {}) : decided;
        const policy = await this.policies.inForce(at);
        if (tenths(temperature) < policy.lowestMeasuredTenths)
          return refuse('arrival.temperature-not-measured', { lowest: policy.lowestMeasuredTenths });
        if (input.expectedVersion !== undefined && input.expectedVersion !== version) return refuse('record.conflict', { version });
        const seal = (purpose: string, value: unknown): Promise<Buffer> => this.kit.personKeys.seal(head.personId, purpose, value);
        const readingId = uuidv7(work.now.epochMilliseconds);
        const row = await readingRow(
          {
            id: readingId,
            personId: head.personId,
            place: 'BUS',
            recordId: batch.id,
            area: head.area,
            celsius: tenths(temperature) / 10,
            instrument: input.instrument,
            at,
            by: actorOf(call.caller),
            collectedBy,
          },
          seal,
        );
        const fever = isNoticed(input, policy)
          ? await this.feverOf(batch, head, { readingId, symptoms, collectedBy }, at, work, seal)
          : undefined;
        const change = batchChange(decided.value, version, at);
        const receipt = batchReceipt(decided.value, version, call.caller);
        return work.saveTogether(
          [...(fever ? [fever.change] : []), { ...change, also: [row] }],
          fever ? { ...receipt, feverId: fever.decided.fever.id } : receipt,
        );
      });
    return lookingAgain([ONE_FEVER], once);
  }

  /** Those at the checkpoint the batch came from are told too: others were with them there. */
  private async feverOf(
    batch: EscortBatch,
    { personId, area, destination, arrivalId, partyId }: Head,
    {
      readingId,
      symptoms,
      collectedBy,
    }: { readonly readingId: string } & Pick<InputOf<typeof C.MeasurePassenger>, 'symptoms' | 'collectedBy'>,
    at: Temporal.Instant,
    work: Work,
    seal: Suspecting['seal'],
  ) {
    const noticed = {
      place: 'GATE' as const,
      onTheWay: true as const,
      atPath: batch.checkpointPath,
      arrivalId,
      partyId,
      batchId: batch.id,
      readingId,
    };
    const words = { symptoms, ...(collectedBy === undefined ? {} : { collectedBy }) };
    const parts = { numbers: this.numbers, policies: this.policies, seal };
    return suspected({ personId, area, path: destination }, noticed, words, at, work, parts);
  }
}

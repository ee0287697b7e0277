import { Inject, Injectable } from '@nestjs/common';
import { actorOf } from '@houzhai/auth';
import { RecordPrescription, refuse, type InputOf, type PrescriptionReceipt } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { PolicyReader, uuidv7 } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { mayActFor } from '../errand/agent.ts';
import { errandChange, getErrand } from '../errand/errand.store.ts';
import { referForMedicine } from '../errand/for-medicine.ts';
import { errandPolicies, type ErrandPolicies } from '../policy/errand-policy.store.ts';
import { MedicinePolicyValues } from './medicine-policy.ts';
import { happenedAt } from './medicine-world.ts';
import { countLines, recordPrescription } from './prescription.ts';
import { findPrescription, prescriptionChange, prescriptionIdOf, sealDrugs } from './prescription.store.ts';

@Injectable()
export class PrescriptionCommands {
  private readonly kit: Kit;
  private readonly errandPolicy: ErrandPolicies;
  private readonly policies: PolicyReader<typeof MedicinePolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.errandPolicy = errandPolicies(kit.pool);
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'errands', policy: 'medicine', shape: MedicinePolicyValues });
  }

  @Handles(RecordPrescription)
  record(input: InputOf<typeof RecordPrescription>, call: Call) {
    const { personKeys, unitOfWork } = this.kit;
    return unitOfWork.run<PrescriptionReceipt, (typeof RecordPrescription)['refusals'][number]>(call, async (work) => {
      const loaded = await getErrand(work, input.errandId, call.caller);
      if (!loaded.ok) return loaded;
      const { errand } = loaded.value;
      const at = happenedAt(input.occurredAt, work.now);
      if (!at) return refuse('record.happened-in-future', {});
      const actor = { id: actorOf(call.caller), roles: call.caller.kind === 'operator' ? call.caller.roles : [] };
      // Whoever takes the call writes it down while nobody has the errand yet.
      if (errand.agentId !== undefined && !mayActFor(errand.agentId, actor))
        return refuse('errand.not-your-errand', { agent: errand.agentId });
      const before = await findPrescription(work, errand.id);
      const lineIds = input.lines.map(() => uuidv7(work.now.epochMilliseconds));
      const fresh = { id: prescriptionIdOf(errand.id), lineIds };
      const world = { actor, now: work.now, at, policy: await this.policies.inForce(at) };
      const decided = recordPrescription(errand, before?.prescription, input, fresh, world);
      if (!decided.ok) return decided;
      if (input.expectedVersion !== undefined && input.expectedVersion !== (before?.version ?? 0))
        return refuse('record.conflict', { version: before?.version ?? 0 });
      const { prescription } = decided.value;
      const sealed = await sealDrugs(personKeys, prescription.personId, {
        drugs: Object.fromEntries(
          input.lines.map(({ drug, code, prescriptionNo }, index) => [lineIds[index] ?? '', { drug, code, prescriptionNo }]),
        ),
        referredTo: input.referTo,
      });
      const from = before?.version ?? 0;
      const { waiting, referred } = countLines(prescription.lines);
      const changes = [
        await prescriptionChange(personKeys, decided.value, { version: from, sealed }, at, { collectedBy: input.collectedBy }),
      ];
      // Nothing is left for us to fetch: the errand goes the other way as a whole.
      if (waiting === 0) {
        const errandWorld = { actor, now: work.now, policy: await this.errandPolicy.inForce(work.now) };
        const words = { to: input.referTo };
        changes.push(await errandChange(work, personKeys, loaded.value, referForMedicine(errand, errandWorld), words, at.toString()));
      }
      return work.saveTogether(changes, { errandId: errand.id, no: errand.no, waiting, referred, version: from + 1, area: errand.area });
    });
  }
}

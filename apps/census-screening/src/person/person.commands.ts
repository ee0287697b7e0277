import { Inject, Injectable } from '@nestjs/common';
import { areaOf, covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf, type Outcome } from '@houzhai/contracts';
import { dayOf } from '@houzhai/calendar';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { Handles, type Call } from '@houzhai/messaging';
import { BusinessNumbers, reaching, uuidv7, violatedUnique } from '@houzhai/persistence';
import { KIT, REASON, type Kit } from '@houzhai/service';
import { changedFields, checkPerson } from './person.ts';
import { documentUnderOldKey } from './person-index.store.ts';
import { getPerson, personColumns, placeExists } from './person.store.ts';

/** Seconds a screen may show a revealed field. */
const REVEAL_SECONDS = 30;

type Receipt = C.OutputOf<typeof C.RegisterPerson>;

@Injectable()
export class PersonCommands {
  private readonly kit: Kit;
  private readonly numbers: BusinessNumbers;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.numbers = new BusinessNumbers(kit.pool, 'census_screening');
  }

  @Handles(C.RegisterPerson)
  register(input: InputOf<typeof C.RegisterPerson>, call: Call) {
    const { sealer, unitOfWork } = this.kit;
    return documentTaken(
      unitOfWork.run<Receipt, (typeof C.RegisterPerson)['refusals'][number]>(call, async (work) => {
        const checked = checkPerson(input, dayOf(work.now));
        if (!checked.ok) return checked;
        const person = checked.value;
        if (!covers(call.caller, person.path) || !(await placeExists(work.pool, person.path)))
          return refuse('place.unknown', { path: person.path });
        const id = uuidv7(work.now.epochMilliseconds);
        if (await documentUnderOldKey(work.pool, sealer, person.documentNo, id)) return refuse('person.document-exists', {});
        const day = dayOf(work.now).toString();
        const no = formatBusinessNumber({ prefix: 'PE', date: day, sequence: await this.numbers.next('PE', day) });
        const key = sealer.newKey(id);
        const area = areaOf(person.path);
        return work.save(
          {
            table: 'person',
            entity: 'person',
            id,
            area,
            from: 0,
            columns: personColumns(sealer, key, no, person, work.now),
            events: [{ contract: C.PersonRegistered, data: { path: person.path, documentKind: person.documentKind } }],
            also: [{ table: 'person_key', columns: { person_id: id, wrapped: key.wrapped } }],
          },
          { personId: id, no, version: 1, area },
        );
      }),
    );
  }

  @Handles(C.CorrectPerson)
  correct(input: InputOf<typeof C.CorrectPerson>, call: Call) {
    const { sealer, personKeys, unitOfWork } = this.kit;
    return documentTaken(
      unitOfWork.run<Receipt, (typeof C.CorrectPerson)['refusals'][number]>(call, async (work) => {
        const loaded = await getPerson(work.pool, personKeys, sealer, input.personId, call.caller);
        if (!loaded.ok) return loaded;
        if (loaded.value.keptNo !== undefined) return refuse('person.merged', { no: loaded.value.keptNo });
        const before = loaded.value.person;
        const draft = {
          ...before,
          ...Object.fromEntries(
            Object.entries(input).filter(
              ([key, value]) =>
                value !== undefined && key in { name: 1, documentKind: 1, documentNo: 1, phone: 1, birthYear: 1, sex: 1, path: 1 },
            ),
          ),
        };
        const checked = checkPerson(draft, dayOf(work.now));
        if (!checked.ok) return checked;
        const person = checked.value;
        if (person.path !== before.path && (!covers(call.caller, person.path) || !(await placeExists(work.pool, person.path))))
          return refuse('place.unknown', { path: person.path });
        const fields = changedFields(before, person);
        if (fields.length === 0) return refuse('person.nothing-changed', {});
        if (input.expectedVersion !== undefined && input.expectedVersion !== loaded.value.version)
          return refuse('record.conflict', { version: loaded.value.version });
        if (await documentUnderOldKey(work.pool, sealer, person.documentNo, loaded.value.id)) return refuse('person.document-exists', {});
        const wrapped = await personKeys.ensure(loaded.value.id);
        const area = areaOf(person.path);
        const fromArea = areaOf(before.path);
        return work.save(
          {
            table: 'person',
            entity: 'person',
            id: loaded.value.id,
            area,
            from: loaded.value.version,
            columns: personColumns(sealer, sealer.opened(wrapped, loaded.value.id), loaded.value.no, person, work.now),
            events: [{ contract: C.PersonCorrected, data: { path: person.path, fields, ...(fromArea === area ? {} : { fromArea }) } }],
            auditDetails: { fields, sealedReason: await this.sealedReason(loaded.value.id, input.reason) },
          },
          { personId: loaded.value.id, no: loaded.value.no, version: loaded.value.version + 1, area },
        );
      }),
    );
  }

  /** A look that is answered for: the audit row is written before the value leaves. Not through the command log, which keeps answers. */
  @Handles(C.RevealPersonField)
  reveal(
    input: InputOf<typeof C.RevealPersonField>,
    call: Call,
  ): Promise<Outcome<C.OutputOf<typeof C.RevealPersonField>, 'person.erased'>> {
    const { sealer, personKeys, pool, looks } = this.kit;
    return reaching(async () => {
      const loaded = await getPerson(pool, personKeys, sealer, input.personId, call.caller);
      if (!loaded.ok) return loaded;
      const { person, id, version } = loaded.value;
      const details = { field: input.field, sealedReason: await this.sealedReason(id, input.reason) };
      await looks.record(call, { entity: 'person', recordId: id, version, area: areaOf(person.path), details });
      return ok({ personId: id, field: input.field, value: person[input.field] ?? null, seconds: REVEAL_SECONDS });
    });
  }

  /** A reason in words as the record keeps it: under the key of the person it is about. */
  private async sealedReason(personId: string, reason: string): Promise<string> {
    return (await this.kit.personKeys.seal(personId, REASON, reason)).toString('base64');
  }
}

/** A document number of somebody else is a refusal, found by the unique index. */
const documentTaken = async <O>(work: Promise<O>): Promise<O | ReturnType<typeof refuse<'person.document-exists'>>> => {
  try {
    return await work;
  } catch (error) {
    if (violatedUnique(error) === 'person_document_index') return refuse('person.document-exists', {});
    throw error;
  }
};

import { defineEntity, p } from '@mikro-orm/core';
import { instantOf, instantText } from '@houzhai/contracts';
import { countLines, type Prescription } from './prescription.ts';

/** What medicine errands have to fetch. */
export const PrescriptionRow = defineEntity({
  name: 'PrescriptionRow',
  tableName: 'prescription',
  comment: 'Medicine demand 配药需求; which drugs is sealed',
  indexes: [
    { name: 'prescription_waiting', properties: ['hospital', 'area'], where: 'waiting > 0' },
    { name: 'prescription_person', properties: ['personId'] },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    errandId: p.uuid().unique('prescription_errand'),
    personId: p.uuid(),
    area: p.text(),
    path: p.text(),
    hospital: p.text(),
    waiting: p.integer(),
    inRun: p.integer(),
    recordedAt: p.datetime(),
    facts: p.json<StoredPrescription>(),
    /** Drugs, and who hands out what goes the other way, sealed under the person's key. */
    sealed: p.blob(),
  },
});

/** Reasons and proofs that belong to one event of a prescription, sealed under the person's key. */
export const PrescriptionWordsRow = defineEntity({
  name: 'PrescriptionWordsRow',
  tableName: 'prescription_words',
  comment: 'Reasons and proofs of lines, sealed',
  properties: { prescriptionId: p.uuid().primary(), version: p.integer().primary(), sealed: p.blob() },
});

export type StoredPrescription = Omit<Prescription, 'recordedAt'> & { readonly recordedAt: string };

/** Column values of a state. */
export function prescriptionColumns(prescription: Prescription): Record<string, unknown> {
  const { errandId, personId, area, path, hospital, lines } = prescription;
  const { waiting, inRun } = countLines(lines);
  const recordedAt = instantText(prescription.recordedAt);
  return {
    errand_id: errandId,
    person_id: personId,
    area,
    path,
    hospital,
    waiting,
    in_run: inRun,
    recorded_at: recordedAt,
    facts: { ...prescription, recordedAt },
  };
}

/** State of a loaded row. */
export const toPrescription = ({ facts }: { readonly facts: StoredPrescription }): Prescription => ({
  ...facts,
  recordedAt: instantOf(facts.recordedAt),
});

import type { DuplicatePair, FileLine, PersonRow } from '@houzhai/contracts';
import { AT, Desk, LEAD, WORKER, head } from './checkpoint-desk.ts';

const id = (end: number): string => `01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b${String(end).padStart(2, '0')}`;

export const kept: PersonRow = {
  personId: head.personId,
  no: 'PE-20200214-0001-8',
  version: 1,
  label: '测*甲',
  initials: 'csj',
  phoneMasked: '137****7000',
  documentKind: 'PASSPORT',
  documentMasked: 'E1****78',
  birthYear: 1951,
  sex: 'FEMALE',
  area: 'a07',
  path: 'houzhai/a07',
};
export const other: PersonRow = { ...kept, personId: id(42), no: 'PE-20200214-0002-6', documentMasked: 'E1****87' };
export const alike: PersonRow = { ...kept, personId: id(43), no: 'PE-20200214-0003-4', label: '测*乙', birthYear: 1952 };

export const pair: DuplicatePair = { person: kept, other, rule: 'PHONE_AND_NAME', similarity: 1 };
export const second: DuplicatePair = { person: kept, other: alike, rule: 'ALIKE', similarity: 0.714, verdict: 'SAME' };
export const found = { pairs: [pair, second], total: 2, policyVersion: '1', asOf: AT };

const line = (minute: number, own: Partial<FileLine>): FileLine => ({
  at: `2020-02-14T08:${String(minute).padStart(2, '0')}:00+08:00`,
  recordedAt: `2020-02-14T08:${String(minute).padStart(2, '0')}:30+08:00`,
  entity: 'person',
  event: 'registered',
  recordId: kept.personId,
  no: kept.no,
  actor: WORKER,
  ...own,
});
/** A file in order of time, as the service answers it. */
export const lines: readonly FileLine[] = [
  line(1, {}),
  line(2, { entity: 'arrival', no: head.no, recordId: head.arrivalId }),
  line(3, { entity: 'escort-batch', event: 'assembled', no: 'EB-20200214-0001-8', recordId: id(20), actor: LEAD }),
  line(4, { entity: 'isolation', event: 'ordered', no: 'IC-20200214-0001-5', recordId: id(50) }),
  line(5, {
    entity: 'isolation',
    event: 'started',
    no: 'IC-20200214-0001-5',
    recordId: id(50),
    halfDays: { slots: 28, done: 3, missed: 1 },
  }),
  line(6, { entity: 'fever', event: 'suspected', no: 'FV-20200214-0001-8', recordId: id(81), under: other.no }),
  line(7, { entity: 'person-link', event: 'decided', no: other.no, recordId: id(60), verdict: 'SAME' }),
  line(8, { event: 'merged', no: other.no, recordId: other.personId, under: other.no }),
  line(9, { event: 'took-in' }),
];

/** A community worker with two entries of one person in front of them. */
export class IdentityDesk extends Desk {
  constructor(answers: Readonly<Record<string, unknown>> = {}, options: ConstructorParameters<typeof Desk>[1] = {}) {
    super(
      {
        DuplicatesPage: found,
        DuplicatesOf: found,
        PersonDetail: { row: kept, history: [{ version: 1, event: 'registered', at: AT, actor: WORKER }] },
        PersonFile: { personId: kept.personId, no: kept.no, lines, asOf: AT },
        ...answers,
      },
      { roles: ['COMMUNITY_WORKER'], ...options },
    );
  }
}

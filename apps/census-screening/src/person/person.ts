import { refuse, type DocumentKind, type Outcome } from '@houzhai/contracts';
import { checkHongKongMacaoPermit, checkPassport, checkPhone, checkResidentId, checkTaiwanPermit } from '@houzhai/identity-numbers';

/** A person as entered: normalised, checked. */
export interface Person {
  readonly name?: string;
  readonly documentKind: DocumentKind;
  readonly documentNo?: string;
  readonly phone?: string;
  readonly birthYear?: number;
  readonly sex: 'MALE' | 'FEMALE' | 'UNKNOWN';
  readonly path: string;
}

const CHECKS = {
  RESIDENT_ID: checkResidentId,
  HK_MACAO_PERMIT: checkHongKongMacaoPermit,
  TAIWAN_PERMIT: checkTaiwanPermit,
  PASSPORT: checkPassport,
} as const;

/** What may be given for a person, before it is checked. */
export interface Draft {
  readonly name?: string | undefined;
  readonly documentKind?: DocumentKind | undefined;
  readonly documentNo?: string | undefined;
  readonly phone?: string | undefined;
  readonly birthYear?: number | undefined;
  readonly sex?: 'MALE' | 'FEMALE' | 'UNKNOWN' | undefined;
  readonly path: string;
}

/** Checks and normalises a draft: check digits, phone, and what the resident id says of birth year and sex. */
export function checkPerson(draft: Draft, today: Temporal.PlainDate): Outcome<Person, 'person.document-invalid' | 'person.phone-invalid'> {
  const documentKind = draft.documentKind ?? 'NONE_YET';
  let { documentNo, birthYear, sex = 'UNKNOWN' } = draft;
  if (documentKind === 'NONE_YET') {
    if (documentNo !== undefined) return refuse('person.document-invalid', { rule: 'kind' });
  } else {
    if (documentNo === undefined) return refuse('person.document-invalid', { rule: 'required' });
    if (documentKind === 'RESIDENT_ID') {
      const checked = checkResidentId(documentNo, today.toString());
      if (!checked.ok) return refuse('person.document-invalid', { rule: checked.reason });
      documentNo = checked.value.number;
      const year = Number(documentNo.slice(6, 10));
      birthYear ??= year;
      if (sex === 'UNKNOWN') sex = Number(documentNo[16]) % 2 === 1 ? 'MALE' : 'FEMALE';
    } else {
      const checked = CHECKS[documentKind](documentNo);
      if (!checked.ok) return refuse('person.document-invalid', { rule: checked.reason });
      documentNo = checked.value.number;
    }
  }
  let phone: string | undefined;
  if (draft.phone !== undefined) {
    const checked = checkPhone(draft.phone);
    if (!checked.ok) return refuse('person.phone-invalid', { rule: checked.reason });
    phone = checked.value.number;
  }
  return {
    ok: true,
    value: {
      documentKind,
      sex,
      path: draft.path,
      ...(draft.name === undefined ? {} : { name: draft.name }),
      ...(documentNo === undefined ? {} : { documentNo }),
      ...(phone === undefined ? {} : { phone }),
      ...(birthYear === undefined ? {} : { birthYear }),
    },
  };
}

/** Which fields a correction changes; never their values. */
export function changedFields(before: Person, after: Person): string[] {
  return (['name', 'documentKind', 'documentNo', 'phone', 'birthYear', 'sex', 'path'] as const).filter((key) => before[key] !== after[key]);
}

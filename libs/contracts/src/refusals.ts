import { z } from 'zod';
import { AreaCode, Fen, InstantText, OperatorId } from './fields.ts';

const none = z.strictObject({});
const text = z.string();
const count = z.int();

/**
 * Every refusal of the platform with the parameters its sentence needs. Codes and parameters travel;
 * sentences (zh, en) are made where somebody reads them. Parameters never hold personal data.
 */
export const REFUSALS = {
  // shared
  'request.invalid': z.strictObject({ rule: text, path: text.optional() }),
  'request.unsupported-version': z.strictObject({ supported: text }),
  'request.too-large': z.strictObject({ limit: count }),
  'access.unauthenticated': none,
  'access.forbidden': z.strictObject({ operation: text }),
  'access.password-change-required': none,
  'access.second-factor-required': none,
  'access.second-person-required': z.strictObject({ proposal: text, until: InstantText }),
  'access.no-such-operation': none,
  'access.no-such-role': z.strictObject({ roles: text }),
  'record.not-found': z.strictObject({ entity: text }),
  'record.conflict': z.strictObject({ version: count }),
  'command.id-reused': none,
  // second person
  'approval.not-waiting': z.strictObject({ state: text }),
  'approval.own-proposal': none,
  'approval.proposer-may-not': none,
  'approval.declined': z.strictObject({ proposal: text }),
  'approval.expired': z.strictObject({ proposal: text }),
  // errand
  'errand.already-accepted': z.strictObject({ by: OperatorId, at: InstantText }),
  'errand.not-allowed-now': z.strictObject({ action: text, status: text }),
  'errand.not-your-errand': z.strictObject({ agent: OperatorId }),
  'errand.agent-not-of-area': z.strictObject({ area: AreaCode }),
  'errand.agent-unavailable': none,
  'errand.same-agent': none,
  'errand.authorisation-required': z.strictObject({ scope: text }),
  'errand.hold-allowance-used': z.strictObject({ hours: count }),
  'errand.confirmer-is-agent': none,
  'errand.money-does-not-add-up': z.strictObject({ advance: Fen, spent: Fen, refund: Fen, receipts: Fen }),
  'errand.advance-ceiling': z.strictObject({ ceiling: Fen, open: Fen }),
  'errand.possible-duplicate': z.strictObject({ no: text, hours: count }),
  'errand.duplicate-of-itself': none,
  'errand.duplicate-target-unfit': none,
  'errand.nothing-to-undo': none,
  'errand.undo-not-yours': none,
  'errand.wanted-in-past': none,
  'errand.happened-in-future': none,
  'errand.proof-required': none,
  'errand.already-followed-up': none,
  // service module, authorisation
  'service-module.inactive': z.strictObject({ code: text }),
  'service-module.unknown': z.strictObject({ code: text }),
  'service-module.exists': z.strictObject({ code: text }),
  'service-module.answer-missing': z.strictObject({ field: text }),
  'service-module.answer-unfit': z.strictObject({ field: text }),
  'authorisation.expired': none,
  'authorisation.too-long': z.strictObject({ days: count }),
  // person, place, import
  'person.document-invalid': z.strictObject({ rule: text }),
  'person.phone-invalid': z.strictObject({ rule: text }),
  'person.document-exists': none,
  'person.nothing-changed': none,
  'person.erased': none,
  'person.not-erased': none,
  'person.has-open-errands': z.strictObject({ errands: count }),
  'person.erasure-not-confirmed': none,
  'place.unknown': z.strictObject({ path: text }),
  'import.unknown': none,
  'import.not-staged': z.strictObject({ status: text }),
  'import.chunk-out-of-order': z.strictObject({ expected: count }),
  'import.too-large': z.strictObject({ rows: count }),
  'import.has-errors': z.strictObject({ errors: count }),
  'import.nothing-to-do': none,
  // session, operator, projection
  'session.wrong-credentials': z.strictObject({ triesLeft: count }),
  'session.locked': z.strictObject({ until: InstantText }),
  'session.ended': none,
  'session.second-factor-required': none,
  'session.wrong-code': z.strictObject({ triesLeft: count }),
  'second-factor.exists': none,
  'second-factor.none': none,
  'second-factor.required': none,
  'operator.account-taken': none,
  'operator.password-too-weak': z.strictObject({ min: count }),
  'operator.is-yourself': none,
  'operator.already-disabled': none,
  'operator.last-admin': none,
  // partner
  'partner.name-taken': none,
  'partner.key-taken': none,
  'partner.no-place': z.strictObject({ places: count }),
  'partner.revoked': none,
  'partner.nothing-changed': none,
  'partner.replay-too-far': z.strictObject({ days: count }),
  'partner.replay-runs': none,
  /** `name`: those there are. */
  'projection.unknown': z.strictObject({ name: text }),
  // broken glass
  'break-glass.not-for-your-role': none,
  'break-glass.too-long': z.strictObject({ minutes: count }),
  'break-glass.is-open': z.strictObject({ until: InstantText }),
  'break-glass.nothing-to-widen': none,
  'break-glass.not-open': none,
  'break-glass.acknowledged': none,
  'break-glass.own': none,
  // checkpoints, arrivals, escorts
  'record.happened-in-future': none,
  'operator.unavailable': none,
  'person.unknown': none,
  'person.under-care': none,
  'checkpoint.code-taken': none,
  'checkpoint.unknown': none,
  'checkpoint.closed': none,
  'checkpoint.not-allowed-now': z.strictObject({ action: text, status: text }),
  'checkpoint.still-holds': z.strictObject({ heads: count }),
  'checkpoint.crew-too-small': z.strictObject({ crew: count }),
  'checkpoint.shift-too-long': z.strictObject({ hours: count }),
  'arrival.region-unknown': z.strictObject({ code: text }),
  /** `days`: how many of the policy's days nobody was told about. */
  'arrival.stays-incomplete': z.strictObject({ days: count, of: count }),
  /** `lowest`: in tenths of a degree. */
  'arrival.temperature-not-measured': z.strictObject({ lowest: count }),
  'arrival.health-code-required': none,
  'arrival.health-code-not-issued': none,
  'arrival.party-unknown': none,
  'arrival.already-registered': z.strictObject({ no: text }),
  'arrival.plate-invalid': z.strictObject({ rule: text }),
  'arrival.no-open-duty': z.strictObject({ custody: text }),
  'escort.head-unfit': z.strictObject({ no: text, custody: text }),
  'escort.head-elsewhere': z.strictObject({ no: text }),
  'escort.seats-missing': none,
  'escort.too-many': z.strictObject({ heads: count, most: count }),
  'escort.not-allowed-now': z.strictObject({ action: text, status: text }),
  'escort.head-unknown': none,
  'escort.last-head': none,
  'escort.head-decided': z.strictObject({ no: text, as: text }),
  'escort.receiver-unfit': z.strictObject({ area: AreaCode }),
  'escort.receiver-is-lead': none,
  'escort.nothing-to-confirm': none,
  'escort.not-the-receiver': z.strictObject({ receiver: OperatorId }),
  'escort.disinfection-missing': none,
  // isolation
  'isolation.not-allowed-now': z.strictObject({ action: text, status: text }),
  'isolation.already-open': z.strictObject({ no: text }),
  'isolation.home-impossible': none,
  'isolation.witnesses-missing': none,
  'isolation.care-team-too-small': z.strictObject({ people: count }),
  'isolation.no-such-slot': none,
  'isolation.slot-not-begun': z.strictObject({ at: InstantText }),
  'isolation.slot-recorded': none,
  'isolation.outside-slot': none,
  'isolation.slot-not-missed': none,
  'isolation.nothing-found': none,
  'isolation.too-many-days': z.strictObject({ days: count }),
  'isolation.own-request': none,
  'isolation.not-over': z.strictObject({ lastDay: text }),
  'isolation.slots-open': z.strictObject({ slots: count }),
  'isolation.missed-unexplained': z.strictObject({ slots: count }),
  'isolation.finding-open': z.strictObject({ slots: count }),
  'isolation.last-two-not-ok': none,
  'isolation.signed-already': z.strictObject({ as: text }),
  'isolation.same-signer': none,
  'isolation.readings-missing': z.strictObject({ readings: count }),
  'isolation.fever': none,
  'isolation.notice-missing': none,
  'isolation.not-a-signer': none,
  'isolation.same-place': none,
  'isolation.proofs-missing': z.strictObject({ missed: count }),
  'isolation.not-released': z.strictObject({ status: text }),
  // work sheets
  'sheet.nothing-to-do': z.strictObject({ day: text, half: text }),
  'sheet.destroyed': none,
  // screening
  'screening.campaign-not-allowed-now': z.strictObject({ action: text, status: text }),
  'screening.ends-before-it-starts': none,
  'screening.nothing-to-screen': none,
  'screening.no-team': none,
  'screening.team-unavailable': none,
  'screening.same-team': none,
  'screening.nothing-to-assign': none,
  'screening.nothing-to-own': none,
  'screening.owner-cannot-see': none,
  'screening.due-in-past': none,
  'screening.units-unowned': z.strictObject({ units: count, area: text, inArea: count }),
  'screening.unit-not-allowed-now': z.strictObject({ action: text, status: text }),
  'screening.not-begun': z.strictObject({ status: text }),
  'screening.other-half-needed': z.strictObject({ half: text }),
  'screening.persons-missing': none,
  'screening.persons-unfit': z.strictObject({ outcome: text }),
  'screening.person-unknown': none,
  'screening.evidence-missing': none,
  'screening.team-lead-only': none,
  'screening.no-such-visit': z.strictObject({ visits: count }),
  'screening.resolved-already': none,
  // delivery
  'delivery.not-parked': none,
  'delivery.no-dead-letter': none,
  'delivery.still-failing': z.strictObject({ cause: text, applied: count }),
} as const;

export type RefusalCode = keyof typeof REFUSALS;
export type RefusalParams<C extends RefusalCode> = z.output<(typeof REFUSALS)[C]>;

/** Refusals any operation may answer without declaring them. */
export const SHARED_REFUSALS = [
  'request.invalid',
  'request.unsupported-version',
  'request.too-large',
  'access.unauthenticated',
  'access.forbidden',
  'access.password-change-required',
  'access.second-factor-required',
  'access.second-person-required',
  'approval.declined',
  'approval.expired',
  'record.not-found',
  'record.conflict',
  'command.id-reused',
  'person.erased',
] as const satisfies readonly RefusalCode[];
export type SharedRefusal = (typeof SHARED_REFUSALS)[number];

/** A business answer "no": a code with its parameters and, for input errors, the fields at fault. */
export type Refusal<C extends RefusalCode = RefusalCode> = {
  [K in C]: { readonly code: K; readonly params: RefusalParams<K>; readonly fields?: readonly FieldFault[] };
}[C];

/** One field at fault: where and which rule, never the value. */
export interface FieldFault {
  readonly path: string;
  readonly rule: string;
}

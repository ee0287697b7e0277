import type { Refusal } from '@houzhai/contracts';
import { ruleText } from '@houzhai/i18n';
import type { Model } from '../app/model.ts';
import { sentence } from '../app/perform.ts';
import type { Form } from '../widgets/form.ts';

/** The fields that a refusal is about, where its code says so. */
const FIELD_OF: Readonly<Record<string, readonly string[]>> = {
  'person.phone-invalid': ['phone'],
  'person.document-invalid': ['documentNo'],
  'person.document-exists': ['documentNo'],
  'place.unknown': ['path', 'scope', 'areas', 'destination'],
  'break-glass.nothing-to-widen': ['areas'],
  'break-glass.too-long': ['minutes'],
  'operator.account-taken': ['account'],
  'operator.password-too-weak': ['newPassword'],
  'operator.unavailable': ['leadId', 'leaderId', 'memberIds', 'receiverId', 'ownerId', 'handOnTo'],
  'session.wrong-credentials': ['oldPassword'],
  'checkpoint.unknown': ['checkpointId'],
  'checkpoint.closed': ['checkpointId'],
  'checkpoint.code-taken': ['code'],
  'checkpoint.still-holds': ['handOnTo'],
  'checkpoint.crew-too-small': ['memberIds'],
  'checkpoint.shift-too-long': ['until'],
  'arrival.region-unknown': ['stays'],
  'arrival.stays-incomplete': ['stays'],
  'arrival.temperature-not-measured': ['temperature'],
  'arrival.health-code-required': ['healthCode'],
  'arrival.health-code-not-issued': ['healthCode'],
  'arrival.plate-invalid': ['plate'],
  'arrival.already-registered': ['documentNo'],
  'escort.seats-missing': ['seats'],
  'escort.too-many': ['seats'],
  'escort.head-unfit': ['arrivalIds'],
  'escort.head-elsewhere': ['arrivalIds'],
  'escort.receiver-unfit': ['receiverId'],
  'escort.receiver-is-lead': ['receiverId'],
  'escort.disinfection-missing': ['disinfected'],
  'card.seal-missing': ['sealNo'],
  'card.card-missing': ['contents'],
  'card.cash-unclear': ['cashFen', 'contents'],
  'card.signature-unfit': ['signature.method'],
  'card.agent-signature-missing': ['holderSignature'],
  'card.before-last-step': ['occurredAt'],
  'prescription.hospital-unknown': ['hospital'],
  'prescription.pharmacy-unknown': ['pharmacy'],
  'prescription.too-many-days': ['lines', 'referTo'],
  'prescription.special-drug': ['referTo'],
  'prescription.nothing-to-refer': ['referTo'],
  'medicine-run.nothing-left-to-split': ['days'],
  'medicine-run.same-pharmacy': ['pharmacy'],
  'care-link.same-person': ['partyMemberId', 'toId'],
  'care-link.member-unfit': ['partyMemberId', 'toId'],
  'care-link.reason-missing': ['reason'],
  'care-link.same-tier': ['tier'],
  'care-link.to-themselves': ['toId'],
  'care-link.too-long': ['until'],
  'care-link.too-late': ['from', 'occurredAt'],
  'care-link.not-yet': ['from', 'occurredAt'],
  'care-link.not-yours': ['as'],
  'care-link.has-one': ['personIds'],
  'care-link.not-one-household': ['personIds'],
  'operator.phone-invalid': ['phone'],
  'record.happened-in-future': ['occurredAt'],
  'service-module.inactive': ['moduleCode'],
  'money.not-in-hand': ['amountFen'],
  'money.line-unknown': ['line'],
  'money.line-unfit': ['line'],
  'money.nothing-changed': ['amountFen'],
  'errand.advance-ceiling': ['amountFen', 'advanceFen'],
  'service-module.unknown': ['moduleCode'],
  'service-module.form-unknown': ['moduleCode'],
};

/** What a refusal says of single fields of the form. */
export function faultsOf(refusal: Refusal, form: Form, model: Model): ReadonlyMap<string, string> {
  const has = (path: string): boolean => form.fields.some((one) => one.path === path && one.hidden !== true);
  const byRule = (refusal.fields ?? []).map(({ path, rule }) => [path.replace(/\.\d+(\..*)?$/, ''), ruleText(rule, model.lang)] as const);
  // A question of a module is named by its key.
  const asked = 'field' in refusal.params && typeof refusal.params.field === 'string' ? [`answers.${refusal.params.field}`] : [];
  const byCode = [...(FIELD_OF[refusal.code] ?? []), ...asked].filter(has).map((path) => [path, sentence(model, refusal)] as const);
  return new Map([...byRule, ...byCode]);
}

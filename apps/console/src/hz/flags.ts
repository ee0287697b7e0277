import type { Schema } from '../commands/manifest.ts';

/** How the words of a flag become a value. */
export type FlagKind =
  | 'text'
  | 'number'
  | 'money'
  | 'instant'
  | 'boolean'
  | 'yes-no'
  | 'choice'
  | 'list'
  | 'numbers'
  | 'items'
  | 'drugs'
  | 'receipts'
  | 'json'
  | Asked;

/** One flag or positional of a command. */
export interface Flag {
  /** Path in the input, such as `proof.kind`. */
  readonly path: string;
  /** `--wanted-by`; the positional has none. */
  readonly name: string;
  readonly kind: FlagKind;
  readonly required: boolean;
  readonly repeated: boolean;
  readonly choices?: readonly string[];
  readonly description: string;
  /** The same in Chinese, where forms have words for it. */
  readonly zh?: string;
}

/** Flags every command has; a field of the same name gets `with-` before it. */
const COMMON = new Set(['server', 'json', 'jsonl', 'csv', 'fields', 'lang', 'yes', 'idempotency-key', 'help']);

const kebab = (name: string): string => {
  const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll('.', '-');
  return COMMON.has(flag) ? `with-${flag}` : flag;
};

/** Fields that name something people know by a number, an account or a name. */
const LOOKUPS: Readonly<Record<string, { readonly kind: FlagKind; readonly name: string }>> = {
  errandId: { kind: 'errand', name: 'errand' },
  duplicateOfId: { kind: 'errand', name: 'of' },
  agentId: { kind: 'operator', name: 'agent' },
  partyMemberId: { kind: 'operator', name: 'party-member' },
  linkId: { kind: 'care-link', name: 'household' },
  fromId: { kind: 'operator', name: 'from' },
  toId: { kind: 'operator', name: 'to' },
  operatorId: { kind: 'operator', name: 'operator' },
  fromAgentId: { kind: 'operator', name: 'from' },
  toAgentId: { kind: 'operator', name: 'to' },
  beneficiaryId: { kind: 'person', name: 'for' },
  requesterId: { kind: 'person', name: 'asked-by' },
  principalId: { kind: 'person', name: 'principal' },
  personId: { kind: 'person', name: 'person' },
  keepId: { kind: 'person', name: 'keep' },
  otherId: { kind: 'person', name: 'other' },
  checkpointId: { kind: 'checkpoint', name: 'checkpoint' },
  arrivalId: { kind: 'arrival', name: 'arrival' },
  batchId: { kind: 'batch', name: 'batch' },
  runId: { kind: 'run', name: 'run' },
  cardId: { kind: 'card', name: 'card' },
  callId: { kind: 'call', name: 'call' },
  reportId: { kind: 'need', name: 'report' },
  withId: { kind: 'need', name: 'with' },
  aboutId: { kind: 'person', name: 'about' },
  callerId: { kind: 'person', name: 'caller' },
  isolationId: { kind: 'isolation', name: 'isolation' },
  siteId: { kind: 'site', name: 'site' },
  feverId: { kind: 'fever', name: 'fever' },
  alertId: { kind: 'alert', name: 'alert' },
  assigneeId: { kind: 'operator', name: 'to' },
  combatUnitId: { kind: 'combat-unit', name: 'unit' },
  headId: { kind: 'operator', name: 'head' },
  taskForceId: { kind: 'task-force', name: 'team' },
  campaignId: { kind: 'round', name: 'round' },
  unitId: { kind: 'unit', name: 'unit' },
  teamId: { kind: 'task-force', name: 'team' },
  fromTeamId: { kind: 'task-force', name: 'from-team' },
  toTeamId: { kind: 'task-force', name: 'to-team' },
  streetCadreId: { kind: 'operator', name: 'street-cadre' },
  gridWorkerId: { kind: 'operator', name: 'grid-worker' },
  doctorId: { kind: 'operator', name: 'doctor' },
  policeId: { kind: 'operator', name: 'police' },
  checkedBy: { kind: 'operator', name: 'checked-by' },
  signedBy: { kind: 'operator', name: 'signed-by' },
  leadId: { kind: 'operator', name: 'lead' },
  leaderId: { kind: 'operator', name: 'leader' },
  receiverId: { kind: 'operator', name: 'receiver' },
  ownerId: { kind: 'operator', name: 'owner' },
  handOnTo: { kind: 'operator', name: 'hand-on-to' },
};

/** Fields that name several of them. */
const SEVERAL: Readonly<Record<string, { readonly kind: FlagKind; readonly name: string; readonly how?: string }>> = {
  errandIds: { kind: 'errand', name: 'errand' },
  arrivalIds: { kind: 'arrival', name: 'arrival' },
  cardIds: { kind: 'card', name: 'card' },
  memberIds: { kind: 'operator', name: 'member' },
  staffIds: { kind: 'operator', name: 'staff' },
  personIds: { kind: 'person', name: 'person' },
  foundIds: { kind: 'person', name: 'found' },
  add: { kind: 'operator', name: 'add' },
  remove: { kind: 'operator', name: 'remove' },
  stays: { kind: 'stay', name: 'stay', how: 'code, name or initials; =2020-01-10..2020-01-20 for single days' },
};

/** What may stand without a flag: the thing the command is about. */
const POSITIONAL = [
  'errandId',
  'alertId',
  'feverId',
  'isolationId',
  'unitId',
  'discrepancyId',
  'signalId',
  'campaignId',
  'batchId',
  'runId',
  'cardId',
  'callId',
  'reportId',
  'checkpointId',
  'arrivalId',
  'taskForceId',
  'combatUnitId',
  'personId',
  'siteId',
  'linkId',
  'operatorId',
  'account',
  'importId',
  'sessionId',
  'proposalId',
  'glassId',
  'position',
  'module',
  'id',
  'partner',
  'name',
  'text',
];

/** Fields that are written as secrets are asked for, never given as flags. */
export const SECRETS = ['password', 'oldPassword', 'newPassword'];

function flagOf(path: string, schema: Schema, required: boolean): Flag[] {
  const name = path.split('.').at(-1) ?? path;
  const description = schema.description ?? '';
  const lookup = LOOKUPS[name];
  const one = (kind: FlagKind, extra: Partial<Flag> = {}): Flag[] => [
    {
      path,
      name: kebab(path),
      kind,
      required,
      repeated: false,
      description,
      ...(schema.zh === undefined ? {} : { zh: schema.zh }),
      ...extra,
    },
  ];
  if (SECRETS.includes(name)) return [];
  // People say it by its number, code, account or name.
  if (lookup) return one(lookup.kind, { name: lookup.name, description: description.replace(/, UUIDv7$/, ': number, code or name') });
  const several = SEVERAL[name];
  if (several)
    return one(several.kind, {
      name: several.name,
      repeated: true,
      ...(several.how === undefined ? {} : { description: `${description} (${several.how})` }),
    });
  if (path === 'lines') return one('drugs', { name: 'drug', repeated: true, description: `${description} (drug=days, ! if special)` });
  if (name === 'items') return one('items', { name: 'item', repeated: true, description: `${description} (name or name=quantity)` });
  if (name === 'receipts') return one('receipts', { name: 'receipt', repeated: true, description: `${description} (reference=yuan)` });
  if (name.endsWith('Fen')) return one('money', { name: kebab(path.replace(/Fen$/, '')), description: `${description} (yuan)` });
  if (schema.format === 'date-time') return one('instant', { description: `${description} (明天 18:00, +2h, 2020-02-14 09:30)` });
  if (schema.enum) return one('choice', { choices: schema.enum });
  // What holds unless somebody says no, and what has to be said either way, needs a word for no.
  if (schema.type === 'boolean') return schema.default === true || required ? one('yes-no', { choices: ['yes', 'no'] }) : one('boolean');
  if (schema.type === 'integer' || schema.type === 'number') return one('number');
  if (schema.type === 'string') return one('text');
  if (schema.type === 'array' && schema.items?.enum) return one('list', { repeated: true, choices: schema.items.enum });
  if (schema.type === 'array' && schema.items?.type === 'string') return one('list', { repeated: true });
  if (schema.type === 'array' && schema.items?.type === 'number') return one('numbers', { repeated: true });
  if (schema.type === 'object' && schema.properties && Object.keys(schema.properties).length > 0) {
    return Object.entries(schema.properties).flatMap(([key, own]) =>
      flagOf(`${path}.${key}`, own, required && (schema.required ?? []).includes(key)),
    );
  }
  return one('json', { description: `${description} (JSON)` });
}

/** Records that `show` finds by their number as well as by their id. */
const NUMBERED = [
  'runId',
  'cardId',
  'callId',
  'reportId',
  'errandId',
  'personId',
  'batchId',
  'arrivalId',
  'isolationId',
  'feverId',
  'alertId',
  'taskForceId',
  'campaignId',
];

/** Flags of a command's input, and which of them is its positional. */
export function flagsOf(input: Schema): { readonly positional: Flag | undefined; readonly flags: readonly Flag[] } {
  const all = Object.entries(input.properties ?? {}).flatMap(([key, schema]) =>
    flagOf(key, schema, (input.required ?? []).includes(key) && schema.default === undefined),
  );
  const positional =
    POSITIONAL.map((path) => all.find((flag) => flag.path === path)).find((flag) => flag !== undefined) ??
    all.find(({ path, required }) => path === 'no' && required);
  return {
    positional,
    flags: all.filter((flag) => flag !== positional && !(flag.path === 'no' && NUMBERED.includes(positional?.path ?? ''))),
  };
}

/** Kinds whose words are looked up or depend on the time. */
const ASKED = [
  'instant',
  'operator',
  'person',
  'errand',
  'checkpoint',
  'arrival',
  'batch',
  'run',
  'card',
  'call',
  'need',
  'isolation',
  'fever',
  'alert',
  'round',
  'unit',
  'stay',
  'task-force',
  'combat-unit',
  'site',
  'care-link',
] as const;
type Asked = (typeof ASKED)[number];
export const isAsked = (kind: FlagKind): kind is Asked => (ASKED as readonly FlagKind[]).includes(kind);

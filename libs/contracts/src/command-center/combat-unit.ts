import { z } from 'zod';
import { command, teamReaders, unitHeads } from '../access.ts';
import { defineCommand, defineEvent, defineQuery } from '../contract.ts';
import { AreaCode, ExpectedVersion, InstantText, OperatorId, Path, Reason, Uuid, Version, pageOf, words } from '../fields.ts';

export const CombatUnitId = Uuid.describe('Combat unit 作战单元, UUIDv7');
export const CombatUnitKind = z.enum(['VILLAGE', 'COMPOUND', 'ENTERPRISE', 'MARKET']);
export type CombatUnitKind = z.output<typeof CombatUnitKind>;
export const CombatUnitStatus = z.enum(['OPEN', 'CLOSED']);
export type CombatUnitStatus = z.output<typeof CombatUnitStatus>;
const short = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9-]{1,19}$/);
export const CombatUnitCode = short.describe('Short code people type, such as unit-07');
export const DutyCode = short.describe('Short code of a duty, such as screening');
export const PartyMemberNo = short.describe('Number of a party member without an account, such as m-03; never a name');

/** What can be done with a combat unit; commands are named after them. */
export const COMBAT_UNIT_ACTIONS = ['report-duty', 'set-duty', 'link-member', 'unlink-member', 'set-head', 'close'] as const;
export const CombatUnitAction = z.enum(COMBAT_UNIT_ACTIONS);
export type CombatUnitAction = z.output<typeof CombatUnitAction>;

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const operator = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b38';

export const CombatUnitReceipt = z.object({
  combatUnitId: CombatUnitId,
  code: CombatUnitCode,
  status: CombatUnitStatus,
  version: Version,
  area: AreaCode,
  allowedActions: z.array(CombatUnitAction),
});
export type CombatUnitReceipt = z.output<typeof CombatUnitReceipt>;

export const FormCombatUnit = defineCommand({
  name: 'FormCombatUnit',
  service: 'command-center',
  entity: 'combat-unit',
  verb: 'form',
  version: 1,
  summary: 'Sets up a unit of a village, a compound, an enterprise or a market, with a head who answers for it.',
  access: command,
  input: z.strictObject({
    code: CombatUnitCode,
    kind: CombatUnitKind,
    name: words(40).describe('Public name of the place'),
    path: Path.describe('What it covers'),
    headId: OperatorId.describe('Head of the unit 单元长: holds the role UNIT_HEAD and sees the place'),
  }),
  output: CombatUnitReceipt,
  refusals: ['place.unknown', 'combat-unit.code-taken', 'combat-unit.head-unfit'],
  examples: [{ code: 'unit-07', kind: 'VILLAGE', name: '占位村07', path: 'houzhai/a07', headId: operator }],
});

const target = { combatUnitId: CombatUnitId, expectedVersion: ExpectedVersion };

export const SetUnitHead = defineCommand({
  name: 'SetUnitHead',
  service: 'command-center',
  entity: 'combat-unit',
  verb: 'set-head',
  version: 1,
  summary: 'Gives a unit another head.',
  access: command,
  input: z.strictObject({ ...target, headId: OperatorId }),
  output: CombatUnitReceipt,
  refusals: ['combat-unit.closed', 'combat-unit.head-unfit', 'combat-unit.nothing-changed'],
  examples: [{ combatUnitId: exampleId, headId: operator }],
});

const member = {
  operatorId: OperatorId.optional().describe('The party member, if they have an account'),
  memberNo: PartyMemberNo.optional(),
};

export const LinkPartyMember = defineCommand({
  name: 'LinkPartyMember',
  service: 'command-center',
  entity: 'combat-unit',
  verb: 'link-member',
  version: 1,
  summary: 'Says for which households a party member 联户党员 answers; takes the place of what was said of them before.',
  access: unitHeads,
  input: z.strictObject({
    ...target,
    ...member,
    paths: z.array(Path).min(1).max(60).describe('Households of the unit'),
    persons: z.int().min(1).max(500).describe('How many people live there'),
  }),
  output: CombatUnitReceipt,
  refusals: [
    'combat-unit.closed',
    'combat-unit.not-yours',
    'combat-unit.member-unnamed',
    'combat-unit.member-unfit',
    'combat-unit.too-many-persons',
    'combat-unit.outside',
    'combat-unit.household-linked',
  ],
  examples: [{ combatUnitId: exampleId, memberNo: 'm-03', paths: ['houzhai/a07/c1/g1/f00001'], persons: 4 }],
});

export const UnlinkPartyMember = defineCommand({
  name: 'UnlinkPartyMember',
  service: 'command-center',
  entity: 'combat-unit',
  verb: 'unlink-member',
  version: 1,
  summary: 'A party member no longer answers for households of the unit.',
  access: unitHeads,
  input: z.strictObject({ ...target, ...member }),
  output: CombatUnitReceipt,
  refusals: ['combat-unit.closed', 'combat-unit.not-yours', 'combat-unit.not-linked'],
  examples: [{ combatUnitId: exampleId, operatorId: operator }],
});

export const SetUnitDuty = defineCommand({
  name: 'SetUnitDuty',
  service: 'command-center',
  entity: 'combat-unit',
  verb: 'set-duty',
  version: 1,
  summary: 'Gives a unit a duty, or another wording or deadline of one it has.',
  access: unitHeads,
  input: z.strictObject({
    ...target,
    duty: DutyCode,
    what: words(60).describe('What is to be done; no names'),
    dueAt: InstantText.optional(),
  }),
  output: CombatUnitReceipt,
  refusals: ['combat-unit.closed', 'combat-unit.not-yours', 'combat-unit.too-many-duties'],
  examples: [{ combatUnitId: exampleId, duty: 'screening', what: '入户摸排' }],
});

export const ReportUnitDuty = defineCommand({
  name: 'ReportUnitDuty',
  service: 'command-center',
  entity: 'combat-unit',
  verb: 'report-duty',
  version: 1,
  summary: 'Says how far a duty of a unit is.',
  access: unitHeads,
  input: z.strictObject({ ...target, duty: DutyCode, done: z.int().min(0).max(100).describe('Percent') }),
  output: CombatUnitReceipt,
  refusals: ['combat-unit.closed', 'combat-unit.not-yours', 'combat-unit.no-such-duty'],
  examples: [{ combatUnitId: exampleId, duty: 'screening', done: 80 }],
});

export const CloseCombatUnit = defineCommand({
  name: 'CloseCombatUnit',
  service: 'command-center',
  entity: 'combat-unit',
  verb: 'close',
  version: 1,
  summary: 'Ends a unit; nobody answers for anything in it any more.',
  access: command,
  input: z.strictObject({ ...target, reason: Reason }),
  output: CombatUnitReceipt,
  refusals: ['combat-unit.closed'],
  examples: [{ combatUnitId: exampleId, reason: '市场已经休市' }],
});

export const CombatUnitRow = z.object({
  combatUnitId: CombatUnitId,
  code: CombatUnitCode,
  kind: CombatUnitKind,
  name: z.string(),
  version: Version,
  status: CombatUnitStatus,
  area: AreaCode,
  path: Path,
  headId: OperatorId,
  partyMembers: z.int(),
  households: z.int().describe('Linked to a party member'),
  persons: z.int().describe('Who live there'),
  duties: z.int(),
  done: z.int().describe('How far its duties are, percent; 100 where it has none'),
  overdue: z.int().describe('Duties whose time has come and that are not done'),
  allowedActions: z.array(CombatUnitAction),
});
export type CombatUnitRow = z.output<typeof CombatUnitRow>;

export const CombatUnitsPage = defineQuery({
  name: 'CombatUnitsPage',
  service: 'command-center',
  view: 'combat-unit',
  question: 'page',
  version: 1,
  summary: 'Combat units of the caller’s places, by area: who answers, and how far they are.',
  access: teamReaders,
  input: z.strictObject({
    area: AreaCode.optional(),
    kind: CombatUnitKind.optional(),
    headId: OperatorId.optional().describe('Those of this head'),
    closed: z.boolean().default(false).describe('Closed ones too'),
    ids: z.array(CombatUnitId).max(200).optional().describe('Just these, to refresh rows'),
  }),
  output: pageOf(CombatUnitRow),
  refusals: [],
  examples: [{ area: 'a07' }],
});

export const UnitDuty = z.object({
  duty: DutyCode,
  what: z.string(),
  done: z.int(),
  dueAt: InstantText.optional(),
  overdue: z.boolean(),
  reportedAt: InstantText.optional(),
  reportedBy: OperatorId.optional(),
});
export type UnitDuty = z.output<typeof UnitDuty>;
export const LinkedMember = z.object({
  operatorId: OperatorId.optional(),
  memberNo: PartyMemberNo.optional(),
  paths: z.array(Path),
  persons: z.int(),
});
export type LinkedMember = z.output<typeof LinkedMember>;

export const CombatUnitDetail = defineQuery({
  name: 'CombatUnitDetail',
  service: 'command-center',
  view: 'combat-unit',
  question: 'detail',
  version: 1,
  summary: 'One unit: who is responsible for what, and how far it is.',
  access: teamReaders,
  input: z.strictObject({ combatUnitId: CombatUnitId.optional(), code: CombatUnitCode.optional() }),
  output: z.object({
    row: CombatUnitRow,
    members: z.array(LinkedMember),
    duties: z.array(UnitDuty),
    history: z.array(z.object({ version: z.int(), event: z.string(), at: InstantText, recordedAt: InstantText, actor: z.string() })),
  }),
  refusals: [],
  examples: [{ code: 'unit-07' }],
});

const unitEvent = (name: string, past: string, summary: string) =>
  defineEvent({
    name,
    service: 'command-center',
    entity: 'combat-unit',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({
      code: CombatUnitCode,
      kind: CombatUnitKind,
      status: CombatUnitStatus,
      path: Path,
      headId: OperatorId,
      partyMembers: z.int(),
      persons: z.int().describe('Linked to a party member'),
      duties: z.int(),
      done: z.int().describe('Percent'),
    }),
  });
export const CombatUnitFormed = unitEvent('CombatUnitFormed', 'formed', 'A unit was set up.');
export const CombatUnitHeadSet = unitEvent('CombatUnitHeadSet', 'head-set', 'Somebody else is its head.');
export const PartyMemberLinked = unitEvent('PartyMemberLinked', 'member-linked', 'A party member answers for households.');
export const PartyMemberUnlinked = unitEvent('PartyMemberUnlinked', 'member-unlinked', 'A party member no longer does.');
export const UnitDutySet = unitEvent('UnitDutySet', 'duty-set', 'It was given a duty.');
export const UnitDutyReported = unitEvent('UnitDutyReported', 'duty-reported', 'It said how far a duty is.');
export const CombatUnitClosed = unitEvent('CombatUnitClosed', 'closed', 'It exists no more.');

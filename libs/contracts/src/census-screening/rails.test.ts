import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  ArrivalOrigin,
  AssignBed,
  BedLedger,
  IsolationProof,
  COMMANDS,
  EVENTS,
  FeverReadings,
  IntegrityReview,
  IsolationSitesPage,
  LIVE_VIEWS,
  MarkReviewed,
  MoveBed,
  QUERIES,
  RegisterArrival,
  SetDiet,
  SiteMeals,
  ROLES,
  isTombstone,
  mayCall,
  originReaders,
} from '../index.ts';

const ENTITIES = [
  'checkpoint',
  'arrival',
  'escort-batch',
  'isolation',
  'isolation-site',
  'fever',
  'alert',
  'screening-campaign',
  'screening-unit',
  'discrepancy',
];
/** Where from, how warm, how ill, which code: of a person, and for nobody but those who need it. */
const ORIGIN = /region|stay|origin|native|temperature|celsius|fever(?!Id$)|symptom|instrument|reading|result/i;
const HEALTH = /health|code$/i;
const WHO = /plate|name|phone|document|birth|label|reason|words|note/i;

const propertyNames = (schema: unknown): string[] =>
  typeof schema !== 'object' || schema === null
    ? []
    : Object.entries(schema).flatMap(([key, value]) => [
        ...(key === 'properties' ? Object.keys(value as object) : []),
        ...propertyNames(value),
      ]);
const fieldsOf = (schema: z.ZodType, io: 'input' | 'output'): string[] =>
  propertyNames(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));

const events = EVENTS.filter((event) => ENTITIES.includes(event.entity) && !isTombstone(event));

describe('what is collected at a checkpoint serves its purpose alone', () => {
  test('there is something to look at', () => {
    expect(new Set(events.map(({ entity }) => entity)).size).toBe(ENTITIES.length);
    expect(fieldsOf(ArrivalOrigin.output, 'output').some((field) => ORIGIN.test(field))).toBe(true);
    expect(fieldsOf(RegisterArrival.input, 'input').filter((field) => WHO.test(field)).length).toBeGreaterThan(3);
  });

  test.each(events.map((event) => [event.name, event] as const))(
    '%s tells of nobody where from, how ill, who, in which car',
    (_, event) => {
      const fields = fieldsOf(event.data, 'output');
      expect(fields.length).toBeGreaterThanOrEqual(3);
      for (const field of fields.filter((one) => !(['checkpoint', 'isolation-site'].includes(event.entity) && one === 'code'))) {
        expect(field).not.toMatch(ORIGIN);
        expect(field).not.toMatch(HEALTH);
        expect(field).not.toMatch(WHO);
      }
      expect(fields).not.toContain('risk');
      expect(event.partner).toBe(false);
    },
  );

  test('where somebody stayed and how warm they were is for the checkpoint, the case worker and the doctor, each in their jurisdiction', () => {
    for (const query of [ArrivalOrigin, FeverReadings]) expect(query.access).toBe(originReaders);
    expect(ROLES.filter((role) => mayCall(originReaders, [role]))).toEqual(['CHECKPOINT_OFFICER', 'COMMUNITY_WORKER', 'COMMUNITY_DOCTOR']);
    for (const role of ['COMMANDER', 'AUDITOR', 'PLATFORM_ADMIN', 'ASSESSOR', 'LANDLORD_OFFICER'] as const)
      expect([role, mayCall(originReaders, [role])]).toEqual([role, false]);
    expect(originReaders).toMatchObject({ within: 'JURISDICTION' });
    expect(originReaders).not.toHaveProperty('services');
  });

  test('no other question is answered with it, and no command', () => {
    for (const operation of [...QUERIES, ...COMMANDS].filter(
      (one) => ![ArrivalOrigin, FeverReadings, IsolationProof].some((asked) => asked === one) && one.service === 'census-screening',
    ))
      for (const field of fieldsOf(operation.output, 'output'))
        expect(`${operation.name}.${field}`).not.toMatch(new RegExp(`\\.(?:.*)(?:${ORIGIN.source})`, 'i'));
  });

  test('the proof of release is for who looks after the person, one case at a time, and takes a reason', () => {
    expect(ROLES.filter((role) => mayCall(IsolationProof.access, [role]))).toEqual(['COMMUNITY_WORKER', 'COMMUNITY_DOCTOR']);
    expect(IsolationProof.access).toMatchObject({ within: 'JURISDICTION' });
    expect(IsolationProof.access).not.toHaveProperty('services');
    expect(IsolationProof.input.safeParse({ no: 'IC-20200124-0001-5' }).success).toBe(false);
    expect(fieldsOf(IsolationProof.output, 'output').join()).not.toMatch(/region|stay|origin|symptom/i);
  });

  test('nobody is searched, listed or counted by it: it is asked of one arrival', () => {
    expect(Object.keys(ArrivalOrigin.input.shape)).toEqual(['arrivalId']);
    expect(Object.keys(FeverReadings.input.shape)).toEqual(['feverId']);
    for (const query of [ArrivalOrigin, FeverReadings]) expect(query.input.safeParse({}).success).toBe(false);
    for (const query of QUERIES)
      for (const field of fieldsOf(query.input, 'input')) {
        expect(`${query.name}: ${field}`).not.toMatch(new RegExp(`: .*(?:${ORIGIN.source})`, 'i'));
        expect([query.name, field === 'risk']).toEqual([query.name, false]);
      }
  });

  test('stays are asked, never a native place, and only as many as a period has days', () => {
    const fields = Object.keys(RegisterArrival.input.shape);
    expect(fields).toContain('stays');
    for (const field of fields) expect(field).not.toMatch(/native|origin|household|hukou|ethnic/i);
    const [example] = RegisterArrival.examples;
    const asked = (stays: readonly object[]) => RegisterArrival.input.safeParse({ ...example, stays }).success;
    expect(asked([])).toBe(false);
    expect(asked([{ region: '420100' }])).toBe(true);
    expect(asked([{ region: '420100', nativePlace: '420100' }])).toBe(false);
    expect(asked([{ region: '武汉' }])).toBe(false);
    expect(asked(Array.from({ length: 15 }, () => ({ region: '420100' })))).toBe(false);
  });
});

describe('who is in which room of an isolation site', () => {
  test('is asked by those who may work there, by no service, and by nobody above them', () => {
    for (const { access } of [BedLedger, SiteMeals, AssignBed, MoveBed, SetDiet]) {
      expect(ROLES.filter((role) => mayCall(access, [role]))).toEqual([
        'DUTY_OFFICER',
        'COMMUNITY_WORKER',
        'COMMUNITY_DOCTOR',
        'GRID_WORKER',
      ]);
      expect(access).toMatchObject({ within: 'JURISDICTION' });
      expect(access).not.toHaveProperty('services');
    }
  });

  test('is in no event and no list, and meals have no names', () => {
    const told = EVENTS.filter((event) => ['isolation', 'isolation-site'].includes(event.entity));
    for (const event of told)
      expect([event.name, fieldsOf(event.data, 'output')]).not.toEqual([event.name, expect.arrayContaining(['room'])]);
    for (const query of [IsolationSitesPage, SiteMeals])
      for (const field of fieldsOf(query.output, 'output')) expect(field).not.toMatch(/^(?:label|room|no|isolationId|personId|cases)$/);
  });
});

describe('a doubt about somebody’s visits', () => {
  test('is seen and settled by who leads the team, is on duty or commands, by no service, and by nobody who assesses', () => {
    for (const { access } of [IntegrityReview, MarkReviewed]) {
      expect(ROLES.filter((role) => mayCall(access, [role]))).toEqual(['COMMANDER', 'DUTY_OFFICER', 'TEAM_LEAD']);
      expect(access).toMatchObject({ within: 'JURISDICTION' });
      expect(access).not.toHaveProperty('services');
    }
  });

  test('is in no event, no live view and no other answer; nobody can be looked for by it', () => {
    expect(EVENTS.filter(({ entity, name }) => entity === 'integrity' || /signal|integrity/i.test(name))).toEqual([]);
    expect(LIVE_VIEWS.filter(({ view }) => /integrity|signal/.test(view))).toEqual([]);
    expect(fieldsOf(IntegrityReview.input, 'input').filter((field) => /collector|operator|person|by$/i.test(field))).toEqual([]);
    for (const operation of [...QUERIES, ...COMMANDS].filter((one) => one.name !== 'IntegrityReview' && one.name !== 'MarkReviewed'))
      for (const field of fieldsOf(operation.output, 'output'))
        expect(`${operation.name}.${field}`).not.toMatch(/\.(signalId|questioned)$/);
    for (const event of EVENTS) for (const field of fieldsOf(event.data, 'output')) expect(field).not.toMatch(/signalId|questioned/);
  });

  test('says when and where, never whom, how warm, or when it was entered', () => {
    const fields = fieldsOf(IntegrityReview.output, 'output');
    expect(fields).toContain('questioned');
    for (const field of fields) expect(field).not.toMatch(/person|label|temperature|celsius|symptom|recorded|entered/i);
  });
});

import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  ArrivalDetail,
  BatchDetail,
  DuplicatesOf,
  DuplicatesPage,
  EVENTS,
  FeverShow,
  IsolationDetail,
  LinkPersons,
  MergePersons,
  PersonDetail,
  PersonFile,
  ROLES,
  TEAM_ROLES,
  UnmergePerson,
  isTombstone,
  mayCall,
} from '../index.ts';

const fieldsOf = (schema: z.ZodType): string[] => {
  const names = (node: unknown): string[] =>
    typeof node !== 'object' || node === null
      ? []
      : Object.entries(node).flatMap(([key, value]) => [...(key === 'properties' ? Object.keys(value as object) : []), ...names(value)]);
  return [...new Set(names(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' })))];
};
const rolesOf = (operation: { readonly access: Parameters<typeof mayCall>[0] }) =>
  ROLES.filter((role) => mayCall(operation.access, [role]));

describe('who somebody is stays in the register', () => {
  /** What an event of an entry may say: ids, where it belongs, which fields changed, what was said of two. */
  const SAID: Readonly<Record<string, readonly string[]>> = {
    PersonRegistered: ['path', 'documentKind'],
    PersonCorrected: ['path', 'fields', 'fromArea'],
    PersonMerged: ['path', 'into'],
    PersonUnmerged: ['path', 'from'],
    PersonTookIn: ['path', 'merged'],
    PersonGaveBack: ['path', 'unmerged'],
    PersonErased: ['ground'],
    PersonsLinked: ['personId', 'otherId', 'verdict'],
  };
  const events = EVENTS.filter((event) => ['person', 'person-link'].includes(event.entity) && !isTombstone(event));

  test.each(events.map((event) => [event.name, event] as const))('%s says ids and kinds only, and is for no partner', (name, event) => {
    expect(fieldsOf(event.data)).toEqual(SAID[name]);
    expect(event.partner).toBe(false);
  });

  test('that is all of them', () => {
    expect(events.map(({ name }) => name).toSorted()).toEqual(Object.keys(SAID).toSorted());
  });

  test('an id is not a place for words', () => {
    const [merged] = MergePersons.examples;
    expect(MergePersons.input.safeParse({ ...merged, keepId: '测试甲' }).success).toBe(false);
    expect(EVENTS.find(({ name }) => name === 'PersonMerged')?.data.safeParse({ path: 'houzhai/a07', into: '测试甲' }).success).toBe(false);
  });
});

describe('one person’s file', () => {
  test('says what happened, never where from, how warm, which code, or who in clear', () => {
    const line = [
      'at',
      'recordedAt',
      'entity',
      'event',
      'recordId',
      'no',
      'verdict',
      'under',
      'halfDays',
      'slots',
      'done',
      'missed',
      'actor',
    ];
    expect(fieldsOf(PersonFile.output).toSorted()).toEqual(['personId', 'no', 'lines', 'asOf', ...line].filter((name, at, all) => all.indexOf(name) === at).toSorted()); // prettier-ignore
  });

  test('is for those who may see each of its records, and is asked of one person', () => {
    for (const role of rolesOf(PersonFile))
      for (const part of [ArrivalDetail, BatchDetail, IsolationDetail, FeverShow])
        expect([role, part.name, mayCall(part.access, [role])]).toEqual([role, part.name, true]);
    expect(Object.keys(PersonFile.input.shape)).toEqual(['personId']);
    expect(PersonFile.access).toMatchObject({ within: 'JURISDICTION' });
    expect(PersonFile.access).not.toHaveProperty('services');
  });

  test('is not for a team: whoever is deployed does not see it where they help', () => {
    for (const role of TEAM_ROLES)
      for (const operation of [PersonFile, DuplicatesOf, DuplicatesPage, LinkPersons, MergePersons, UnmergePerson])
        expect([role, operation.name, mayCall(operation.access, [role])]).toEqual([role, operation.name, false]);
  });
});

test('to say who is one person is for the desk, in its jurisdiction; what is shown of two is what the register shows of one', () => {
  for (const operation of [LinkPersons, MergePersons, UnmergePerson, DuplicatesOf, DuplicatesPage])
    expect([operation.name, rolesOf(operation)]).toEqual([operation.name, ['COMMANDER', 'DUTY_OFFICER', 'COMMUNITY_WORKER']]);
  const register = new Set(fieldsOf(PersonDetail.output));
  const beside = fieldsOf(DuplicatesPage.output).filter((field) => !register.has(field));
  expect(beside).toEqual(['pairs', 'total', 'policyVersion', 'asOf', 'person', 'other', 'rule', 'similarity']);
});

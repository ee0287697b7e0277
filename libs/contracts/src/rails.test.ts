import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { COMMANDS, EVENTS, QUERIES, type Role } from './index.ts';

/** Every name of a field in a schema, however deep. */
const fieldsOf = (schema: z.ZodType, io: 'input' | 'output'): readonly string[] => {
  const namesIn = (node: unknown): string[] =>
    typeof node !== 'object' || node === null
      ? []
      : Object.entries(node).flatMap(([key, value]) => [...(key === 'properties' ? Object.keys(value as object) : []), ...namesIn(value)]);
  return namesIn(schema.toJSONSchema({ io }));
};

/** What could hold a name, a number or free text about a person. */
const PERSONAL = /^(name|phone|documentNo|note|words|reason|items|displayName|reference)$/;
/** What is told or measured at a gate or a door. */
const TOLD = /^(stays?|regions?|origin|temperature|celsius|symptoms)$/i;
/** What it comes to, besides. */
const HEALTH = /^(risk(Level)?|healthCode|fever|diagnosis)$/i;
const isAboutHealth = (field: string): boolean => TOLD.test(field) || HEALTH.test(field);
/** What nobody is asked, anywhere. */
const NEVER = /native|birthplace|hometown|household.?registration|ethnic|religion|籍贯/i;
const GRADED = /score|points|grade|rank|deduct/i;

/** Who cares for the very person: the gate, the case worker, the doctor. */
const CARE_FOR_THEM: readonly Role[] = ['CHECKPOINT_OFFICER', 'COMMUNITY_WORKER', 'COMMUNITY_DOCTOR'];

describe('the rails', () => {
  test('no event says who somebody is, nor tells what was told, measured or found', () => {
    for (const { name, data } of EVENTS)
      expect([name, fieldsOf(data, 'output').filter((field) => PERSONAL.test(field) || isAboutHealth(field))]).toEqual([name, []]);
  });

  test('nobody is found by where they come from or how they are', () => {
    for (const { name, input } of QUERIES) expect([name, fieldsOf(input, 'input').filter(isAboutHealth)]).toEqual([name, []]);
  });

  test('what was told and measured is read by the gate, the case worker and the doctor, and by nobody else', () => {
    const telling = QUERIES.filter(({ output }) => fieldsOf(output, 'output').some((field) => TOLD.test(field)));
    expect(telling.length).toBeGreaterThan(0);
    for (const { name, access } of telling) {
      expect([name, access.who]).toEqual([name, 'ROLES']);
      if (access.who !== 'ROLES') continue;
      expect([name, access.roles.filter((role) => !CARE_FOR_THEM.includes(role))]).toEqual([name, []]);
      expect([name, access.within, 'services' in access && access.services]).toEqual([name, 'JURISDICTION', false]);
    }
  });

  test('fourteen days of stay are asked for, never where somebody is from or what they are', () => {
    for (const { input, name } of [...COMMANDS, ...QUERIES])
      expect([name, fieldsOf(input, 'input').filter((field) => NEVER.test(field))]).toEqual([name, []]);
  });

  test('nothing that grades stands beside anything about somebody’s health or origin', () => {
    for (const { name, output } of [...COMMANDS, ...QUERIES]) {
      const fields = fieldsOf(output, 'output');
      expect([name, fields.some(isAboutHealth) ? fields.filter((field) => GRADED.test(field)) : []]).toEqual([name, []]);
    }
  });
});

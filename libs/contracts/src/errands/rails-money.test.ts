import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CorrectMoney, ErrandMoneyEntered, MoneyBalance, MoneyEntries, PublishServiceModule, ROLES, ServiceModulePublished, SetServiceModuleActive, mayCall } from '../index.ts'; // prettier-ignore

const propertyNames = (schema: unknown): string[] =>
  typeof schema !== 'object' || schema === null
    ? []
    : Object.entries(schema).flatMap(([key, value]) => [
        ...(key === 'properties' ? Object.keys(value as object) : []),
        ...propertyNames(value),
      ]);
const fieldsOf = (schema: z.ZodType): string[] => propertyNames(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }));
const who = (access: Parameters<typeof mayCall>[0]) => ROLES.filter((role) => mayCall(access, [role]));

describe('cash for errands', () => {
  test('is told by amounts of an errand, without a receipt’s number, a name or a word', () => {
    expect(fieldsOf(ErrandMoneyEntered.data)).toContain('amountFen');
    for (const field of fieldsOf(ErrandMoneyEntered.data)) expect(field).not.toMatch(/reference|slip|label|name|phone|words|reason|note/i);
  });

  test('is listed by agents and errands, never by residents', () => {
    for (const query of [MoneyBalance, MoneyEntries])
      expect(fieldsOf(query.output).filter((field) => /beneficiary|person|label|reference|words/i.test(field))).toEqual([]);
    expect(who(MoneyBalance.access)).toEqual(['COMMANDER', 'DUTY_OFFICER', 'COMMUNITY_WORKER', 'GRID_WORKER', 'AGENT', 'AUDITOR']);
  });

  test('is corrected by the desk alone', () => {
    expect(who(CorrectMoney.access)).toEqual(['COMMANDER', 'DUTY_OFFICER', 'COMMUNITY_WORKER']);
  });
});

describe('a service module', () => {
  test('is published and switched off by those who command, and the event names no question', () => {
    for (const { access } of [PublishServiceModule, SetServiceModuleActive])
      expect(who(access)).toEqual(['COMMANDER', 'DUTY_OFFICER', 'PLATFORM_ADMIN']);
    expect(fieldsOf(ServiceModulePublished.data).toSorted()).toEqual(['active', 'code', 'formVersion', 'kinds']);
  });
});

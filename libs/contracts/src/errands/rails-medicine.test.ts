import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CardCustody, CardsPage, EVENTS, MedicineDemand, ROLES, RunDetail, RunPapers, RunsPage, isTombstone, mayCall } from '../index.ts';

const propertyNames = (schema: unknown): string[] =>
  typeof schema !== 'object' || schema === null
    ? []
    : Object.entries(schema).flatMap(([key, value]) => [
        ...(key === 'properties' ? Object.keys(value as object) : []),
        ...propertyNames(value),
      ]);
const fieldsOf = (schema: z.ZodType): string[] => propertyNames(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }));
const events = EVENTS.filter((event) => ['insurance-card', 'medicine-run', 'prescription'].includes(event.entity) && !isTombstone(event));

describe('what somebody takes, and behind which door', () => {
  test('there is something to look at', () => {
    expect(new Set(events.map(({ entity }) => entity)).size).toBe(3);
    expect(fieldsOf(RunDetail.output)).toContain('drug');
  });

  test.each(events.map((event) => [event.name, event] as const))('is not told by %s, nor is who, nor a word somebody wrote', (_, event) => {
    for (const field of fieldsOf(event.data))
      expect(field).not.toMatch(/drug|prescriptionNo|path|room|label|name|phone|words|reason|reference|slip|seal(?!ed$)|special/i);
    expect(event.partner).toBe(false);
  });

  test('is in no list', () => {
    for (const query of [RunsPage, CardsPage, MedicineDemand])
      expect(fieldsOf(query.output).filter((field) => /drug|code|prescriptionNo|referredTo|label|words/i.test(field))).toEqual([]);
  });

  test('is printed by those who go there and the desk, who audits sees where cards are, and nobody else either', () => {
    expect(ROLES.filter((role) => mayCall(RunPapers.access, [role]))).toEqual(['COMMANDER', 'DUTY_OFFICER', 'COMMUNITY_WORKER', 'GRID_WORKER', 'AGENT']); // prettier-ignore
    expect(ROLES.filter((role) => mayCall(CardCustody.access, [role]) && !mayCall(RunPapers.access, [role]))).toEqual(['AUDITOR']);
    expect(RunPapers.access).not.toHaveProperty('services');
  });
});

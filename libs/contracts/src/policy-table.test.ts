import { describe, expect, test } from 'vitest';
import shipped from '../../../seeds/policies/access.1.json' with { type: 'json' };
import {
  COMMANDS,
  LIVE_VIEWS,
  POLICY,
  QUERIES,
  ROLES,
  SERVICES,
  denialOf,
  findOperationByName,
  liveViewsFor,
  subjectsFor,
  type Access,
} from './index.ts';

describe('the policy table', () => {
  test('has every operation once, with somebody who may', () => {
    expect(POLICY.map(({ operation }) => operation).sort()).toEqual([...COMMANDS, ...QUERIES].map(({ name }) => name).sort());
    for (const { operation, who, roles } of POLICY) {
      expect([operation, ['GUEST', 'SIGNED_IN', 'ROLES', 'SERVICES'].includes(who)]).toEqual([operation, true]);
      if (who === 'ROLES') expect(roles.length).toBeGreaterThan(0);
    }
  });

  test('names the fields by which answers show a person, and how', () => {
    const personal = new Set(['label', 'initials', 'phoneMasked', 'documentMasked', 'birthYear', 'sensitive', 'words']);
    const names = (schema: unknown): string[] =>
      typeof schema !== 'object' || schema === null
        ? []
        : Object.entries(schema).flatMap(([key, value]) => [
            ...(key === 'properties' ? Object.keys(value as object) : []),
            ...names(value),
          ]);
    // a division of the country has initials too, and is nobody
    for (const contract of [...COMMANDS, ...QUERIES].filter(({ name }) => name !== 'FindRegions')) {
      const shown = new Set(
        names(contract.output.toJSONSchema({ io: 'input', unrepresentable: 'any' })).filter((name) => personal.has(name)),
      );
      for (const name of shown)
        expect([contract.name, name, Object.keys(contract.shows ?? {}).includes(name)]).toEqual([contract.name, name, true]);
    }
  });

  test('what the shipped policy keeps for a second person can be kept, in every service that has it', () => {
    for (const name of Object.keys(shipped.values.secondPerson.operations)) {
      const rows = POLICY.filter(({ operation, service }) => operation === name || operation === `${name}-${service}`);
      expect([name, rows.length === 1 || rows.length === SERVICES.length]).toEqual([name, true]);
      for (const { operation, maySecondPerson } of rows) expect([operation, maySecondPerson]).toEqual([operation, true]);
    }
    for (const name of ['BreakGlass', 'SignIn', 'ApproveProposal-errands', 'WorklistPage']) expect(POLICY.find(({ operation }) => operation === name)?.maySecondPerson).toBe(false); // prettier-ignore
  });

  test('every live view belongs to a question of the same service', () => {
    for (const { service, of } of LIVE_VIEWS) expect(findOperationByName(of)?.service).toBe(service);
    expect(liveViewsFor(['AGENT']).map(({ view }) => view)).not.toContain('broken-glass');
    expect(liveViewsFor(['AUDITOR']).map(({ view }) => view)).toContain('broken-glass');
  });
});

describe('the guard', () => {
  const operator = { kind: 'operator', roles: ROLES, readOnly: false, mustChangePassword: false } as const;
  const allowed: Access = { who: 'ROLES', roles: ['AGENT'], within: 'JURISDICTION' };

  test('denies what no access names', () => {
    expect(denialOf({ access: { who: 'NOBODY' } as unknown as Access, kind: 'query' }, operator)?.code).toBe('access.forbidden');
    expect(denialOf({ access: { ...allowed, roles: [] }, kind: 'query' }, operator)?.code).toBe('access.forbidden');
  });

  test('says the first reason', () => {
    const of = (own: object, kind: 'command' | 'query' = 'command') => denialOf({ access: allowed, kind }, { ...operator, ...own })?.code;
    expect(of({})).toBeUndefined();
    expect(of({ roles: ['AUDITOR'], mustChangePassword: true })).toBe('access.forbidden');
    expect(of({ mustChangePassword: true, mustEnrol: true })).toBe('access.password-change-required');
    expect(of({ mustEnrol: true })).toBe('access.second-factor-required');
    expect(of({ readOnly: true })).toBe('access.forbidden');
    expect(of({ readOnly: true }, 'query')).toBeUndefined();
    expect(denialOf({ access: allowed, kind: 'query' }, { kind: 'guest' })?.code).toBe('access.unauthenticated');
    expect(denialOf({ access: allowed, kind: 'query' }, { kind: 'service' })?.code).toBe('access.forbidden');
  });

  test('a connection may send what its roles may call, and no more', () => {
    for (const role of ROLES) {
      const subjects = new Set(subjectsFor([role]));
      for (const { subject, who, roles } of POLICY) expect([role, subject, subjects.has(subject)]).toEqual([role, subject, who === 'GUEST' || who === 'SIGNED_IN' || roles.includes(role)]); // prettier-ignore
    }
  });
});

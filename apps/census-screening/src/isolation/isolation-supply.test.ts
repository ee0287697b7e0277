import { ISOLATION_STATUSES } from '@houzhai/contracts';
import { describe, expect, it } from 'vitest';
import { ensureSupply, raiseSupplyNeed } from './isolation.decide.ts';
import { IN_STATE, active, given, refused } from './test/isolation-builder.ts';

describe('supplies of a case', () => {
  it.each(ISOLATION_STATUSES)('change while it is followed up, and else not: %s', (status) => {
    const isolation = { ...IN_STATE[status](), supplyEnsured: false };
    const followed = status === 'ACTIVE' || status === 'REDUCTION_REQUESTED';
    for (const by of ['ERRAND', 'OTHERWISE'] as const)
      expect(ensureSupply(isolation, by)).toEqual(
        followed
          ? { ok: true, value: { isolation: { ...isolation, supplyEnsured: true }, changed: [], facts: [{ fact: 'supply-ensured', by }] } }
          : refused('isolation.not-allowed-now', { action: 'ensure-supply', status }),
      );
    expect(raiseSupplyNeed({ ...isolation, supplyEnsured: true })).toEqual(
      followed
        ? { ok: true, value: { isolation, changed: [], facts: [{ fact: 'supply-need-raised' }] } }
        : refused('isolation.not-allowed-now', { action: 'raise-supply-need', status }),
    );
  });

  it('are ensured once, and needed again as often as somebody says so', () => {
    const needed = given(raiseSupplyNeed(active())).isolation;
    const ensured = given(ensureSupply(needed, 'OTHERWISE')).isolation;
    expect(ensureSupply(ensured, 'ERRAND')).toEqual(refused('isolation.supply-ensured'));
    expect(given(raiseSupplyNeed(given(raiseSupplyNeed(ensured)).isolation)).isolation.supplyEnsured).toBe(false);
  });
});

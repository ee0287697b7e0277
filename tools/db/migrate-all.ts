import { addPolicies, migrate, openOrm, poolOf, PolicySeed } from '@houzhai/persistence';
import { ensureFirstOperator } from '../../apps/command-center/src/operator/first-operator.store.ts';
import access from '../../seeds/policies/access.1.json' with { type: 'json' };
import alert1 from '../../seeds/policies/alert.1.json' with { type: 'json' };
import alert2 from '../../seeds/policies/alert.2.json' with { type: 'json' };
import arrival0124 from '../../seeds/policies/arrival.YW-2020-0124.json' with { type: 'json' };
import arrival16 from '../../seeds/policies/arrival.YW-2020-16.json' with { type: 'json' };
import map from '../../seeds/houzhai/neighbours.json' with { type: 'json' };
import assignment from '../../seeds/policies/assignment.1.json' with { type: 'json' };
import audit from '../../seeds/policies/audit.1.json' with { type: 'json' };
import care from '../../seeds/policies/care.1.json' with { type: 'json' };
import board1 from '../../seeds/policies/board.1.json' with { type: 'json' };
import board2 from '../../seeds/policies/board.2.json' with { type: 'json' };
import call from '../../seeds/policies/call.1.json' with { type: 'json' };
import combatUnit from '../../seeds/policies/combat-unit.1.json' with { type: 'json' };
import delivery from '../../seeds/policies/delivery.1.json' with { type: 'json' };
import errand from '../../seeds/policies/errand.1.json' with { type: 'json' };
import supply from '../../seeds/policies/supply.1.json' with { type: 'json' };
import escort from '../../seeds/policies/escort.1.json' with { type: 'json' };
import fever from '../../seeds/policies/fever.1.json' with { type: 'json' };
import identity from '../../seeds/policies/identity.1.json' with { type: 'json' };
import integrity from '../../seeds/policies/integrity.1.json' with { type: 'json' };
import isolation from '../../seeds/policies/isolation.1.json' with { type: 'json' };
import medicine from '../../seeds/policies/medicine.1.json' with { type: 'json' };
import isolationSite from '../../seeds/policies/isolation-site.1.json' with { type: 'json' };
import needReport from '../../seeds/policies/need-report.1.json' with { type: 'json' };
import notice from '../../seeds/policies/notice.1.json' with { type: 'json' };
import partner from '../../seeds/policies/partner.1.json' with { type: 'json' };
import screening from '../../seeds/policies/screening.1.json' with { type: 'json' };
import taskForce from '../../seeds/policies/task-force.1.json' with { type: 'json' };
import suggestion from '../../seeds/policies/suggestion.1.json' with { type: 'json' };
import signIn1 from '../../seeds/policies/sign-in.1.json' with { type: 'json' };
import signIn2 from '../../seeds/policies/sign-in.2.json' with { type: 'json' };
import keys from '../../seeds/policies/keys.1.json' with { type: 'json' };
import { STORES } from './stores.ts';

/** Policies every service reads. */
const SHARED: readonly unknown[] = [access, audit, delivery, keys];
/** Which areas are beside each other, for whoever is to be near; no source gives it. */
const neighbours = {
  policy: 'neighbours',
  version: '1',
  effectiveFrom: '2020-01-01T00:00:00+08:00',
  source: 'placeholder',
  values: { placeholder: map.placeholder, neighbours: map.neighbours },
};
/** Which policies each service reads besides. */
const POLICIES: Record<keyof typeof STORES, readonly unknown[]> = {
  errands: [errand, medicine, supply, care, call, needReport, suggestion, neighbours],
  'command-center': [partner, signIn1, signIn2, board1, board2, taskForce, combatUnit, neighbours, alert1, alert2],
  'census-screening': [
    arrival0124,
    arrival16,
    escort,
    identity,
    isolation,
    isolationSite,
    integrity,
    fever,
    notice,
    screening,
    assignment,
    neighbours,
  ],
};

/**
 * Migrates every schema as the role that owns them and adds what must be there before a service starts.
 * @param options.grantRoles grants each service's login role its schema (roles `hz_<schema>` exist).
 * @param options.first the operator who lets everybody else in, if there is none.
 */
export async function migrateAll(
  url: string,
  options: { readonly grantRoles: boolean; readonly first?: { readonly account: string; readonly password?: string | undefined } },
): Promise<{ readonly applied: number; readonly oneTimePassword: string | undefined }> {
  let applied = 0;
  let oneTimePassword: string | undefined;
  for (const service of Object.keys(STORES) as (keyof typeof STORES)[]) {
    const store = STORES[service];
    applied += (await migrate(store, url, options.grantRoles ? `hz_${store.schema}` : undefined)).applied;
    const orm = await openOrm(store, url, 2);
    try {
      const pool = await poolOf(orm);
      await addPolicies(
        pool,
        store.schema,
        [...SHARED, ...POLICIES[service]].map((policy) => PolicySeed.parse(policy)),
      );
      if (service === 'command-center' && options.first) {
        const { account, password } = options.first;
        oneTimePassword = await ensureFirstOperator(
          pool,
          { account, displayName: '平台管理员', roles: ['PLATFORM_ADMIN', 'DUTY_OFFICER'], password },
          Temporal.Now.instant(),
        );
      }
    } finally {
      await orm.close(true);
    }
  }
  return { applied, oneTimePassword };
}

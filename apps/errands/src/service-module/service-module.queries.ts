import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf, type ModuleVersion } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { reaching } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { termsOf } from '../policy/errand-policy.ts';
import { errandPolicies, type ErrandPolicies } from '../policy/errand-policy.store.ts';
import { supplyPolicies, type SupplyPolicies } from '../supply/supply-policy.store.ts';
import { findModule, listModules, openErrandsByModule, stateOf, versionsOf, type KeptVersion } from './service-module.store.ts';
import { changesBetween } from './service-module.ts';

@Injectable()
export class ServiceModuleQueries {
  private readonly kit: Kit;
  private readonly policies: ErrandPolicies;
  private readonly supplies: SupplyPolicies;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = errandPolicies(kit.pool);
    this.supplies = supplyPolicies(kit.pool);
  }

  @Answers(C.ListServiceModules)
  list(input: InputOf<typeof C.ListServiceModules>, call: Call) {
    return reaching(async () => {
      const rows = await listModules(this.kit.pool, input.activeOnly);
      if (!input.counted) return ok({ rows });
      const open = await openErrandsByModule(this.kit.pool, call.caller);
      return ok({ rows: rows.map((row) => ({ ...row, openErrands: open.get(row.code) ?? 0 })) });
    });
  }

  @Answers(C.ServiceModuleDetail)
  detail({ module: code }: InputOf<typeof C.ServiceModuleDetail>, call: Call) {
    return reaching(async () => {
      const found = await findModule(this.kit.pool, code);
      if (!found) return refuse('service-module.unknown', { code });
      const { definition } = stateOf(found);
      const open = await openErrandsByModule(this.kit.pool, call.caller, code);
      const policy = await this.policies.inForce(call.now);
      const supplies = await this.supplies.inForce(call.now);
      return ok({
        row: { ...found, openErrands: open.get(code) ?? 0 },
        definition,
        terms: definition.kinds.map((kind) => {
          const own = definition.sla[kind];
          return { kind, ...termsOf(policy, kind, own), own: own !== undefined };
        }),
        forSupplies: supplies.moduleCode === code,
        versions: told(await versionsOf(this.kit.pool, found.id)),
      });
    });
  }

  @Answers(C.ServiceModuleVersions)
  versions({ module: code, fromForm, toForm }: InputOf<typeof C.ServiceModuleVersions>, _call: Call) {
    return reaching(async () => {
      const found = await findModule(this.kit.pool, code);
      if (!found) return refuse('service-module.unknown', { code });
      const rows = told(await versionsOf(this.kit.pool, found.id));
      if (fromForm === undefined && toForm === undefined) return ok({ rows });
      const current = found.formVersion;
      const [from, to] = [fromForm ?? Math.max(1, (toForm ?? current) - 1), toForm ?? current];
      const [before, after] = [from, to].map((form) => rows.find(({ formVersion }) => formVersion === form));
      if (!before || !after) return refuse('service-module.form-unknown', { code, form: before ? to : from, current });
      return ok({ rows: [after, before], compared: changesBetween(before.definition, after.definition) });
    });
  }
}

/** Versions with what each changed, the latest first; the first that is kept says nothing of what was before, unless it is the first there was. */
const told = (versions: readonly KeptVersion[]): ModuleVersion[] =>
  versions
    .map(({ publishedAt, publishedBy, ...kept }, at) => {
      const before = versions[at - 1]?.definition;
      return {
        ...kept,
        publishedAt: publishedAt.toString(),
        ...(publishedBy === undefined ? {} : { publishedBy }),
        changes: before || kept.version === 1 ? changesBetween(before, kept.definition) : [],
      };
    })
    .toReversed();

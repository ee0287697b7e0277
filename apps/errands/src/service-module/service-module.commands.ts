import { Inject, Injectable } from '@nestjs/common';
import { actorOf } from '@houzhai/auth';
import {
  PublishServiceModule,
  ServiceModulePublished,
  SetServiceModuleActive,
  ok,
  refuse,
  type InputOf,
  type ModuleDefinition,
  type OutputOf,
} from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { uuidv7, type Change, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { supplyPolicies, type SupplyPolicies } from '../supply/supply-policy.store.ts';
import { publishModule, setModuleActive, type PublishFacts, type Publication } from './service-module.decide.ts';
import { findModule, listModules, openErrandsByModule, stateOf, usedForms, versionsOf, type KeptVersion } from './service-module.store.ts';
import type { ServiceModule } from './service-module.ts';

@Injectable()
export class ServiceModuleCommands {
  private readonly kit: Kit;
  private readonly supplies: SupplyPolicies;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.supplies = supplyPolicies(kit.pool);
  }

  @Handles(PublishServiceModule)
  publish(input: InputOf<typeof PublishServiceModule>, call: Call) {
    type Answer = OutputOf<typeof PublishServiceModule>;
    return this.kit.unitOfWork.run<Answer, (typeof PublishServiceModule)['refusals'][number]>(call, async (work) => {
      const { create, expectedVersion, dryRun, ...definition } = input;
      const all = await listModules(work.pool, false);
      const listed = all.find(({ code }) => code === input.code);
      const module = listed && stateOf(listed);
      const versions = module ? await versionsOf(work.pool, module.id) : [];
      const facts: PublishFacts = {
        module,
        publication: publicationOf(versions, expectedVersion),
        all,
        asked: await this.asked(work, definition, versions),
        supplies: await this.supplies.inForce(work.now),
      };
      const decided = publishModule(definition, { create, expectedVersion }, facts);
      if (!decided.ok) return decided;
      const { formVersion, changes } = decided.value;
      const open = await openErrandsByModule(work.pool, call.caller, input.code);
      const version = module?.version ?? 0;
      const answer = { code: input.code, formVersion, changes: [...changes], openErrands: open.get(input.code) ?? 0, dryRun };
      if (dryRun) return ok({ ...answer, version });
      return work.save(changeOf(work, module, { definition, formVersion }), { ...answer, version: version + 1 });
    });
  }

  @Handles(SetServiceModuleActive)
  setActive(input: InputOf<typeof SetServiceModuleActive>, call: Call) {
    type Answer = OutputOf<typeof SetServiceModuleActive>;
    return this.kit.unitOfWork.run<Answer, (typeof SetServiceModuleActive)['refusals'][number]>(call, async (work) => {
      const found = await findModule(work.pool, input.module);
      if (!found) return refuse('service-module.unknown', { code: input.module });
      const module = stateOf(found);
      const publication = publicationOf(await versionsOf(work.pool, module.id), input.expectedVersion);
      const decided = setModuleActive(module, input, { publication, supplies: await this.supplies.inForce(work.now) });
      if (!decided.ok) return decided;
      const open = await openErrandsByModule(work.pool, call.caller, input.module);
      return work.save(changeOf(work, module, { definition: decided.value, formVersion: module.formVersion }), {
        code: input.module,
        active: input.active,
        version: module.version + 1,
        openErrands: open.get(input.module) ?? 0,
      });
    });
  }

  /** Questions that were asked with another type than now, in forms that errands were made with. */
  private async asked(work: Work, { code, fields }: ModuleDefinition, versions: readonly KeptVersion[]): Promise<PublishFacts['asked']> {
    const types = new Map(fields.map(({ key, type }) => [key, type]));
    const others = versions.flatMap(({ formVersion: form, definition }) =>
      definition.fields
        .filter(({ key, type }) => types.has(key) && types.get(key) !== type)
        .map(({ key, type }): [string, { type: typeof type; form: number }] => [key, { type, form }]),
    );
    const used = await usedForms(work.pool, code, [...new Set(others.map(([, { form }]) => form))]);
    return new Map(others.filter(([, { form }]) => used.includes(form)));
  }
}

function publicationOf(versions: readonly KeptVersion[], seenVersion: number | undefined): Publication | undefined {
  const latest = versions.at(-1);
  return (
    latest && {
      at: latest.publishedAt,
      by: latest.publishedBy,
      seen: versions.find(({ version }) => version === seenVersion)?.definition,
    }
  );
}

/** What is written: the module as it is now, and the same among its versions. */
function changeOf(
  work: Work,
  module: ServiceModule | undefined,
  { definition, formVersion }: Pick<ServiceModule, 'definition' | 'formVersion'>,
): Change {
  const id = module?.id ?? uuidv7(work.now.epochMilliseconds);
  const from = module?.version ?? 0;
  const { code, active, kinds } = definition;
  const { caller } = work.call;
  return {
    table: 'service_module',
    entity: 'service-module',
    id,
    area: 'a00',
    from,
    columns: { code, active, form_version: formVersion, definition },
    events: [{ contract: ServiceModulePublished, data: { code, active, formVersion, kinds } }],
    also: [
      {
        table: 'service_module_version',
        columns: {
          module_id: id,
          version: from + 1,
          form_version: formVersion,
          definition,
          published_at: work.now.toString(),
          published_by: caller.kind === 'operator' ? actorOf(caller) : null,
        },
      },
    ],
    meets: ['service_module_code'],
  };
}

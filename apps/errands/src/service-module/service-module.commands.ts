import { Inject, Injectable } from '@nestjs/common';
import { ListServiceModules, PublishServiceModule, ServiceModulePublished, ok, refuse, type InputOf } from '@houzhai/contracts';
import { Answers, Handles, type Call } from '@houzhai/messaging';
import { uuidv7 } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { findModule, listModules } from './service-module.store.ts';

@Injectable()
export class ServiceModuleCommands {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Handles(PublishServiceModule)
  publish(input: InputOf<typeof PublishServiceModule>, call: Call) {
    return this.kit.unitOfWork.run(call, async (work) => {
      const existing = await findModule(work.pool, input.code);
      const { create, ...definition } = input;
      if (existing && create) return refuse('service-module.exists', { code: input.code });
      const formVersion = (existing?.formVersion ?? 0) + 1;
      return work.save(
        {
          table: 'service_module',
          entity: 'service-module',
          id: existing?.id ?? uuidv7(work.now.epochMilliseconds),
          area: 'a00',
          from: existing?.version ?? 0,
          columns: { code: definition.code, active: definition.active, form_version: formVersion, definition },
          events: [
            {
              contract: ServiceModulePublished,
              data: { code: definition.code, active: definition.active, formVersion, kinds: definition.kinds },
            },
          ],
        },
        { code: definition.code, formVersion },
      );
    });
  }

  @Answers(ListServiceModules)
  async list(input: InputOf<typeof ListServiceModules>, _call: Call) {
    return ok({ rows: await listModules(this.kit.pool, input.activeOnly) });
  }
}

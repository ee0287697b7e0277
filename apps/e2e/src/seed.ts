import { BeginImport, CheckImport, CommitImport, PublishServiceModule, RegisterPerson, StageImportRows } from '@houzhai/contracts';
import type { Outcome } from '@houzhai/contracts';
import modules from '../../../seeds/policies/service-module.1.json' with { type: 'json' };
import type { Platform, TestOperator } from './platform.ts';

/** The value of an outcome that must be one. */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`);
  return outcome.value;
}

/** Areas a01 … a32, entered by the import path. */
export async function seedAreas(admin: Pick<TestOperator, 'client'>): Promise<void> {
  const rows = Array.from({ length: 32 }, (_, index) => {
    const code = `a${String(index + 1).padStart(2, '0')}`;
    return {
      line: index + 2,
      cells: {
        path: `houzhai/${code}`,
        level: 'area',
        zh: `占位村${String(index + 1)}`,
        en: `Village ${String(index + 1)}`,
        placeholder: 'true',
      },
    };
  });
  const { importId } = valueOf(await admin.client.command(BeginImport, { kind: 'PLACES', fileName: 'areas.csv' }));
  valueOf(await admin.client.command(StageImportRows, { importId, chunk: 0, rows }));
  valueOf(await admin.client.command(CheckImport, { importId }));
  valueOf(await admin.client.command(CommitImport, { importId }));
}

/** The service modules that ship. */
export async function seedModules(admin: TestOperator): Promise<void> {
  for (const module of modules.values.modules) valueOf(await admin.client.command(PublishServiceModule, module as never));
}

/** A synthetic resident of an area. */
export async function seedPerson(worker: TestOperator, area: string, name = '测试甲'): Promise<string> {
  return valueOf(await worker.client.command(RegisterPerson, { name, path: `houzhai/${area}` })).personId;
}

/** Areas, service modules, and in a07 somebody at the desk and an agent. */
export async function seedVillage(
  platform: Platform,
): Promise<{ readonly admin: TestOperator; readonly desk: TestOperator; readonly agent: TestOperator }> {
  const admin = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
  await seedAreas(admin);
  await seedModules(admin);
  const desk = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
  return { admin, desk, agent: await platform.operator(['AGENT'], ['houzhai/a07']) };
}
